"""Where two submissions are alike: passages of shared fingerprints, in the order of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trialpiece.core.review.similarity.fingerprints import GRAM, WINDOW, Fingerprints, Hashes
from trialpiece.core.review.similarity.tokens import token_spans

_NEAR = 3 * (GRAM + WINDOW)
"""Shared fingerprints this many tokens apart, in both, belong to one passage."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one piece of code; lines count from 1, both ends included."""

    piece: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one submission beside the stretch of another that is like it."""

    one: Stretch
    other: Stretch
    fingerprints: int


def passages(
    one: Fingerprints, other: Fingerprints, sources: Sequence[str], other_sources: Sequence[str], *, leave_out: Hashes
) -> list[Passage]:
    """Aligned passages, the longest first; `leave_out` (sorted) is what does not count."""
    runs = _runs(one, other, leave_out)
    lines, other_lines = _Lines(sources), _Lines(other_sources)
    found = [
        Passage(
            lines.stretch(run[0][0], min(r[1] for r in run), max(r[1] for r in run)),
            other_lines.stretch(run[0][2], min(r[3] for r in run), max(r[3] for r in run)),
            len(run),
        )
        for run in runs
    ]
    return sorted(found, key=lambda p: (-p.fingerprints, p.one.piece, p.one.first_line))


def _runs(one: Fingerprints, other: Fingerprints, leave_out: Hashes) -> list[list[tuple[int, int, int, int]]]:
    """Chains of shared fingerprints as (piece, token, other piece, other token)."""
    where: dict[int, list[tuple[int, int]]] = {}
    for value, piece, token in zip(other.hashes.tolist(), other.pieces.tolist(), other.tokens.tolist(), strict=True):
        where.setdefault(value, []).append((piece, token))
    shared = np.isin(one.hashes, other.hashes) & ~np.isin(one.hashes, leave_out)
    runs: list[list[tuple[int, int, int, int]]] = []
    for at in np.flatnonzero(shared).tolist():
        piece, token = int(one.pieces[at]), int(one.tokens[at])
        places = where[int(one.hashes[at])]
        last = runs[-1][-1] if runs else None
        if last is not None and last[0] == piece and token - last[1] <= _NEAR:
            close = [t for p, t in places if p == last[2] and 0 < t - last[3] <= _NEAR]
            if close:
                runs[-1].append((piece, token, last[2], min(close)))
                continue
            if (last[2], last[3]) in places:  # said once more here than there: the passage ends where both do
                continue
        runs.append([(piece, token, *places[0])])
    return runs


class _Lines:
    """From tokens of pieces to their lines, worked out for the pieces that are asked for."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._starts: dict[int, list[int]] = {}

    def stretch(self, piece: int, first: int, last: int) -> Stretch:
        """The lines from one token to the end of the gram that starts at another."""
        if piece not in self._starts:
            self._starts[piece] = [start for _, start in token_spans(self._sources[piece])]
        starts, source = self._starts[piece], self._sources[piece]
        end = starts[min(last + GRAM, len(starts)) - 1]
        return Stretch(piece, source.count("\n", 0, starts[first]) + 1, source.count("\n", 0, end) + 1)
