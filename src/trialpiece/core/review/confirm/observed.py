"""What the witness in the sandbox reported, read as what it is: words of a process that also ran a stranger's code.

Every field is checked for its type and bounded in size, and whatever does not fit is left out. A candidate
could still forge well-formed reports; they are used for nothing but the sentence beside a finding.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from trialpiece.core.review.confirm.statements import Lines
from trialpiece.core.review.finding import Location
from trialpiece.core.review.run import RunResult

EVENTS = 2_000
SETS = 600
"""Of one process, as the number of events."""
SET_BYTES = 100_000
"""Of one set of rows, unpacked: 800,000 rows."""
WORDS = 120
EVENT_KINDS = frozenset({"learned", "applied", "scored", "split", "resampled", "crossed", "folds", "joined"})
PLACES = 8
STOPPED = frozenset({
    "There were too many calls to follow all of them.",
    "There were too many different sets of rows to follow all of them.",
    "The data were too large to follow every call.",
})  # fmt: skip
"""Why the witness may say that it stopped: a report repeats these sentences of ours, and no other words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event: a call, where it was made, and the rows that it was about, as bits by number of row."""

    event: str
    call: str
    at: tuple[Location, ...]
    rows: int = 0
    n: int = 0
    """Rows of the table; more than there are bits where rows are repeated or could not be told apart."""
    fit: int | None = None
    name: str = ""
    parts: tuple[str, ...] = ()
    model: bool = False
    train: int = 0
    test: int = 0
    out: int = 0
    made: int = 0
    metric: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """What the witness counted, by its word for it."""
    column: str = ""
    """Whose values were counted."""

    @property
    def names(self) -> frozenset[str]:
        """Whatever the call may be known by."""
        return frozenset({self.name, self.call, *self.parts})

    @property
    def known(self) -> float:
        """Share of its rows that could be followed."""
        return min(1.0, self.rows.bit_count() / self.n) if self.n else 0.0


@dataclass(slots=True)
class Process:
    """What was seen in one process: one notebook's kernel or one script."""

    file: str
    events: list[Seen] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    """Bits of the rows that were first seen together."""
    stopped: str = ""
    workers: bool = False
    """Whether part of the work was done in worker processes, which are not watched."""
    effects: list[dict[str, Any]] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Seen]:
        """Events of some kinds, in order."""
        return [each for each in self.events if each.event in kinds]

    def at(self, statements: Iterable[Lines], *kinds: str) -> list[Seen]:
        """Events of some kinds within any of the statements."""
        statements = list(statements)
        return [each for each in self.of(*kinds) if any(_within(place, statements) for place in each.at)]

    def fitted(self, number: int | None) -> Seen | None:
        """The event in which a fit was made."""
        return next((each for each in self.of("learned") if number is not None and each.fit == number), None)


def _within(place: Location, statements: list[Lines]) -> bool:
    return any(
        (file, cell) == (place.file, place.cell) and first <= place.line <= last
        for file, cell, first, last in statements
    )


def read_observations(run: RunResult) -> dict[str, Process]:
    """The observations of a run by the file whose process made them."""
    processes: dict[str, _Reader] = {}
    taken = Counter[str]()
    for record in run.observations:
        file = record.get("file")
        if isinstance(file, str) and (taken[file] < EVENTS + SETS):
            taken[file] += 1
            processes.setdefault(file, _Reader(file, run)).take(record)
    return {file: reader.process for file, reader in processes.items()}


class _Reader:
    """Reads one process's records in order."""

    def __init__(self, file: str, run: RunResult) -> None:
        self.process = Process(file)
        self.sets: dict[int, int] = {}
        self.cells = [cell.cell for cell in run.cells if cell.file == file]

    def take(self, record: Mapping[str, Any]) -> None:
        kind = _word(record.get("event"))
        if kind == "rows" and len(self.sets) < SETS:
            number, bits = record.get("set"), _bits(record.get("bits"))
            if _whole(number) and bits is not None:
                self.sets[number] = bits
        elif kind == "origin":
            if len(self.process.origins) < SETS:
                self.process.origins.append(self._set(record.get("rows")))
        elif kind == "stopped":
            why = _word(record.get("why"))
            self.process.stopped = why if why in STOPPED else ""
        elif kind == "workers":
            self.process.workers = True
        elif kind == "effect" and len(self.process.effects) < PLACES:
            self.process.effects.append(dict(record))
        elif kind in EVENT_KINDS:
            self.process.events.append(self._event(kind, record))

    def _event(self, kind: str, record: Mapping[str, Any]) -> Seen:
        places = record.get("at")
        found = [self._place(each) for each in places[:PLACES]] if isinstance(places, list) else []
        parts, fit = record.get("parts"), record.get("fit")
        return Seen(
            event=kind,
            call=_name(record.get("call")),
            at=tuple(each for each in found if each is not None),
            rows=self._set(record.get("rows")),
            n=_count(record.get("n")),
            fit=fit if _whole(fit) else None,
            name=_name(record.get("name")),
            parts=tuple(_name(each) for each in parts[:20]) if isinstance(parts, list) else (),
            model=record.get("model") is True,
            train=self._set(record.get("train")),
            test=self._set(record.get("test")),
            out=self._set(record.get("out")),
            made=self._set(record.get("made")),
            metric=_name(record.get("metric")),
            counts=_counts(record.get("counts")),
            column=_word(record.get("column")),
        )

    def _set(self, number: object) -> int:
        return self.sets.get(number, 0) if isinstance(number, int) else 0

    def _place(self, place: object) -> Location | None:
        if not isinstance(place, dict):
            return None
        cell, file, line = place.get("cell"), place.get("file"), place.get("line")
        if not _whole(line):
            return None
        if isinstance(file, str):
            return Location(file[:400], 0, line)
        if _whole(cell) and cell < len(self.cells):
            return Location(self.process.file, self.cells[cell], line)
        return None


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _count(value: object) -> int:
    return value if _whole(value) else 0


def _counts(value: object) -> dict[str, int]:
    pairs = list(value.items())[:PLACES] if isinstance(value, dict) else []
    return {_word(name): count for name, count in pairs if _whole(count)}


def _word(value: object) -> str:
    return value[:WORDS] if isinstance(value, str) else ""


def _name(value: object) -> str:
    """The name of a class or function; a sentence is none."""
    word = _word(value)
    return word if all(part.isidentifier() for part in word.split(".")) else ""


def _bits(packed: object) -> int | None:
    """A set of rows, unpacked no further than its bound."""
    if not isinstance(packed, str):
        return None
    try:
        data = base64.b64decode(packed, validate=True)
        return int.from_bytes(zlib.decompressobj().decompress(data, SET_BYTES), "little")
    except (binascii.Error, ValueError, zlib.error):
        return None
