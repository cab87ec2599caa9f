"""How far clones of real work stand out from independent work to the same task.

python benchmarks/likeness.py FOLDER

FOLDER holds submissions; those whose names begin with the same word (`churn-anna.ipynb`, `churn-ben.ipynb`) are to one
task. One clone at a time, at each strength, is put among all submissions to its task; what is reported is where the
pair of original and clone stands among all pairs, and what share it has, beside the shares of independent pairs.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
from clones import STRENGTHS, clone, sources_of

from trialpiece.core.readiness.audit.strength import area_interval
from trialpiece.core.results import proportion
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.similarity.compare import pieces_of, prints_of
from trialpiece.core.review.similarity.index import Index
from trialpiece.core.review.submission import Submission

LEAST_IN_GROUP = 8


def groups_of(folder: Path) -> dict[str, list[Submission]]:
    found = defaultdict(list)
    for path in sorted(folder.iterdir()):
        found[path.stem.partition("-")[0]].append(read_submission(path, name=path.name))
    return {name: group for name, group in found.items() if len(group) >= LEAST_IN_GROUP}


def shares(group: list[Submission]) -> dict[tuple[int, int], tuple[float, int]]:
    """Share and shared fingerprints of every pair; pairs with nothing in common are missing."""
    index = Index()
    for each in group:
        index.add(prints_of(pieces_of(each)))
    return {(o.first, o.second): (o.share, o.shared) for o in index.overlaps(least=1)}


def main(folder: Path) -> None:
    groups = groups_of(folder)
    independent: list[float] = []
    for name, group in groups.items():
        found = shares(group)
        own = [found.get(pair, (0.0, 0))[0] for pair in combinations(range(len(group)), 2)]
        independent += own
        print(
            f"{name}: {len(group)} submissions, {len(own)} pairs, median {np.median(own):.3f}, highest {max(own):.3f}"
        )
    limits = [float(np.quantile(independent, q)) for q in (0.95, 0.99, 1.0)]
    print(f"\n{len(independent)} independent pairs: 95% are below {limits[0]:.2f}, 99% below {limits[1]:.2f}, all below {limits[2]:.2f}")  # fmt: skip
    print(f"\n{'clone':22} {'n':>3} {'share: 10%':>10} {'median':>7} {'90%':>6}  first in its group     above 99% of pairs     above all pairs        AUC (95%)")  # fmt: skip
    for strength in STRENGTHS:
        report(strength, groups, np.array(independent), limits)


def report(strength: str, groups: dict[str, list[Submission]], independent: np.ndarray, limits: list[float]) -> None:
    got, firsts = [], 0
    for group in groups.values():
        for number, original in enumerate(group):
            filler = [s for other in group if other is not original for s in sources_of(other)]
            found = shares([*group, clone(original, strength, number, filler)])
            share = found.get((number, len(group)), (0.0, 0))[0]
            got.append(share)
            # pairs of the clone with those whose code it took as filler are no independent ones
            firsts += all(share >= other for pair, (other, _) in found.items() if len(group) not in pair)
    n, values = len(got), np.array(got)
    above = [proportion(int(np.sum(values > limit)), n) for limit in limits[1:]]
    q = np.quantile(values, [0.1, 0.5, 0.9])
    print(f"{strength:22} {n:3} {q[0]:10.2f} {q[1]:7.2f} {q[2]:6.2f}  {said(proportion(firsts, n)):22} {said(above[0]):22} {said(above[1]):22} {auc(values, independent)}")  # fmt: skip


def said(found) -> str:
    return f"{found.hits} ({100 * found.interval.low:.0f} to {100 * found.interval.high:.0f}%)"


def auc(clones: np.ndarray, independent: np.ndarray) -> str:
    """Area under the curve; its interval counts one independent pair a submission, for pairs share submissions.

    A bootstrap would call an area of 1 certain. There is one clone of each submission, so their number is that of clones.
    """
    order = np.sort(independent)
    below = np.searchsorted(order, clones, side="left") + np.searchsorted(order, clones, side="right")
    area = float(np.mean(below) / 2 / len(order))
    interval = area_interval(area, len(clones), min(len(clones), len(independent)))
    return f"{area:.3f} ({interval.low:.3f} to {interval.high:.3f})"


if __name__ == "__main__":
    start = time.process_time()
    main(Path(sys.argv[1]))
    print(f"\n{time.process_time() - start:.1f} CPU s")
