"""Features made from the outcome, or known only after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.knowledge import knowledge
from trialpiece.core.review.provenance.events import Fitted, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.provenance.values import LATER
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

MANY, SPREAD = 4, 3
"""Columns made from more, and what is in more columns, are mixtures that say nothing."""
_KEY = re.compile(r"(^|_|\b)(id|ids|key|index|uuid)($|_|\d)|(Id|ID)$|^unnamed", re.IGNORECASE)


@finding("leakage.target")
def features_from_the_outcome(reading: Reading) -> Iterator[Finding]:
    """A feature that shares its making with the outcome, or whose name says that it comes after."""
    trace = reading.once(trace_of)
    said: set[str] = set()
    for fit in trace.fitted.values():
        if fit.dummy or not (fit.outcome_bases or fit.outcome_rows):
            continue
        for name, told in _of(trace, fit, reading.exercise):
            if name not in said:
                said.add(name)
                yield told


def _of(trace: Trace, fit: Fitted, exercise: Mapping[str, Any]) -> Iterator[tuple[str, Finding]]:
    """The columns that tell a model its answer, and what is said of each."""
    for name in sorted(_shared(fit) | _computed_from(trace, fit)):
        says = f"`{_plain(trace, name)}` went into making the outcome, and the features of `{fit.name}` hold it too."
        because = "The model is then given the answer, or a part of it, which it will not have when it is used."
        yield name, _told(fit, _place(trace, _feature_of(fit, name), fit), says, because)
    because = "What happens at the end, or after the outcome, is not there when the model has to predict."
    for name, source in sorted(_made_of_later(fit).items()):
        says = f"`{name}`, a feature of `{fit.name}`, was made from `{source}`, whose name says that it is known only afterwards."
        yield source, _told(fit, _place(trace, name, fit), says, because)
    for name in sorted(_later(fit, exercise) | _unspoken(trace, fit)):
        who = "the exercise" if _listed(name, exercise) else "its name"
        says = f"`{name}` is among the features of `{fit.name}`, and {who} says that it is known only afterwards."
        yield name, _told(fit, _place(trace, name, fit), says, because)


def _told(fit: Fitted, at: Location, says: str, because: str) -> Finding:
    return Finding.strong(at=at, path=(step(fit, f"{fit.name} trained with it here"),), says=says, because=because)


def _shared(fit: Fitted) -> set[str]:
    """Base columns that made both the outcome and some feature."""
    made = {base for base in fit.outcome_bases if not base.endswith(":*")}
    if not made or len(made) > MANY or len(made) < len(fit.outcome_bases) or any(base.endswith(LATER) for base in made):
        return set()
    names = {base.partition(":")[2] for base in made}
    own = names if len(names) == 1 else set()
    holding: dict[str, int] = {}
    for name, bases in fit.columns.items():
        lost = (
            "?" in fit.without and bases == fit.outcome_bases
        )  # the outcome itself, gone with columns taken out unseen
        if name not in fit.without and name not in own and len(bases) <= MANY and not _KEY.search(name) and not lost:
            for base in made & bases:
                holding[base] = holding.get(base, 0) + 1
    found = {base for base, columns in holding.items() if columns <= SPREAD}
    if len(made) > 1 and not made <= holding.keys() | _left_in(fit, made):
        return set()  # a part of what made it tells nothing: the day of joining is in many a feature
    if len(names) > 1 or any(base.endswith("(some)") for base in made):
        found |= _left_in(fit, made)
    return {base for base in found if not _KEY.search(base.partition(":")[2])}


def _computed_from(trace: Trace, fit: Fitted) -> set[str]:
    """The one column that the outcome was computed from, where the outcome was taken out of the features and it was not."""
    if len(fit.outcome_bases) != 1:
        return set()
    (base,) = fit.outcome_bases
    column = base.partition(":")[2]
    own = {n for n in fit.without if n != column and trace.made.get(n) == fit.outcome_bases}
    return _left_in(fit, {base}) if own and not _KEY.search(column) else set()


def _left_in(fit: Fitted, made: set[str]) -> set[str]:
    """Columns that made the outcome and were never taken out of the features."""
    found = set()
    for base in made:
        table, _, column = base.partition(":")
        if fit.framed and f"{table}:*" in fit.tables and column not in fit.without and column != "(some)":
            found.add(base)
    return found


def _listed(name: str, exercise: Mapping[str, Any]) -> bool:
    return any(str(each).lower() in name.lower() for each in exercise.get("known_after") or ())


def _later(fit: Fitted, exercise: Mapping[str, Any]) -> set[str]:
    """Feature names that the exercise, or the name itself, says are known only after the outcome."""
    listed = exercise.get("known_after") or exercise.get("post_outcome") or ()
    patterns = (*knowledge().after_outcome, *(str(name).lower() for name in listed))
    columns = {name for name in fit.columns if name not in fit.without}
    return {name for name in columns if any(pattern in name.lower() for pattern in patterns)}


def _tells(name: str) -> bool:
    return any(pattern in name.lower() for pattern in knowledge().after_outcome)


def _made_of_later(fit: Fitted) -> dict[str, str]:
    """Features made from a column whose name says that it comes after; what went into the outcome itself is looked at apart."""
    found: dict[str, str] = {}
    for name, bases in fit.columns.items():
        if name in fit.without or _tells(name) or len(bases) > MANY or bases & fit.outcome_bases:
            continue
        source = next((b.partition(":")[2] for b in sorted(bases) if _tells(b.partition(":")[2])), "")
        if source:
            found[name] = source
    return found


def _unspoken(trace: Trace, fit: Fitted) -> set[str]:
    """Columns of the one table as read that were never taken out, though the code speaks of them."""
    if not fit.framed or len(fit.tables) != 1:
        return set()
    (table,) = fit.tables
    known = trace.mentioned.get(table, set()) - fit.without - set(fit.columns)
    return {name for name in known if _tells(name)}


def _plain(trace: Trace, base: str) -> str:
    table, _, column = base.partition(":")
    if column == "(some)":
        return f"the table {trace.sources.get(int(table), '')}".strip()
    return column


def _feature_of(fit: Fitted, base: str) -> str:
    """A feature that was made from a base column; the column itself where it was left in."""
    made = (name for name, bases in fit.columns.items() if base in bases and name not in fit.without)
    return next((name for name in made if not _KEY.search(name)), base.partition(":")[2])


def _place(trace: Trace, name: str, fit: Fitted) -> Location:
    at = trace.assigned.get(name)
    return at if at is not None else fit.outermost
