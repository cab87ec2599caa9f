"""What a measurement says: an estimate with its interval, its n, its method and its caveats."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any

LEVEL = 0.95
"""Coverage that every interval aims at unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One thing to keep in mind; `code` is for programs, `says` is one plain sentence."""

    code: str
    says: str

    def __str__(self) -> str:
        """The sentence."""
        return self.says


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper end, in the unit of the estimate that they belong to."""

    low: float
    high: float
    level: float = LEVEL

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval needs low <= high, not {self.low} and {self.high}")

    def __contains__(self, value: float) -> bool:
        """Whether `value` lies inside, ends included."""
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """Upper end minus lower end."""
        return self.high - self.low

    def within(self, low: float, high: float) -> Interval:
        """The part that the scale allows; used only where the estimate cannot leave the scale."""
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low), self.level)

    def __str__(self) -> str:
        """`1.20 to 2.40`."""
        return f"{self.low:.2f} to {self.high:.2f}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, how many observations carry it, and how it was found.

    `interval` is None where no honest one exists; a caveat then says why.
    """

    value: float
    interval: Interval | None
    n: int
    method: str
    caveats: tuple[Caveat, ...] = ()

    def __str__(self) -> str:
        """`2.10 (95%: 1.40 to 2.80; n = 5)`, or the value with `no interval`."""
        inside = "no interval" if self.interval is None else f"{self.interval.level:.0%}: {self.interval}"
        return f"{self.value:.2f} ({inside}; n = {self.n})"


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share with its Clopper-Pearson interval (Clopper & Pearson 1934, Biometrika 26)."""

    hits: int
    n: int
    interval: Interval | None
    method: str = "Clopper-Pearson, 95%"
    caveats: tuple[Caveat, ...] = ()

    @property
    def value(self) -> float:
        """The share, NaN when n is 0."""
        return self.hits / self.n if self.n else math.nan

    def __str__(self) -> str:
        """`23 of 25 (92%; 74 to 99%)`."""
        if self.interval is None:
            return f"{self.hits} of {self.n}"
        return f"{self.hits} of {self.n} ({self.value:.0%}; {self.interval.low:.0%} to {self.interval.high:.0%})"


def proportion(hits: int, n: int, level: float = LEVEL) -> Proportion:
    """A share of `n` with its exact interval; no interval when `n` is 0.

    Raises:
        ValueError: `hits` is not between 0 and `n`.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    method = f"Clopper-Pearson, {level:.0%}"
    if n == 0:
        return Proportion(0, 0, None, method, (Caveat("no-observations", "Nothing was observed, so no share exists."),))
    from scipy.special import betaincinv  # late: it costs a command more than all else together

    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, tail))
    high = 1.0 if hits == n else float(betaincinv(hits + 1, n - hits, 1 - tail))
    return Proportion(hits, n, Interval(low, high, level), method)


def mean_with_interval(values: Sequence[float], level: float = LEVEL, least: int = 3) -> Estimate:
    """Mean of independent values with Student's t interval; none below `least` values or without spread.

    Raises:
        ValueError: there are no values.
    """
    n = len(values)
    if n == 0:
        raise ValueError("a mean needs at least one value")
    mean = math.fsum(values) / n
    method = f"mean, Student's t, {level:.0%}"
    if n < least:
        says = f"With n = {n} no interval can be given; it takes at least {least}."
        return Estimate(mean, None, n, method, (Caveat("n-too-small", says),))
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    if spread < 1e-12:
        says = "All values are the same, so their spread gives no interval; that is agreement, not certainty."
        return Estimate(mean, None, n, method, (Caveat("no-spread", says),))
    from scipy.special import stdtrit  # late, as above

    half = float(stdtrit(n - 1, 1 - (1 - level) / 2)) * spread / math.sqrt(n)
    return Estimate(mean, Interval(mean - half, mean + half, level), n, method)


def to_json(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower static type than this
    """Anything of ours as JSON's own types: dataclasses by field, enums by value, NaN and infinity as null.

    Raises:
        TypeError: a value has no JSON form.
    """
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return _compound_to_json(value)


def _compound_to_json(value: object) -> Any:  # noqa: ANN401 - as above
    numpy = sys.modules.get("numpy")  # where it was never loaded, nothing is of its types
    if numpy is not None and isinstance(value, numpy.generic):
        return to_json(value.item())
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(to_json(key)): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset) or (numpy is not None and isinstance(value, numpy.ndarray)):
        return [to_json(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")
