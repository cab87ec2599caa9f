"""How surely one column tells the outcome, with an interval."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from scipy.special import ndtri

from trialpiece.core.readiness.audit.label import CLASSES
from trialpiece.core.results import LEVEL, Estimate, Interval, proportion

Value = float | str | None
_CASES = 10
"""Cases of a class, and of all others, below which nothing is said of it."""
_Z = float(ndtri(1 - (1 - LEVEL) / 2))


def of_class(values: Sequence[Value], outcomes: Sequence[str | None]) -> Estimate | None:
    """How surely values tell which of few outcomes it is; None with under 10 cases of one, or of all others.

    With two outcomes the area under the ROC curve; with several one easy one is no giveaway, so it is the share of the
    error that knowing the value removes.
    """
    known = [(value, outcome) for value, outcome in zip(values, outcomes, strict=True) if outcome is not None]
    classes = Counter(outcome for _, outcome in known)
    told = [each for each, cases in classes.items() if _CASES <= cases <= len(known) - _CASES]
    if not told:
        return None
    if len(classes) > 2:
        return _error_removed(known, classes)
    return _told([value for value, _ in known], [outcome == told[0] for _, outcome in known])


def of_quantity(values: Sequence[Value], outcomes: Sequence[str | None]) -> Estimate | None:
    """Absolute rank correlation with a numeric outcome (Spearman); None for texts or under 50 pairs.

    The interval is that of Bonett & Wright (2000), Psychometrika 65, 23-28; none where the order is the same throughout.
    """
    pairs = [
        (value, float(outcome))
        for value, outcome in zip(values, outcomes, strict=True)
        if isinstance(value, float) and outcome is not None
    ]
    n = len(pairs)
    if n < 50:
        return None
    first, second = _ranks([a for a, _ in pairs]), _ranks([b for _, b in pairs])
    mean = (n + 1) / 2
    products = math.fsum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    spread = math.sqrt(math.fsum((a - mean) ** 2 for a in first) * math.fsum((b - mean) ** 2 for b in second))
    if not spread:
        return None
    found = min(1.0, abs(products / spread))
    if found > 1 - 1e-12:
        return Estimate(found, None, n, "rank correlation")
    half = _Z * math.sqrt((1 + found**2 / 2) / (n - 3))
    low, high = math.tanh(math.atanh(found) - half), math.tanh(math.atanh(found) + half)
    return Estimate(found, Interval(max(0.0, low), high), n, "rank correlation")


def area_interval(area: float, cases: int, others: int) -> Interval:
    """Interval of an area under the ROC curve that holds at 1 too (Newcombe 2006, Statistics in Medicine 25, method 5)."""

    def half(true: float) -> float:
        return _Z * area_error(true, cases, others)

    low = _edge(0.0, area, lambda true: area - true <= half(true)) if area > 0 else 0.0
    high = _edge(area, 1.0, lambda true: true - area >= half(true)) if area < 1 else 1.0
    return Interval(low, high)


def area_error(area: float, cases: int, others: int) -> float:
    """Standard error of an area under the ROC curve (Hanley & McNeil 1982), groups as if of equal size (Newcombe 2006)."""
    size = (cases + others) / 2
    shared = 1 + (size - 1) * ((1 - area) / (2 - area) + area / (1 + area))
    return math.sqrt(area * (1 - area) * shared / (cases * others))


def _edge(low: float, high: float, is_past: Callable[[float], bool]) -> float:
    """Where a condition begins to hold, by halving."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if is_past(middle) else (middle, high)
    return high


def _told(values: Sequence[Value], hits: Sequence[bool]) -> Estimate:
    """Area under the ROC curve of numbers as they are, whichever way they point, and of categories out of fold."""
    cases, ways = sum(hits), []
    if all(value is None or isinstance(value, float) for value in values):
        numbers = [-math.inf if value is None or not isinstance(value, float) else value for value in values]
        area = _area(numbers, hits)
        ways.append((max(area, 1 - area), "area under the ROC curve"))
    if not ways or len(set(values)) <= CLASSES:  # few different numbers may be codes, whose order says nothing
        ways.append((_area(_out_of_fold(values, hits), hits), "area under the ROC curve, out of fold"))
    best, method = max(ways)
    return Estimate(best, area_interval(best, cases, len(hits) - cases), len(hits), method)


def _out_of_fold(values: Sequence[Value], hits: Sequence[bool]) -> list[float]:
    """The share of hits that each row's category has in the other of two folds, drawn as by a coin.

    Every second row would do only where the order of rows says nothing: in pairs of a case and its control it is all.
    """
    coin = random.Random(0)  # noqa: S311 - folds, no secret; the same ones each time
    folds = [coin.randrange(2) for _ in values]
    tallies: list[dict[Value, list[int]]] = [defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])]
    for fold, value, hit in zip(folds, values, hits, strict=True):
        cell = tallies[fold][value]
        cell[0] += hit
        cell[1] += 1
    prior = sum(hits) / len(hits)
    cells = [tallies[1 - fold].get(value, [0, 0]) for fold, value in zip(folds, values, strict=True)]
    return [(seen + prior) / (n + 1) for seen, n in cells]


def _error_removed(known: Sequence[tuple[Value, str]], classes: Counter[str]) -> Estimate:
    """Share of the error of always saying the commonest class that the value's commonest class removes, out of fold."""
    coin = random.Random(0)  # noqa: S311 - as above
    cells: dict[Value, Counter[str]] = defaultdict(Counter)
    rest = []
    for value, outcome in known:
        if coin.randrange(2):
            rest.append((value, outcome))
        else:
            cells[value][outcome] += 1
    right = proportion(
        sum(bool(cells[value]) and cells[value].most_common(1)[0][0] == each for value, each in rest), len(rest)
    )
    base = classes.most_common(1)[0][1] / len(known)
    ends = right.interval or Interval(0.0, 1.0)
    low, value, high = (max(0.0, (each - base) / (1 - base)) for each in (ends.low, right.value, ends.high))
    return Estimate(value, Interval(low, high), len(rest), "share of the error that it removes, out of fold")


def _area(scores: Sequence[float], hits: Sequence[bool]) -> float:
    """Area under the ROC curve by ranks, ties counted half (Mann-Whitney)."""
    positive = sum(hits)
    rank_sum = math.fsum(rank for rank, hit in zip(_ranks(scores), hits, strict=True) if hit)
    return (rank_sum - positive * (positive + 1) / 2) / (positive * (len(hits) - positive))


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, ties sharing their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for row in order[at:end]:
            ranks[row] = (at + end + 1) / 2
        at = end
    return ranks
