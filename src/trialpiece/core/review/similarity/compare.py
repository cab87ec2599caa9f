"""Comparing all submissions to one exercise: pairs with aligned passages, for people to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trialpiece.core.review.similarity.fingerprints import Fingerprints, fingerprints
from trialpiece.core.review.similarity.index import Index, Overlap, starter_hashes
from trialpiece.core.review.similarity.passages import Passage, Stretch, passages
from trialpiece.core.review.submission import CellKind, FileKind, Submission

SCHEMA = "trialpiece.similarity/1"
PAIRS = 50
NOTE = "Alike is not copied: the same task, course or assistant makes code alike. Look at the passages, and ask."


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell or script as compared."""

    file: str
    cell: int
    source: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions that share passages which neither the exercise nor common practice explains."""

    one: str
    other: str
    overlap: Overlap
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison of many submissions found; it holds no verdict and no threshold."""

    names: tuple[str, ...]
    pieces: Mapping[str, tuple[Piece, ...]]
    pairs: tuple[Pair, ...]
    common_from: int
    """Fingerprints in more submissions than this were left out as common."""

    def to_json(self) -> dict[str, Any]:
        """The object that the schema describes."""
        return {
            "schema": SCHEMA,
            "submissions": len(self.names),
            "left_out": f"the exercise's own code, and what is in more than {self.common_from} submissions",
            "note": NOTE,
            "pairs": [self._pair(pair) for pair in self.pairs],
        }

    def _pair(self, pair: Pair) -> dict[str, Any]:
        return {
            "one": pair.one,
            "other": pair.other,
            "share": round(pair.overlap.share, 3),
            "shared": pair.overlap.shared,
            "of_one": pair.overlap.of_first,
            "of_other": pair.overlap.of_second,
            "passages": [
                {
                    "one": self._stretch(pair.one, p.one),
                    "other": self._stretch(pair.other, p.other),
                    "shared": p.fingerprints,
                }
                for p in pair.passages
            ],
        }

    def _stretch(self, name: str, stretch: Stretch) -> dict[str, Any]:
        piece = self.pieces[name][stretch.piece]
        return {"file": piece.file, "cell": piece.cell, "lines": [stretch.first_line, stretch.last_line]}

    def text(self, name: str, stretch: Stretch) -> str:
        """The lines of a stretch, as written."""
        lines = self.pieces[name][stretch.piece].source.split("\n")
        return "\n".join(lines[stretch.first_line - 1 : stretch.last_line])


def pieces_of(submission: Submission) -> tuple[Piece, ...]:
    """The code cells and scripts of a submission."""
    return tuple(
        Piece(file.path, cell.index, cell.source)
        for file in submission.files
        if file.kind in {FileKind.NOTEBOOK, FileKind.SCRIPT}
        for cell in file.cells
        if cell.kind is CellKind.CODE
    )


def prints_of(pieces: Sequence[Piece]) -> Fingerprints:
    """The fingerprints of a submission's code."""
    return fingerprints([piece.source for piece in pieces])


def compare(submissions: Sequence[Submission], *, starter: Sequence[Submission] = (), most: int = PAIRS) -> Comparison:
    """Compare every submission with every other.

    Args:
        submissions: what was handed in, each under a name of its own.
        starter: what the exercise itself hands out; none of it counts.
        most: how many pairs to align, from the most alike.
    """
    pieces = {s.name: pieces_of(s) for s in submissions}
    prints = [prints_of(pieces[s.name]) for s in submissions]
    index = Index(starter_hashes([prints_of(pieces_of(s)) for s in starter]))
    for own in prints:
        index.add(own)
    overlaps = index.overlaps(most=most)
    common = index.common()
    names = [s.name for s in submissions]
    return Comparison(
        names=tuple(names),
        pieces=pieces,
        pairs=tuple(_aligned(o, names, prints, pieces, common) for o in overlaps),
        common_from=index.common_from,
    )


def _aligned(
    overlap: Overlap,
    names: Sequence[str],
    prints: Sequence[Fingerprints],
    pieces: Mapping[str, tuple[Piece, ...]],
    common: np.ndarray[Any, np.dtype[np.uint64]],
) -> Pair:
    one, other = names[overlap.first], names[overlap.second]
    found = passages(
        prints[overlap.first],
        prints[overlap.second],
        [p.source for p in pieces[one]],
        [p.source for p in pieces[other]],
        leave_out=common,
    )
    return Pair(one, other, overlap, tuple(found))
