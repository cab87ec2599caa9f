"""Geometry of values with intervals and of ratings; only numbers, the templates draw them.

Positions are percentages for SVG attributes: the pages' content policy allows no style attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

LEVELS = (1, 2, 3, 4, 5)


def percent(value: float, low: float, high: float) -> float:
    """Where `value` stands between `low` and `high`, in percent, clipped to the ends."""
    if high <= low:
        raise ValueError("a scale's upper end must lie above its lower end")
    return round(100 * min(1.0, max(0.0, (value - low) / (high - low))), 3)


def ends_of(interval: Any) -> tuple[float, float] | None:
    """(low, high) of a pair or of an object with `low` and `high`; None where there is no interval."""
    if interval is None or interval == "":
        return None
    if hasattr(interval, "low"):
        return float(interval.low), float(interval.high)
    low, high = interval
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Rater:
    """One rating on the anchored scale: initials in the dot, the name for tooltips and screen readers."""

    initials: str
    name: str
    level: int | None
    unsure: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DotsRow:
    """One criterion with everybody's ratings, ready to be laid into five columns."""

    label: str
    raters: tuple[Rater, ...]
    note: str = ""
    url: str = ""
    columns: tuple[tuple[int, tuple[Rater, ...]], ...] = field(init=False)

    def __post_init__(self) -> None:
        laid = tuple((level, tuple(r for r in self.raters if r.level == level)) for level in LEVELS)
        object.__setattr__(self, "columns", laid)

    @property
    def given(self) -> list[int]:
        """The levels that were given, ascending."""
        return sorted(r.level for r in self.raters if r.level is not None)

    @property
    def spread(self) -> int:
        """Highest minus lowest level, 0 with fewer than two ratings."""
        return self.given[-1] - self.given[0] if len(self.given) > 1 else 0

    @property
    def first(self) -> int:
        """The column in which the band between lowest and highest begins."""
        return self.given[0]

    @property
    def span(self) -> int:
        """How many columns that band covers."""
        return self.spread + 1

    @property
    def abstained(self) -> list[Rater]:
        """Who looked and did not rate."""
        return [r for r in self.raters if r.level is None]


def dots_row(row: DotsRow | Mapping[str, Any]) -> DotsRow:
    """A row from a mapping `{"label", "raters": [Rater or mapping or (initials, level)], "note", "url"}`."""
    if isinstance(row, DotsRow):
        return row
    return DotsRow(
        label=str(row["label"]),
        raters=tuple(_rater(given) for given in row["raters"]),
        note=str(row.get("note", "")),
        url=str(row.get("url", "")),
    )


def dots_rows(rows: Iterable[DotsRow | Mapping[str, Any]], *, widest_first: bool = True) -> list[DotsRow]:
    """All rows, those with the widest spread first; equal spreads keep their order."""
    laid = [dots_row(row) for row in rows]
    return sorted(laid, key=lambda row: -row.spread) if widest_first else laid


def _rater(given: Any) -> Rater:
    if isinstance(given, Rater):
        return given
    if isinstance(given, Mapping):
        return Rater(
            initials=str(given["initials"]),
            name=str(given.get("name", given["initials"])),
            level=given.get("level"),
            unsure=bool(given.get("unsure", False)),
            mine=bool(given.get("mine", False)),
        )
    initials, level = given
    return Rater(initials=initials, name=initials, level=level)
