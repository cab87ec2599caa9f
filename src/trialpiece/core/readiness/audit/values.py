"""What a data audit says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trialpiece.core.results import Caveat, Proportion


class AuditError(ValueError):
    """A source that cannot be audited; the message is one line for the person who named it."""


class Weight(StrEnum):
    """How much an observation should worry its reader."""

    SERIOUS = "serious"
    """Would spoil a model or a figure if nobody knew."""
    LOOK = "look"
    """May be right or wrong; somebody who knows the data must say."""
    NOTE = "note"


class Kind(StrEnum):
    """What a column holds, as far as the checks care."""

    NUMBER = "number"
    TRUTH = "truth"
    TIME = "time"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing measured about a table or a column; `says` and `because` are one sentence each."""

    kind: str
    weight: Weight
    table: str
    column: str | None
    share: Proportion | None
    """Rows concerned, with n; counted rows have no interval, sampled ones do."""
    says: str
    because: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column as every row shows it; `distinct` is approximate (HyperLogLog, about 3 in 100 off)."""

    name: str
    kind: Kind
    stored_as: str
    rows: int
    filled: int
    distinct: int
    low: str | None
    high: str | None
    mean: float | None
    deviation: float | None

    @property
    def missing(self) -> Proportion:
        """Empty cells, counted over all rows."""
        return counted(self.rows - self.filled, self.rows)


@dataclass(frozen=True, slots=True)
class Histogram:
    """How a column's numbers lie in the sample: counts in bins of equal width from `low` to `high`."""

    column: str
    low: float
    """The 1st percentile, so that a few far values do not press the rest together."""
    high: float
    counts: tuple[int, ...]
    outside: int
    """Values below `low` or above `high`."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A column month by month: (month, value, n) in the sample."""

    column: str
    what: str
    points: tuple[tuple[str, float, int], ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """How often each outcome comes, over all rows that have one."""

    column: str
    counts: tuple[tuple[str, int], ...]
    n: int


@dataclass(frozen=True, slots=True)
class TableAudit:
    """One table: its columns, keys and observations, worst first."""

    name: str
    rows: int
    sampled: int
    """Rows in the sample that the finer checks read; equal to `rows` when it is the whole table."""
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...]
    """Columns, or pairs, that tell every row apart."""
    time_column: str | None
    label: str | None
    observations: tuple[Observation, ...]
    by_month: tuple[tuple[str, int], ...] = ()
    """Rows per month of the time column, for a plot."""
    histograms: tuple[Histogram, ...] = ()
    trends: tuple[Trend, ...] = ()
    """Columns that drifted."""
    classes: Classes | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How the source was reached and how long it took; seconds of wall clock."""

    kind: str
    seconds_to_open: float
    seconds_to_first_row: float
    says: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the tables a data dictionary describes."""

    described: Proportion
    undescribed: tuple[str, ...]
    stale: tuple[str, ...]
    """Entries for columns that do not exist."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level for an item of the data-maturity dimension, with the measurement that speaks for it."""

    item: str
    level: int
    because: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole report."""

    source: str
    reach: Reach
    tables: tuple[TableAudit, ...]
    coverage: Coverage | None
    suggestions: tuple[Suggestion, ...]
    seconds: float
    caveats: tuple[Caveat, ...]


def counted(hits: int, n: int) -> Proportion:
    """A share of all rows: counted, not estimated, so it has no interval."""
    return Proportion(hits, n, None, "counted, every row")
