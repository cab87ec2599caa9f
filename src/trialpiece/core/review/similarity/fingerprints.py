"""Fingerprints of code by winnowing (Schleimer, Wilkerson & Aiken 2003, SIGMOD): the smallest hash of each window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from trialpiece.core.review.similarity.tokens import token_numbers

GRAM = 14
"""Tokens in a gram: a shared passage shorter than this is not seen."""
WINDOW = 8
"""Grams in a window: a shared passage of GRAM + WINDOW - 1 tokens is always seen."""
_BASE = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_BASE, GRAM - 1 - n, 1 << 64) for n in range(GRAM)], dtype=np.uint64)

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What is kept of a submission: hashes in order, with the piece (cell) and token that each starts at."""

    hashes: Hashes
    pieces: Places
    tokens: Places
    size: int
    """Tokens in all."""

    @property
    def distinct(self) -> Hashes:
        """Each hash once, sorted."""
        return np.unique(self.hashes)


def fingerprints(sources: Sequence[str]) -> Fingerprints:
    """Fingerprints of pieces of code; no gram reaches over the end of a piece, so their order does not matter."""
    hashes, pieces, tokens, size = [], [], [], 0
    for piece, source in enumerate(sources):
        numbers = token_numbers(source)
        size += len(numbers)
        kept, places = _winnowed(numbers)
        hashes.append(kept)
        tokens.append(places)
        pieces.append(np.full(len(places), piece, dtype=np.int64))
    if not hashes:
        return Fingerprints(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64), 0)
    return Fingerprints(np.concatenate(hashes), np.concatenate(pieces), np.concatenate(tokens), size)


def _winnowed(numbers: NDArray[np.uint64]) -> tuple[Hashes, Places]:
    if len(numbers) < GRAM:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    grams = np.zeros(len(numbers) - GRAM + 1, dtype=np.uint64)
    for at in range(GRAM):
        grams += numbers[at : at + len(grams)] * _POWERS[at]
    grams ^= grams >> np.uint64(29)
    grams *= np.uint64(0xBF58476D1CE4E5B9)
    grams ^= grams >> np.uint64(32)
    if len(grams) <= WINDOW:
        smallest = np.array([int(np.argmin(grams))], dtype=np.int64)
    else:
        windows = sliding_window_view(grams, WINDOW)
        smallest = np.unique(np.argmin(windows, axis=1) + np.arange(len(windows)))
    return grams[smallest], smallest
