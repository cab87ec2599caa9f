"""How events relate: which rows a model was held out from, which score is a test, what leaked into what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialpiece.core.review.finding import Step
from trialpiece.core.review.provenance.cuts import opposite, side_named
from trialpiece.core.review.provenance.events import Event, Fitted, Learned, Predicted, Scored, Trace
from trialpiece.core.review.provenance.rows import (
    FOLD_TEST,
    FOLD_TRAIN,
    HELD_OUT,
    TEST,
    TRAIN,
    VALIDATION,
    Rows,
    apart,
    disjoint,
)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Rows that a fitted model did not see, and where it was applied to them."""

    fit: Fitted
    rows: Rows
    use: Predicted | Scored | None
    """None where the rows were set aside by the same split, and their use was not found."""


def held_out(trace: Trace) -> Iterator[HeldOut]:
    """For each fitted model, rows held out from it: those that it is applied to, else those that its split set aside."""
    uses: dict[int, list[Predicted | Scored]] = {}
    applied: list[Predicted | Scored] = [*trace.predicted.values(), *trace.scored.values()]
    for use in applied:
        for number in use.fits:
            uses.setdefault(number, []).append(use)
    for fit in trace.fitted.values():
        if not fit.rows:
            continue
        found = False
        for use in uses.get(fit.id, ()):
            if use.rows and apart(use.rows, fit.rows):
                found = True
                yield HeldOut(fit, use.rows, use)
        if not found:
            rows = set_aside(fit.rows)
            if rows:
                yield HeldOut(fit, rows, None)


def set_aside(rows: Rows) -> Rows:
    """The other side of the split that rows are on the training side of."""
    found = set()
    for source, cuts in rows:
        for cut, side in cuts:
            if side in {TRAIN, FOLD_TRAIN}:
                found.add((source, (cuts - {(cut, side)}) | {(cut, opposite(side))}))
    return frozenset(found)


def leaks(trace: Trace, held: HeldOut) -> Iterator[Learned]:
    """What shaped the data that the model learned from or is applied to, and was learned from held-out rows too."""
    shaping = held.fit.learned | held.use.learned if held.use is not None else held.fit.learned
    for number in closure(trace, shaping):
        learned = trace.learned.get(number)
        if learned is not None and not disjoint(learned.rows, held.rows):
            yield learned


def closure(trace: Trace, numbers: Iterable[int]) -> set[int]:
    """Learned events, and those that had shaped what they learned from."""
    found: set[int] = set()
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        found.add(number)
        learned = trace.learned.get(number)
        if learned is not None:
            waiting.extend(learned.after)
    return found


def role_of(trace: Trace, rows: Rows) -> str:
    """What held-out rows serve as: test, validation, a fold, or nothing that the code says."""
    roles = set()
    for _, cuts in rows:
        sides = {side for _, side in cuts}
        if FOLD_TEST in sides or FOLD_TRAIN in sides:
            roles.add("fold")
        elif VALIDATION in sides:
            roles.add("validation")
        elif TEST in sides:
            roles.add(_named_role(trace, cuts))
    if "fold" in roles:
        return "fold"
    if "test" in roles:
        return "test"
    return next(iter(roles), "")


def _named_role(trace: Trace, cuts: frozenset[tuple[int, str]]) -> str:
    inner = any(side == TRAIN for _, side in cuts)
    for cut, side in cuts:
        if side == TEST:
            event = trace.cuts.get(cut)
            name = event.names.get(TEST, "") if event is not None else ""
            said = side_named(name) if name else None
            if said == VALIDATION:
                return "validation"
            if inner and said != TEST:
                return "validation"
            if inner:
                return "validation" if _outer_is_scored(trace, cuts) else "test"
    return "test"


def _outer_is_scored(trace: Trace, cuts: frozenset[tuple[int, str]]) -> bool:
    """Whether the part that an outer split set aside is scored too: then the inner one is for validation."""
    outer = {cut for cut, side in cuts if side == TRAIN}
    return any((cut, TEST) in atom for score in trace.scored.values() for _, atom in score.rows for cut in outer)


def split_behind(trace: Trace, rows: Rows) -> Event | None:
    """The split that set rows aside."""
    for _, cuts in rows:
        for cut, side in sorted(cuts):
            if side in HELD_OUT or side == TRAIN:
                event = trace.cuts.get(cut)
                if event is not None:
                    return event
    return None


def step(event: Event, says: str) -> Step:
    """A station of a path at an event."""
    return Step(says, event.at)
