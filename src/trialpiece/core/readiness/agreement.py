"""Agreement among respondents on one dimension: rWG(J)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from trialpiece.core.results import LEVEL, Caveat, Interval

Ratings = Sequence[Sequence[float | None]]
"""One row per respondent, one column per item; None where there is no answer."""

SLIGHT_SKEW_VARIANCE = 1.34
"""Null variance of a slightly skewed five-level distribution (LeBreton & Senter 2008, Table 2)."""
_STRENGTHS = ((0.9, "very strong"), (0.7, "strong"), (0.5, "moderate"), (0.3, "weak"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """rWG(J) with its jackknife interval; `value` outside 0 to 1 is reported as it comes out.

    `value` is None where it cannot be computed.
    """

    value: float | None
    interval: Interval | None
    n: int
    """Respondents with at least one answer."""
    items: int
    """Items that two or more respondents answered."""
    mean_variance: float | None
    """Mean over these items of the variance between respondents (divisor n - 1)."""
    against_slight_skew: float | None
    """The same against a null in which people lean to one side; the stricter reading."""
    method: str = "rWG(J), uniform null (James, Demaree & Wolf 1984)"
    caveats: tuple[Caveat, ...] = ()


def uniform_variance(levels: int) -> float:
    """Variance of answers spread evenly over so many levels: (A^2 - 1) / 12; 2 for five."""
    return (levels**2 - 1) / 12


def item_variances(ratings: Ratings) -> list[float]:
    """Variance between respondents of each item that at least two answered, divisor n - 1."""
    width = max((len(row) for row in ratings), default=0)
    variances = []
    for column in range(width):
        values = [value for row in ratings if column < len(row) and (value := row[column]) is not None]
        if len(values) > 1:
            mean = math.fsum(values) / len(values)
            variances.append(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    return variances


def rwg_j(ratings: Ratings, levels: int = 5) -> Agreement:
    """rWG(J) of respondents on the items of one scale of `levels` levels.

    The interval is a jackknife over respondents on the logarithm of the mean item variance.
    Out-of-range values are kept: they say that people disagree more than by chance.

    Source: James, Demaree & Wolf (1984), Journal of Applied Psychology 69, 85-98.
    """
    null = uniform_variance(levels)
    answering = [row for row in ratings if any(value is not None for value in row)]
    variances = item_variances(answering)
    n, count = len(answering), len(variances)
    if not variances:
        says = "Agreement needs two respondents who answered the same item."
        return Agreement(None, None, n, 0, None, None, caveats=(Caveat("one-respondent", says),))
    mean = math.fsum(variances) / count
    value = _from_ratio(mean / null, count)
    interval, caveats = _jackknife(answering, null, count)
    if value is None or not 0 <= value <= 1:
        says = "Respondents differ more than by chance, so rWG(J) leaves 0 to 1; it is shown as computed."
        caveats.append(Caveat("out-of-range", says))
    skewed = _from_ratio(mean / SLIGHT_SKEW_VARIANCE, count) if levels == 5 else None
    return Agreement(value, interval, n, count, mean, skewed, caveats=tuple(caveats))


def _from_ratio(ratio: float, items: int) -> float | None:
    """rWG(J) from observed over null variance; None at its pole."""
    numerator = items * (1 - ratio)
    denominator = numerator + ratio
    return None if abs(denominator) < 1e-12 else numerator / denominator


def _jackknife(ratings: Ratings, null: float, items: int) -> tuple[Interval | None, list[Caveat]]:
    """Interval of rWG(J) by leaving out one respondent at a time, or why there is none."""
    n = len(ratings)
    if n < 3:
        return None, [Caveat("n-too-small", f"With n = {n} no interval can be given; it takes at least 3.")]
    left_out = [item_variances([*ratings[:gone], *ratings[gone + 1 :]]) for gone in range(n)]
    means = [math.fsum(each) / len(each) if each else 0.0 for each in (item_variances(ratings), *left_out)]
    if min(means) < 1e-12:
        says = "With one respondent left out the others agree fully, so no interval can be given."
        return None, [Caveat("no-spread", says)]
    whole, *parts = [math.log(each) for each in means]
    pseudo = [n * whole - (n - 1) * part for part in parts]
    centre = math.fsum(pseudo) / n
    error = math.sqrt(math.fsum((each - centre) ** 2 for each in pseudo) / (n - 1) / n)
    half = float(stdtrit(n - 1, 1 - (1 - LEVEL) / 2)) * error
    pole = items / (items - 1) if items > 1 else math.inf
    low_ratio, high_ratio = math.exp(min(whole - half, 50)) / null, math.exp(min(whole + half, 50)) / null
    if high_ratio >= pole:
        says = "The interval of the variance reaches the point where rWG(J) is undefined, so none is given."
        return None, [Caveat("interval-undefined", says)]
    low, high = _from_ratio(high_ratio, items), _from_ratio(low_ratio, items)
    return (None if low is None or high is None else Interval(low, high)), []


def in_words(found: Agreement) -> str:
    """rWG(J) with its interval in words, which are LeBreton & Senter's (2008, Organizational Research Methods 11)."""
    if found.value is None:
        return "Agreement cannot be said: it takes two who answered the same items."
    if not 0 <= found.value <= 1:
        word = "outside its range, which means that people differ more than by chance"
    else:
        word = next((word for least, word in _STRENGTHS if found.value >= least), "lacking") + " agreement"
    inside = f"95%: {found.interval}" if found.interval else "no interval"
    return f"{word[0].upper()}{word[1:]}: rWG(J) {found.value:.2f} ({inside}; n = {found.n})."
