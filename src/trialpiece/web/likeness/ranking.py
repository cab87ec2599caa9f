"""Which pairs of a pool share most beyond the task: worked out when somebody looks, kept until the pool changes.

Adding a submission costs one row. The ranking is a function of the rows alone, so that the order in which submissions
came does not matter and one that drops out leaves no trace.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialpiece.core.review.similarity.fingerprints import Hashes
from trialpiece.core.review.similarity.index import Index, Overlap, packed, unpacked
from trialpiece.web.likeness.models import Pool
from trialpiece.web.likeness.queries import Key, compared, digest_of

KEPT = 200
"""Pairs that are kept, from the most alike; a page shows fewer."""
LEAST = 3
"""Fingerprints: fewer than this in common is chance."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions and what they share, in fingerprints of the shorter one."""

    one: str
    other: str
    shared: int
    """Beyond the task and common practice."""
    of: int
    """What the shorter one has beyond them."""
    given: int
    """Shared, and handed out by the exercise."""
    common: int
    """Shared, and held by many."""

    @property
    def key(self) -> Key:
        """As judgements name it."""
        return Key.of(self.one, self.other)

    @property
    def share(self) -> float:
        """Of the shorter one's own code, 0 to 1."""
        return self.shared / max(1, self.of)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The pairs of a pool, the most alike first."""

    submissions: int
    typical: float
    """Half of all pairs share less than this, 0 to 1."""
    pairs: tuple[Pair, ...]

    @property
    def all_pairs(self) -> int:
        """How many pairs there are."""
        return self.submissions * (self.submissions - 1) // 2


def ranking_of(pool: Pool) -> Ranking:
    """The ranking as the pool stands now."""
    digest = digest_of(pool)
    if pool.ranked_for != digest:
        ranking, common = _work_out(pool)
        pool.ranked_for, pool.ranking, pool.common = digest, asdict(ranking), packed(common)
        Pool.objects.filter(pk=pool.pk).update(ranked_for=digest, ranking=pool.ranking, common=pool.common)
    kept = pool.ranking
    return Ranking(kept["submissions"], kept["typical"], tuple(Pair(**pair) for pair in kept["pairs"]))


def counts_for_nobody(pool: Pool) -> Hashes:
    """Fingerprints that the exercise hands out or that many submissions hold, sorted; after `ranking_of`."""
    return unpacked(bytes(pool.common))


def _work_out(pool: Pool) -> tuple[Ranking, Hashes]:
    rows: list[Any] = list(
        compared(pool).values_list("submission_id", "hashes", "submission__sitting__application__candidate_id")
    )
    distinct = [unpacked(bytes(hashes)) for _, hashes, _ in rows]
    given = unpacked(bytes(pool.given))
    index = Index.of(distinct, given)
    found = index.pairs(least=LEAST)
    people = np.unique([person for _, _, person in rows], return_inverse=True)[1]
    different = np.flatnonzero(people[found.first] != people[found.second]) if rows else np.empty(0, np.int64)
    common = index.common()
    pairs = tuple(_pair(found.overlap(at), rows, distinct, given, common) for at in different[:KEPT].tolist())
    return Ranking(len(rows), _typical(found.share[different], len(rows)), pairs), common


def _pair(found: Overlap, rows: list[Any], distinct: list[Hashes], given: Hashes, common: Hashes) -> Pair:
    both = np.intersect1d(distinct[found.first], distinct[found.second], assume_unique=True)
    of_task = int(np.count_nonzero(np.isin(both, given)))
    return Pair(
        one=rows[found.first][0],
        other=rows[found.second][0],
        shared=found.shared,
        of=min(found.of_first, found.of_second),
        given=of_task,
        common=int(np.count_nonzero(np.isin(both, common))) - of_task,
    )


def _typical(shares: NDArray[np.float64], submissions: int) -> float:
    """The median share over all pairs, those that share nothing among them; `shares` from the highest."""
    middle = submissions * (submissions - 1) // 2 // 2
    return round(float(shares[middle]), 4) if middle < len(shares) else 0.0
