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
EDITION = 1
"""Counted up whenever the same code gives other fingerprints than before, so that kept ones are made anew."""
_BASE = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_BASE, GRAM - 1 - n, 1 << 64) for n in range(GRAM)], dtype=np.uint64)

_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)

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
    numbers = [token_numbers(source) for source in sources]
    lengths = np.array([len(n) for n in numbers], dtype=np.int64)
    ends = np.cumsum(lengths)
    together = np.concatenate(numbers) if numbers else np.empty(0, np.uint64)
    if len(together) < GRAM:
        return Fingerprints(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64), len(together))
    grams = _grams(together)
    piece = np.searchsorted(ends, np.arange(len(grams)), side="right")
    grams[np.arange(len(grams)) + GRAM > ends[piece]] = _NONE
    kept = _smallest(grams)
    return Fingerprints(grams[kept], piece[kept], kept - (ends - lengths)[piece[kept]], len(together))


def _grams(numbers: NDArray[np.uint64]) -> Hashes:
    grams = np.zeros(len(numbers) - GRAM + 1, dtype=np.uint64)
    for at in range(GRAM):
        grams += numbers[at : at + len(grams)] * _POWERS[at]
    grams ^= grams >> np.uint64(29)
    grams *= np.uint64(0xBF58476D1CE4E5B9)
    grams ^= grams >> np.uint64(32)
    return grams


def _smallest(grams: Hashes) -> Places:
    """Where the smallest gram of each window is; grams that reach over an end are never picked."""
    if len(grams) <= WINDOW:
        picked = np.array([int(np.argmin(grams))], dtype=np.int64)
    else:
        padded = np.concatenate([np.full(WINDOW - 1, _NONE), grams, np.full(WINDOW - 1, _NONE)])
        windows = sliding_window_view(padded, WINDOW)
        picked = np.unique(np.argmin(windows, axis=1) + np.arange(len(windows))) - (WINDOW - 1)
        picked = picked[(picked >= 0) & (picked < len(grams))]
    kept: Places = picked[grams[picked] != _NONE]
    return kept
