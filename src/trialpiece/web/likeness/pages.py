"""A pair as its page draws it: passages side by side, a number and a colour for both sides, and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from trialpiece.core.review.similarity.compare import Piece, prints_of
from trialpiece.core.review.similarity.fingerprints import Hashes
from trialpiece.core.review.similarity.passages import Passage, Stretch, passages
from trialpiece.web.candidates.models import Candidate
from trialpiece.web.candidates.rules import names_are_open
from trialpiece.web.likeness.code import comparable, pieces_in
from trialpiece.web.likeness.models import Judgement, Prints
from trialpiece.web.likeness.queries import shown_name
from trialpiece.web.reviews.document import load_document
from trialpiece.web.sittings.blind import without_names
from trialpiece.web.ui import words

SHOWN = 8
"""Passages that are drawn at first; the shorter ones on demand."""
MOST = 60
MOST_LINES = 80
"""Lines of one passage that are drawn."""
COLOURS = 4
MAP_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of code with its number in its cell; `same` where the other side has it letter for letter."""

    n: int
    html: SafeString
    same: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a passage."""

    file: str
    cell: int
    is_notebook: bool
    first: int
    last: int
    lines: tuple[Line, ...]
    cut: bool

    @property
    def where(self) -> str:
        """In words; cells are numbered as notebooks number them, from 0."""
        lines = f"line {self.first}" if self.first == self.last else f"lines {self.first} to {self.last}"
        return f"{self.file}, cell {self.cell}, {lines}" if self.is_notebook else f"{self.file}, {lines}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A passage as drawn; `band` is its shape on the map, as points of a polygon."""

    number: int
    colour: int
    one: Side
    other: Side
    band: str

    @property
    def length(self) -> int:
        """Lines, of the longer side."""
        return max(self.one.last - self.one.first, self.other.last - self.other.first) + 1

    @property
    def says(self) -> str:
        """How literal the likeness is."""
        lines = self.one.lines if len(self.one.lines) <= len(self.other.lines) else self.other.lines
        written = [line for line in lines if not line.blank]
        same, of = sum(line.same for line in written), len(written)
        if same == of:
            return "letter for letter the same"
        if not same:
            return "the same steps, no line letter for letter"
        return f"{same} of {words.count(of, 'line')} letter for letter the same"


@dataclass(frozen=True, slots=True)
class Work:
    """One submission of a pair."""

    prints: Prints
    name: str
    pieces: tuple[Piece, ...]

    @property
    def key(self) -> str:
        """The submission's key."""
        return str(self.prints.submission_id)

    @property
    def lines(self) -> int:
        """Lines of code in all."""
        return sum(_length(piece) for piece in self.pieces)

    def before(self, stretch: Stretch) -> int:
        """Lines of code that come before a stretch."""
        return sum(_length(piece) for piece in self.pieces[: stretch.piece]) + stretch.first_line - 1


def work_of(prints: Prints) -> Work:
    """The submission's code as it was read.

    Raises:
        OSError: it is no longer there.
    """
    pieces = pieces_in(load_document(prints.review.document))
    return Work(prints, shown_name(prints.submission.sitting.application), pieces)


def passages_of(one: Work, other: Work, *, leave_out: Hashes) -> list[Passage]:
    """What the two share that counts, the longest first."""
    here, there = comparable(one.pieces), comparable(other.pieces)
    return passages(
        prints_of(here),
        prints_of(there),
        [piece.source for piece in here],
        [piece.source for piece in there],
        leave_out=leave_out,
    )


def drawn(one: Work, other: Work, found: Sequence[Passage]) -> list[Drawn]:
    """The passages with their lines, names hidden on both sides where either candidate's is."""
    hidden = _hidden(one, other)
    return [_drawn(number, one, other, passage, hidden) for number, passage in enumerate(found, 1)]


def said(one: Work, other: Work, judgements: Sequence[Judgement]) -> list[tuple[Judgement, str]]:
    """What people said of the pair, with their reasons; names hidden as in the code, since they may have been written in."""
    told = []
    for each in judgements:
        reason = each.reason
        for candidate in _hidden(one, other):
            reason = without_names(reason, candidate)
        told.append((each, reason))
    return told


def _drawn(number: int, one: Work, other: Work, passage: Passage, hidden: Sequence[Candidate]) -> Drawn:
    here, there = _text(one, passage.one, hidden), _text(other, passage.other, hidden)
    return Drawn(
        number=number,
        colour=(number - 1) % COLOURS + 1,
        one=_side(one, passage.one, here, _within(passage.other, there)),
        other=_side(other, passage.other, there, _within(passage.one, here)),
        band=_band(one, other, passage),
    )


def _hidden(*works: Work) -> list[Candidate]:
    """Whose names no code may show; somebody who copied a file may have copied its author's name with it."""
    applications = [work.prints.submission.sitting.application for work in works]
    return [each.candidate for each in applications if not names_are_open(None, each)]


def _text(work: Work, stretch: Stretch, hidden: Sequence[Candidate]) -> list[str]:
    """All lines of the piece that a stretch is in, masked."""
    lines = work.pieces[stretch.piece].source.split("\n")
    for candidate in hidden:
        masked = without_names("\n".join(lines), candidate).split("\n")
        # a name that goes over two lines must not move the numbers of those that follow
        lines = masked if len(masked) == len(lines) else [without_names(line, candidate) for line in lines]
    return lines


def _within(stretch: Stretch, text: list[str]) -> set[str]:
    """The lines of a stretch, indentation aside."""
    return {line.strip() for line in text[stretch.first_line - 1 : stretch.last_line]} - {""}


def _side(work: Work, stretch: Stretch, text: list[str], there: set[str]) -> Side:
    piece = work.pieces[stretch.piece]
    html: list[Any] = words.highlighted("\n".join(text), "python")
    last = min(stretch.last_line, stretch.first_line + MOST_LINES - 1)
    return Side(
        file=piece.file,
        cell=piece.cell,
        is_notebook=piece.file.lower().endswith(".ipynb"),
        first=stretch.first_line,
        last=stretch.last_line,
        lines=tuple(
            Line(n, html[n - 1], text[n - 1].strip() in there, not text[n - 1].strip())
            for n in range(stretch.first_line, last + 1)
            if n <= min(len(html), len(text))
        ),
        cut=last < stretch.last_line,
    )


def _band(one: Work, other: Work, passage: Passage) -> str:
    """From where the passage lies in the first (above) to where it lies in the second (below)."""
    left, right = _extent(one, passage.one)
    lower_left, lower_right = _extent(other, passage.other)
    return f"{left},0 {right},0 {right},14 {lower_right},50 {lower_right},64 {lower_left},64 {lower_left},50 {left},14"


def _extent(work: Work, stretch: Stretch) -> tuple[int, int]:
    scale = MAP_WIDTH / max(1, work.lines)
    start = work.before(stretch)
    end = start + stretch.last_line - stretch.first_line + 1
    return round(start * scale), max(round(end * scale), round(start * scale) + 3)


def _length(piece: Piece) -> int:
    return piece.source.count("\n") + 1
