"""A fitted model that is fitted again, on other rows, before anything was made of it: the first fit is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import Fitted, Scored, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.provenance.rows import FOLD_TRAIN, apart
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("correctness.refit_before_score")
def fitted_again(reading: Reading) -> Iterator[Finding]:
    """A model fitted on one set of rows, then on another, and scored as if it were the first."""
    trace = reading.once(trace_of)
    used = {n for predicted in trace.predicted.values() for n in predicted.fits}
    used |= {n for score in trace.scored.values() for n in score.fits}
    used |= {n for crossed in trace.crossed.values() for n in crossed.fits}
    fits: dict[int, list[Fitted]] = {}
    for fit in trace.fitted.values():
        fits.setdefault(fit.thing, []).append(fit)
    for made in fits.values():
        for first, second in pairwise(made):
            if first.id in used or not _replaces(first, second):
                continue
            score = _score_of(trace, second)
            if score is not None:
                yield _say(first, second, score)


def _replaces(first: Fitted, second: Fitted) -> bool:
    """Whether the second fit learned from other rows than the first, at another place, and not in turns of a loop."""
    if first.looped or second.looped or first.at == second.at or first.dummy or not first.rows or not second.rows:
        return False
    if any(side == FOLD_TRAIN for fit in (first, second) for _, cuts in fit.rows for _, side in cuts):
        return False
    return first.rows != second.rows or first.resampled != second.resampled


def _score_of(trace: Trace, fit: Fitted) -> Scored | None:
    """A score of the model on rows that it had not seen."""
    scores = (s for s in trace.scored.values() if fit.id in s.fits and s.shown and not s.crossed)
    return next((s for s in scores if s.rows and apart(s.rows, fit.rows)), None)


def _say(first: Fitted, second: Fitted, score: Scored) -> Finding:
    return Finding.weak(
        at=second.outermost,
        path=(
            step(first, f"{first.name} trained here"),
            step(second, "trained again, on other rows, here"),
            step(score, "scored here"),
        ),
        says=f"`{first.name}` is trained again on other rows before it is scored, so the first training is lost.",
        because="The score then belongs to a model other than the one that was prepared before it.",
    )
