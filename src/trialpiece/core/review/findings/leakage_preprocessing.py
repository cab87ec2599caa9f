"""A statistic was learned from rows that include test rows, and shaped what the model learned from."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Step
from trialpiece.core.review.provenance.events import Learned, Trace, What
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import HeldOut, held_out, leaks, role_of, split_behind, step
from trialpiece.core.review.provenance.rows import disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_SMALLEST = {"min", "amin", "nanmin"}
_LARGEST = {"max", "amax", "nanmax"}
STRONG = {What.STATISTIC, What.REDUCTION, What.GROUP, What.WORDS, What.SELECTION, What.EDGES, What.MODEL, What.EXTREME}
MINOR = {What.COUNT}
_NOUNS = {
    What.STATISTIC: "its statistics",
    What.REDUCTION: "a statistic",
    What.GROUP: "a statistic per group",
    What.WORDS: "its vocabulary of words",
    What.SELECTION: "which features matter",
    What.EDGES: "the bounds of bins",
    What.MODEL: "a model",
    What.COUNT: "how often values occur",
    What.EXTREME: "a smallest or largest value",
    What.VOCABULARY: "which categories there are",
}


@finding("leakage.preprocessing", "leakage.encoder_vocabulary")
def learned_before_split(reading: Reading) -> Iterator[Finding]:
    """A statistic was learned from rows that later served as test rows."""
    trace = reading.once(trace_of)
    best: dict[int, tuple[Learned, HeldOut]] = {}
    for held in held_out(trace):
        if role_of(trace, held.rows) == "fold" and not _by_hand(trace, held):
            continue
        found = list(leaks(trace, held))
        ranges = {learned.name for learned in found if learned.what is What.EXTREME}
        for learned in found:
            if learned.what is What.EXTREME and not (_SMALLEST & ranges and _LARGEST & ranges):
                continue
            known = best.get(learned.id)
            if known is None or (known[1].use is None and held.use is not None):
                best[learned.id] = (learned, held)
    for learned, held in best.values():
        said = _say(trace, learned, held)
        if said is not None:
            yield said


def _by_hand(trace: Trace, held: HeldOut) -> bool:
    """Whether a loop over folds is the only evaluation that the code has."""
    return held.use is not None and not any(cut.how == "split" for cut in trace.cuts.values())


def _say(trace: Trace, learned: Learned, held: HeldOut) -> Finding | None:
    path = tuple(_path(trace, learned, held))
    says = f"`{learned.name}` learned {_NOUNS.get(learned.what, 'something')} from rows that include the held-out ones."
    at = learned.outermost
    if learned.what in STRONG and disjoint(learned.rows, held.fit.rows):
        return Finding.weak(
            at=at,
            says=f"`{learned.name}` learned {_NOUNS.get(learned.what, 'something')} from the held-out rows themselves, apart from the training rows.",
            path=path,
            because="New rows come one by one and cannot be prepared so; use what was learned from the training rows.",
        )
    if learned.what in STRONG:
        return Finding.strong(
            at=at,
            says=says,
            path=path,
            because="What the model trained on then carries something of the rows that were to judge it, so that its score no longer stands for unseen data.",
        )
    if learned.what in MINOR:
        return Finding.note(
            at=at,
            says=says,
            path=path,
            because="Counts over all rows tell the model a little about the held-out ones; usually it matters little.",
        )
    if learned.what is What.VOCABULARY:
        return Finding.note(
            kind="leakage.encoder_vocabulary",
            at=at,
            says=says,
            path=path,
            because="Knowing which categories exist is minor; a category seen only in new data would still break the encoding.",
        )
    return None


def _path(trace: Trace, learned: Learned, held: HeldOut) -> Iterator[Step]:
    yield step(learned, f"learned here, by {learned.name}")
    split = split_behind(trace, held.rows)
    if split is not None:
        yield step(split, "split here")
    yield step(held.fit, f"{held.fit.name} trained here")
    if held.use is not None:
        yield step(held.use, "used on held-out rows here")
