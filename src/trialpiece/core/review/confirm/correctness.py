"""What the run says of rows that belong together, of tables put side by side, and of whose predictions were scored."""

from __future__ import annotations

from collections.abc import Iterable

from trialpiece.core.review.confirm.observed import Process, Seen
from trialpiece.core.review.confirm.statements import Way, spoken
from trialpiece.core.review.confirmation import Confirmation, Status

NOT_FOLLOWED = "In the run, the {rows:,} labels agree; whether they are labels of the same rows could not be followed."
FOLLOWED = 90
"""Percent of rows of which it must be known whom they belong to before the run may speak against a finding."""
ALL = 100
BY_CHANCE = 0.02
"""Share of rows that may be taken for others."""


def judge_groups(found: Way, process: Process) -> Confirmation | None:
    """Whether whoever has rows among the test rows has rows among the training rows too."""
    places = [found.here, *found.steps]
    dealt = process.at(places, "split", "crossed", "folds", "resampled", "learned")
    if not dealt:
        return None
    name = spoken(found.says)
    counted = [each for each in dealt if each.counts.get("groups") and each.column == name]
    if not counted:
        return _open("The run dealt the rows, but whom they belong to could not be followed that far.")
    worst = max(counted, key=lambda each: each.counts.get("shared", 0))
    groups, shared = worst.counts["groups"], worst.counts.get("shared", 0)
    where = "the test rows" if worst.event in {"split", "resampled"} else "the first fold's test rows"
    if shared:
        rows, n = worst.counts.get("rows", 0), worst.counts.get("n", 0)
        least = "" if worst.counts.get("known", 0) == ALL else "at least "
        return Confirmation(
            Status.CONFIRMED,
            f"In the run, {shared:,} of the {groups:,} values of `{name}` in {where} are in the training rows too, "
            f"with {least}{rows:,} of {n:,} test rows.",
        )
    if worst.counts.get("known", 0) < FOLLOWED:
        return _open(f"In the run, it was not known of enough rows to which `{name}` they belong.")
    return Confirmation(
        Status.CLEARED,
        f"In the run, none of the {groups:,} values of `{name}` in {where} was in the training rows.",
    )


def judge_misaligned(found: Way, process: Process) -> Confirmation | None:
    """Whether labels of tables put side by side agree, and whether they are labels of the same rows."""
    seen = [each for each in process.at([found.here, *found.steps], "joined") if each.counts.get("rows")]
    if not seen:
        return None
    worst = max(seen, key=_wrong)
    rows, holes = worst.counts["rows"], worst.counts.get("holes", 0)
    crossed, compared = worst.counts.get("crossed", 0), worst.counts.get("compared", 0)
    if _wrong(worst) > BY_CHANCE * rows:
        said = []
        if crossed:
            said.append(f"{crossed:,} of {rows:,} rows were made of two different rows")
        if holes:
            said.append(f"{holes:,} of {rows:,} rows had a label that the other side did not have, and got no values")
        return Confirmation(Status.CONFIRMED, f"In the run, {' and '.join(said)}.")
    if worst.counts.get("identical"):  # by which rows are also known again, so that it says nothing of whose they are
        said_lost = "lost rows" in found.says
        return _same_labels(rows) if said_lost else _open(NOT_FOLLOWED.format(rows=rows))
    if compared >= (1 - BY_CHANCE) * rows and not crossed:
        return Confirmation(Status.CLEARED, f"In the run, all {rows:,} rows were put beside values of the same row.")
    if worst.counts.get("same"):
        return Confirmation(Status.CLEARED, f"In the run, both had labels of one name, and all {rows:,} were found.")
    return _open(NOT_FOLLOWED.format(rows=rows))


def _same_labels(rows: int) -> Confirmation:
    return Confirmation(Status.CLEARED, f"In the run, both had the same {rows:,} labels, and no row had been lost.")


def _wrong(joined: Seen) -> int:
    return joined.counts.get("crossed", 0) + joined.counts.get("holes", 0)


def judge_model(found: Way, process: Process) -> Confirmation | None:
    """Which fitted model made the predictions that were scored, or how the columns lie that a model was applied to."""
    if "earlier model" in found.says:
        return _whose(found, process)
    return _shaped(found, process)


def _whose(found: Way, process: Process) -> Confirmation | None:
    """Of scores of old predictions among new ones: whose predictions the score was given."""
    if len(found.steps) < 2:
        return None
    old, new = (_models(process.at([step], "applied")) for step in found.steps[:2])
    scored = [each for each in process.at([found.here], "scored") if each.fit is not None]
    if not old or not new or not scored:
        return None
    last = scored[-1]
    name, newer = _name(last.fit, process), _name(max(new), process)
    if last.fit in new:
        return Confirmation(
            Status.CLEARED, f"In the run, the predictions scored here are those of the newer `{newer}`."
        )
    if last.fit in old:
        both = f"an earlier fit of `{name}`, not of the newer one" if name == newer else f"`{name}`, not of `{newer}`"
        return Confirmation(Status.CONFIRMED, f"In the run, the predictions scored here are those of {both}.")
    return _open("In the run, the predictions scored here are of neither of the two models.")


def _shaped(found: Way, process: Process) -> Confirmation | None:
    """Of a model applied to columns prepared in another way: how many are distributed otherwise than in training."""
    applied = [each for each in process.at([found.here, *found.steps[1:]], "applied") if each.counts.get("columns")]
    if not applied:
        return None
    worst = max(applied, key=lambda each: each.counts.get("apart", 0) / each.counts["columns"])
    apart, columns = worst.counts.get("apart", 0), worst.counts["columns"]
    name = _name(worst.fit, process)
    if 2 * apart >= columns:
        return Confirmation(
            Status.CONFIRMED,
            f"In the run, {apart:,} of the {columns:,} columns that `{name}` was given here lie elsewhere than those "
            "that it was trained on.",
        )
    if not apart:
        return Confirmation(
            Status.CLEARED,
            f"In the run, all {columns:,} columns that `{name}` was given here lie where those lay that it was trained on.",
        )
    return _open(
        f"In the run, {apart:,} of the {columns:,} columns that `{name}` was given here lie elsewhere than in training; "
        "that may be scaling or a change over time."
    )


def _models(applied: Iterable[Seen]) -> set[int]:
    return {each.fit for each in applied if each.fit is not None}


def _name(number: int | None, process: Process) -> str:
    fit = process.fitted(number)
    return fit.name if fit is not None and fit.name else "the model"


def _open(sentence: str) -> Confirmation:
    return Confirmation(Status.NOT_CONFIRMED, sentence)
