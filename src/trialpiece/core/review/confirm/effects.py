"""How much a confirmed leak changes, where the run could train again without it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trialpiece.core.review.confirm.observed import Process, Seen
from trialpiece.core.review.confirmation import Confirmation, Effect

METRICS = ("ROC AUC", "accuracy", "R2")
NOT_FOLLOWED = "What it changes was not measured: no score of a model that learned from it could be made again."
NO_COLUMN = "What it changes was not measured: no scored model was given a column of this name."
NOT_A_FIT = "What it changes was not measured: only fitted transformers and resamplers are learned again."
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
MINUS = "\N{MINUS SIGN}"
SMALLEST = 0.0005
_REASON = re.compile(
    r"What it changes was not measured: (?:the columns that it made could not be told apart"
    r"|it had learned from hardly any rows but test rows"
    r"|training again would take too long"
    r"|too much happened between resampling and training"
    r"|the rows were changed between resampling and training)\."
    r"|What it changes cannot be said: \d{1,9} test rows are too few\."
)
"""Why nothing was measured, in sentences of the witness: a report repeats these, and no other words."""


def measured(said: Confirmation, learned: Seen, process: Process) -> Confirmation:
    """The confirmation with what was measured of the fit, or with why nothing was."""
    if learned.fit is None:
        return replace(said, unmeasured=NOT_A_FIT)
    reason = NOT_FOLLOWED
    for record in process.effects:
        fits = record.get("fits")
        if not isinstance(fits, list) or learned.fit not in fits:
            continue
        effect = _effect(record, learned, process)
        if effect is not None:
            return replace(said, effect=effect)
        why = record.get("why")
        if isinstance(why, str) and _REASON.fullmatch(why):
            reason = why
    return replace(said, unmeasured=reason)


def without_column(said: Confirmation, column: str, process: Process) -> Confirmation:
    """The confirmation with what a model reaches without a column, where that was measured."""
    for record in process.effects:
        if record.get("column") == column:
            effect = _effect(record, None, process)
            if effect is not None:
                return replace(said, effect=effect)
    return replace(said, unmeasured=NO_COLUMN)


def _effect(record: Mapping[str, Any], learned: Seen | None, process: Process) -> Effect | None:
    """The effect that a record tells of; None where it is not of the form that ours have."""
    numbers = [record.get(name) for name in ("as_handed_in", "corrected", "low", "high")]
    metric, n, model = record.get("metric"), record.get("n"), record.get("model")
    if metric not in METRICS or isinstance(n, bool) or not isinstance(n, int) or not 0 < n < 10**9:
        return None
    given = [each for each in numbers if isinstance(each, int | float) and not isinstance(each, bool)]
    figures = [float(each) for each in given if abs(each) <= 1000]  # bounded first: no float holds 10**400
    bounded = len(figures) == len(numbers) and all(math.isfinite(each) for each in figures)
    if not bounded or not isinstance(model, str) or not _NAME.fullmatch(model):
        return None
    one, other, low, high = figures
    others = sorted(
        {
            fit.name
            for fit in process.of("learned")
            if learned is not None and fit.fit in record["fits"] and fit.fit != learned.fit and not fit.model
        }
    )
    effect = Effect(metric=metric, as_handed_in=one, corrected=other, low=low, high=high, n=n, sentence="")
    return replace(effect, sentence=_sentence(effect, model, others))


def _sentence(effect: Effect, model: str, others: list[str]) -> str:
    """For example: Changes ROC AUC by .002: without it, `LogisticRegression` reaches .912 instead of .914."""
    named = "R²" if effect.metric == "R2" else effect.metric
    together = f" (and without {' and '.join(f'`{each}`' for each in others[:3])} doing the same)" if others else ""
    by = _plain(effect.difference) if abs(effect.difference) >= SMALLEST else "less than .001"
    if effect.low == effect.high == 0 and effect.as_handed_in == effect.corrected >= 1 - 1e-9:
        return (
            f"Whether it changes {named} cannot be said: trained without it{together}, `{model}` still gets all of the "
            f"same {effect.n:,} rows right, so no difference can show."
        )
    if effect.low == effect.high == 0:
        return f"Changes nothing in {named}: trained without it{together}, `{model}` comes to the same on the same {effect.n:,} rows."
    return (
        f"Changes {named} by {by}: trained without it{together}, `{model}` reaches {_plain(effect.corrected)} instead of "
        f"{_plain(effect.as_handed_in)} on the same {effect.n:,} rows (95% interval of the change: "
        f"{_plain(effect.low)} to {_plain(effect.high)}, for this split)."
    )


def _plain(number: float) -> str:
    """Three decimals, no zero before the point, a real minus."""
    text = f"{abs(number):.3f}"
    text = text.removeprefix("0")
    return f"{MINUS}{text}" if round(number, 3) < 0 else text
