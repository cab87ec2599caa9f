"""Where a reading stopped short, said openly: what does not parse, what was not followed, what was too large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trialpiece.core.review.finding import Location
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading

MOST = 60
"""More places of that kind tell a reader nothing new."""
_PLACE = re.compile(r"^(?P<file>.+), cell (?P<cell>\d+): (?P<error>\w+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that the reading could not do; `at` is None where it concerns all of the work."""

    says: str
    at: Location | None = None


def limits_of(reading: Reading) -> tuple[Limit, ...]:
    """What the reading could not follow, in order of files; usually empty."""
    found = dict.fromkeys([*_stopped(reading), *_unparsed(reading), *_not_followed(reading)])
    if len(found) <= MOST:
        return tuple(found)
    return (*tuple(found)[:MOST], Limit(f"And {len(found) - MOST} more places like these."))


def _stopped(reading: Reading) -> Iterator[Limit]:
    trace = reading.once(trace_of)
    if trace.bounded:
        yield Limit(trace.bounded)


def _unparsed(reading: Reading) -> Iterator[Limit]:
    for file in reading.python:
        for cell in file.cells:
            if cell.problem is not None and not cell.python2:
                left = (
                    "nothing is said about it"
                    if cell.tree is None
                    else "what does not was left out, and the rest was read"
                )
                says = f"This cell is no Python that parses ({cell.problem.message}); {left}."
                yield Limit(says, Location(cell.file, cell.index, cell.problem.line))


def _not_followed(reading: Reading) -> Iterator[Limit]:
    """The trace says why in programmers' words; readers of a report need the place."""
    for failure in reading.once(trace_of).failures:
        if place := _PLACE.match(failure):
            says = "A statement in this cell could not be followed; what depends on it may be missed."
            yield Limit(says, Location(place["file"], int(place["cell"]), 1))
