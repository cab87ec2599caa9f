"""Agreement among respondents on one dimension: rWG(J)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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

    The interval is a jackknife over respondents on the logarithm of the mean item variance; its lower end is minus
    infinity where respondents may differ more than by chance, since rWG(J) runs through its pole there.
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
    interval, caveats = _interval(answering, null, count)
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


def _interval(ratings: Ratings, null: float, items: int) -> tuple[Interval | None, list[Caveat]]:
    """Interval of rWG(J) from that of the mean item variance, or why there is none."""
    n = len(ratings)
    if n < 3:
        return None, [Caveat("n-too-small", f"With n = {n} no interval can be given; it takes at least 3.")]
    ends = _jackknife(ratings, items)
    if ends is None:
        says = "With one respondent left out the others agree fully, so no interval can be given."
        return None, [Caveat("no-spread", says)]
    low_ratio, high_ratio = (math.exp(min(end, 50)) / null for end in ends)
    high = _from_ratio(low_ratio, items)
    if high is None or low_ratio >= 1:
        says = "Even at its best end respondents would differ more than by chance, where rWG(J) has no interval."
        return None, [Caveat("interval-undefined", says)]
    low = -math.inf if high_ratio >= 1 else _from_ratio(high_ratio, items)
    return (None if low is None else Interval(low, high)), []


def _jackknife(ratings: Ratings, items: int) -> tuple[float, float] | None:
    """Ends of the logarithm of the mean item variance, one respondent left out at a time; None without spread.

    The standard error is never below that of as many normal items that have nothing to do with each other: with three
    or four respondents the parts can be alike by accident, and the interval would shrink to a point.
    """
    n = len(ratings)
    left_out = [item_variances([*ratings[:gone], *ratings[gone + 1 :]]) for gone in range(n)]
    means = [math.fsum(each) / len(each) if each else 0.0 for each in (item_variances(ratings), *left_out)]
    if min(means) < 1e-12:
        return None
    whole, *parts = [math.log(each) for each in means]
    pseudo = [n * whole - (n - 1) * part for part in parts]
    centre = math.fsum(pseudo) / n
    error = math.sqrt(math.fsum((each - centre) ** 2 for each in pseudo) / (n - 1) / n)
    error = max(error, math.sqrt(2 / (items * (n - 1))))
    from scipy.special import stdtrit  # late: it costs a command more than all else together

    half = float(stdtrit(n - 1, 1 - (1 - LEVEL) / 2)) * error
    return whole - half, whole + half


def ends_of(interval: Interval | None) -> str:
    """`95%: 0.74 to 0.98`, `95%: below 0 to 0.98` where its lower end is open, or `no interval`."""
    if interval is None:
        return "no interval"
    low = "below 0" if math.isinf(interval.low) else f"{interval.low:.2f}"
    return f"{interval.level:.0%}: {low} to {interval.high:.2f}"


def in_words(found: Agreement) -> str:
    """rWG(J) with its interval; the words are LeBreton & Senter's (2008, Organizational Research Methods 11).

    They name both ends of the interval, for the point alone looks strong whenever a scale has many items.
    """
    if found.value is None:
        return "Agreement cannot be said: it takes two who answered the same items."
    figures = f"rWG(J) {found.value:.2f} ({ends_of(found.interval)}; n = {found.n})"
    if found.against_slight_skew is not None:
        figures += f", and {found.against_slight_skew:.2f} if people lean to one side anyway"
    return f"{_strength(found)}: {figures}."


def _strength(found: Agreement) -> str:
    """How strong agreement may be, from the lower to the upper end of its interval."""
    if found.mean_variance is not None and found.mean_variance < 1e-12:
        return "All gave the same levels"
    if found.value is None or not 0 <= found.value <= 1:
        return "Outside its range, which means that people differ more than by chance"
    if found.interval is None:
        return "How strong agreement is cannot be said"
    worst, best = (_word(end) for end in (found.interval.low, found.interval.high))
    words = f"{best} agreement" if worst == best else f"{worst} to {best} agreement"
    return f"{words[0].upper()}{words[1:]}"


def _word(value: float) -> str:
    return next((word for least, word in _STRENGTHS if value >= least), "lacking")
