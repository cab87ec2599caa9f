"""What readers marked in adverts: which sentences state a duty of the post, and what each of them speaks for by itself.

Used in training only. The package holds marks in adverts of the training folder (packs/roles/marks.tsv: places, no text)
and adverts that were written for this product with their marks (packs/roles/written.txt). Their conflicts are kept with
them, although nothing learns from these yet: docs/science/roles.md says what was tried.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.segments import Sentence
from trialpiece.core.scoping.advert.weights import PACK

MARKS = Path(PACK, "marks.tsv")
WRITTEN = Path(PACK, "written.txt")
ANY_ROLE = len(CLASSES)
"""Place of what any role could be asked for, behind the classes."""
_LETTERS = dict(zip("EDROGASLFN", (*(CLASSES.index(name) for name in (
    "ml_engineer", "data_scientist", "ai_researcher", "mlops_engineer", "data_engineer", "data_analyst",
    "software_engineer", "llm_application_engineer", "another_field",
)), ANY_ROLE), strict=True))  # fmt: skip
# of a sentence that speaks for several, how much for the first, second, third, fourth
_ORDER = (1.0, 0.55, 0.35, 0.2)
_CODE = re.compile(r"(?P<asked>q?)(?P<letters>[EDROGASLFN]{1,4})(?P<conflicts>[pbrs]*)")


class Mark(NamedTuple):
    """One marked stretch of a text: its letters by strength, its conflicts (p, b, r, s), whether it only asks for something."""

    start: int
    end: int
    letters: str
    conflicts: str
    asked: bool

    def speaks_for(self) -> NDArray[np.float64]:
        """How far it speaks for each class, and last for any role; adds up to one."""
        out = np.zeros(len(CLASSES) + 1)
        for letter, part in zip(self.letters, _ORDER, strict=False):
            out[_LETTERS[letter]] += part
        return np.asarray(out / out.sum())


class Marked(NamedTuple):
    """What one reader marked in one advert, and up to which character it was read."""

    until: int
    marks: tuple[Mark, ...]


def mark(start: int, end: int, code: str) -> Mark:
    """The mark that a code such as "EOp" or "qD" stands for; raises ValueError for other codes."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"{code!r} is no mark")
    return Mark(start, end, found["letters"], found["conflicts"], asked=bool(found["asked"]))


def marked_adverts(lines: Sequence[str]) -> dict[str, Marked]:
    """Marks by advert, from the lines of marks.tsv."""
    out = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, until, places = line.split("\t")
            out[name] = Marked(int(until), tuple(_placed(place) for place in places.split()))
    return out


_PLACE = re.compile(r"(\d+)-(\d+)(\w+)")


def _placed(place: str) -> Mark:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"{place!r} is no mark")
    return mark(int(found[1]), int(found[2]), found[3])


def by_sentence(parts: Sequence[Sentence], marked: Marked) -> list[Mark | None]:
    """The mark of each sentence that was read: the one that covers most of its first half; None where it is no duty."""
    starts = [one.start for one in marked.marks]
    out: list[Mark | None] = []
    for part in parts:
        if part.start >= marked.until:
            break
        middle = (part.start + part.end) // 2
        at = bisect_right(starts, middle) - 1
        out.append(marked.marks[at] if at >= 0 and marked.marks[at].end > middle else None)
    return out


class Written(NamedTuple):
    """An advert that was written to teach: its class, title, conflicts (four of 0 and 1), text and marks."""

    kind: str
    title: str
    conflicts: str
    text: str
    marked: Marked


def written_adverts(lines: Sequence[str]) -> Iterator[Written]:
    """The adverts of written.txt: a line "=== class | title | conflicts", then a line a sentence, "code|sentence".

    The code `#` is a heading, `-` no duty of the post.
    """
    head, rows = "", []
    for line in [*lines, "==="]:
        if not line.startswith("==="):
            rows.append(line)
            continue
        if head:
            yield _written(head, rows)
        head, rows = line.removeprefix("===").strip(), []


def _written(head: str, rows: list[str]) -> Written:
    kind, title, conflicts = (cell.strip() for cell in head.split(" | "))
    text, marks = "", []
    for row in rows:
        code, _, sentence = row.partition("|")
        if code not in ("#", "-"):
            marks.append(mark(len(text), len(text) + len(sentence), code))
        text += sentence + "\n"
    return Written(kind, title, conflicts, text, Marked(len(text), tuple(marks)))
