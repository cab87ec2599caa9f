"""An inverted index of fingerprints: what it costs to compare grows with what is shared, not with pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from trialpiece.core.review.similarity.fingerprints import Fingerprints, Hashes

COMMON_SHARE, COMMON_LEAST, COMMON_MOST = 0.1, 6, 40
"""A fingerprint in more submissions than this share (and at least, and at most, so many) is common practice."""
_MERGE_AT = 256

Documents = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many fingerprints two submissions share, and how many of each count at all."""

    first: int
    second: int
    shared: int
    of_first: int
    of_second: int

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return self.shared / max(1, min(self.of_first, self.of_second))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Many overlaps as columns, the most alike first."""

    first: Documents
    second: Documents
    shared: Documents
    of_first: Documents
    of_second: Documents
    share: NDArray[np.float64]

    def overlap(self, at: int) -> Overlap:
        """One of them."""
        columns = (self.first, self.second, self.shared, self.of_first, self.of_second)
        return Overlap(*(int(column[at]) for column in columns))


@dataclass(slots=True)
class Index:
    """Submissions by number, in the order in which they were added; `known` is left out of every comparison."""

    known: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    """Fingerprints of the exercise's own code, sorted."""
    documents: list[Hashes] = field(default_factory=list)
    _hashes: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    _owners: Documents = field(default_factory=lambda: np.empty(0, np.int64))
    _merged: int = 0

    @classmethod
    def of(cls, distinct: Iterable[Hashes], known: Hashes) -> Self:
        """An index of submissions whose distinct fingerprints were kept (`packed`)."""
        index = cls(known)
        index.documents = [index._counting(own) for own in distinct]
        return index

    def _counting(self, own: Hashes) -> Hashes:
        return own[~np.isin(own, self.known)] if len(self.known) else own

    def add(self, prints: Fingerprints) -> int:
        """Add a submission; its number."""
        self.documents.append(self._counting(prints.distinct))
        if len(self.documents) - self._merged >= _MERGE_AT:
            self._merge()
        return len(self.documents) - 1

    def _merge(self) -> None:
        fresh = self.documents[self._merged :]
        owners = np.repeat(np.arange(self._merged, len(self.documents)), [len(d) for d in fresh])
        hashes = np.concatenate([self._hashes, *fresh])
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._owners = np.concatenate([self._owners, owners])[order]
        self._merged = len(self.documents)

    @property
    def common_from(self) -> int:
        """A fingerprint in more submissions than this is common."""
        return int(min(COMMON_MOST, max(COMMON_LEAST, COMMON_SHARE * len(self.documents))))

    def common(self) -> Hashes:
        """Fingerprints that count for nobody: the exercise's own, and what many submissions hold; sorted."""
        if len(self.documents) > self._merged:
            self._merge()
        starts, lengths = _groups(self._hashes)
        return np.union1d(self._hashes[starts[lengths > self.common_from]], self.known)

    def like(self, number: int) -> list[Overlap]:
        """The submissions that share something with one, most first; costs as much as they share."""
        own = self.documents[number]
        counts = np.zeros(len(self.documents), dtype=np.int64)
        rare = np.ones(len(own), dtype=bool)
        left = np.searchsorted(self._hashes, own, side="left")
        right = np.searchsorted(self._hashes, own, side="right")
        pending = self.documents[self._merged :]
        extra = [np.isin(own, other) for other in pending]
        spread = (right - left) + (np.sum(extra, axis=0) if extra else 0)
        rare &= spread <= self.common_from
        for at in np.flatnonzero(rare & (right > left)):
            counts[self._owners[left[at] : right[at]]] += 1
        for position, mask in enumerate(extra):
            counts[self._merged + position] += int(np.count_nonzero(mask & rare))
        counts[number] = 0
        sizes = int(np.count_nonzero(rare))
        found = [
            Overlap(number, int(other), int(counts[other]), sizes, len(self.documents[other]))
            for other in np.flatnonzero(counts)
        ]
        return sorted(found, key=lambda o: (-o.shared, o.second))

    def overlaps(self, *, least: int = 3, most: int | None = None) -> list[Overlap]:
        """Pairs that share at least `least` uncommon fingerprints, the most alike first."""
        pairs = self.pairs(least=least)
        return [pairs.overlap(at) for at in range(len(pairs.first))[:most]]

    def pairs(self, *, least: int = 3) -> Pairs:
        """As `overlaps`, all of them as columns: cheap however many they are."""
        if len(self.documents) > self._merged:
            self._merge()
        starts, lengths = _groups(self._hashes)
        uncommon = lengths <= self.common_from
        counted = np.bincount(self._owners[np.repeat(uncommon, lengths)], minlength=len(self.documents))
        keys = _pair_keys(self._owners, starts, lengths, self.common_from, len(self.documents))
        pairs, shared = np.unique(keys, return_counts=True)
        pairs, shared = pairs[shared >= least], shared[shared >= least]
        first, second = np.divmod(pairs, max(1, len(self.documents)))
        share = shared / np.maximum(1, np.minimum(counted[first], counted[second]))
        order = np.lexsort((second, first, -shared, -share))
        first, second = first[order], second[order]
        return Pairs(first, second, shared[order], counted[first], counted[second], share[order])


def _groups(hashes: Hashes) -> tuple[Documents, Documents]:
    """Where each run of equal hashes starts, and how long it is."""
    if not len(hashes):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    return starts, np.diff(np.append(starts, len(hashes)))


def _pair_keys(owners: Documents, starts: Documents, lengths: Documents, most: int, n: int) -> Documents:
    """One key for each pair of submissions in each run of two or more, up to `most`."""
    keys: list[Documents] = []
    for length in range(2, most + 1):
        chosen = starts[lengths == length]
        if not len(chosen):
            continue
        rows = np.sort(owners[chosen[:, None] + np.arange(length)], axis=1)
        one, other = np.triu_indices(length, 1)
        keys.append((rows[:, one] * n + rows[:, other]).ravel())
    return np.concatenate(keys) if keys else np.empty(0, np.int64)


def starter_hashes(prints: Sequence[Fingerprints]) -> Hashes:
    """The fingerprints of the exercise's own files, as an index wants them."""
    return np.unique(np.concatenate([p.hashes for p in prints])) if prints else np.empty(0, np.uint64)


_ORDER = np.dtype("<u8")


def packed(hashes: Hashes) -> bytes:
    """Fingerprints as bytes, the same on every machine."""
    return hashes.astype(_ORDER).tobytes()


def unpacked(kept: bytes) -> Hashes:
    """What `packed` kept."""
    return np.frombuffer(kept, _ORDER).astype(np.uint64)
