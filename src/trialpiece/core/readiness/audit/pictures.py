"""What a person would rather see than read: how values lie, how a column moved over time, how outcomes are spread.

Only numbers, truths, times and the outcome are drawn: the values of other texts are somebody's data.
"""

from __future__ import annotations

from collections.abc import Iterable

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table, usable
from trialpiece.core.readiness.audit.values import Classes, Column, Histogram, Kind, Observation, Trend

BINS = 16
MOST_HISTOGRAMS = 40
MOST_TRENDS = 6
MOST_CLASSES = 12
_FEWEST_MONTHS = 3


def histograms(table: Table) -> tuple[Histogram, ...]:
    """How the numbers of the sample lie, column by column, between their 1st and 99th percentile.

    Keys are left out, and an outcome that is drawn by its classes.
    """
    left_out = {key[0] for key in table.keys if len(key) == 1}
    left_out |= {each.name for each in table.columns if each.name == table.label and each.distinct <= MOST_CLASSES}
    wanted = [each for each in table.of_kind(Kind.NUMBER) if each.name not in left_out and each.distinct > 1]
    return tuple(found for each in wanted[:MOST_HISTOGRAMS] if (found := _histogram(table, each)))


def _histogram(table: Table, column: Column) -> Histogram | None:
    value = f"({usable(column.name, column.stored_as)})::DOUBLE"
    finite = f"{value} IS NOT NULL AND abs({value}) < 1e150"
    ends = table.one(f"SELECT quantile_disc({value}, [0.01, 0.99]), count(*) FROM {table.sample} WHERE {finite}")
    if not ends[1]:
        return None
    low, high = (float(each) for each in ends[0])
    if not high > low:
        return None
    counts = [0] * BINS
    place = f"least({BINS - 1}, floor(({value} - {low!r}) / {high - low!r} * {BINS}))::INTEGER"
    inside = f"{finite} AND {value} BETWEEN {low!r} AND {high!r}"
    for number, count in table.ask(f"SELECT {place}, count(*) FROM {table.sample} WHERE {inside} GROUP BY 1"):
        counts[number] = int(count)
    return Histogram(column.name, low, high, tuple(counts), int(ends[1]) - sum(counts))


def trends(table: Table, observations: Iterable[Observation]) -> tuple[Trend, ...]:
    """Columns that drifted, month by month: the mean of numbers, the share of truths that are true."""
    drifted = {each.column for each in observations if each.kind == "drift"}
    wanted = [each for each in table.of_kind(Kind.NUMBER, Kind.TRUTH) if each.name in drifted][:MOST_TRENDS]
    return tuple(found for each in wanted if (found := _trend(table, each)))


def _trend(table: Table, column: Column) -> Trend | None:
    moment, name = quoted(table.time_column or ""), usable(column.name, column.stored_as)
    number = f"({name})::INTEGER" if column.kind is Kind.TRUTH else f"({name})::DOUBLE"
    rows = table.ask(
        f"SELECT strftime({moment}, '%Y-%m'), avg({number}), count(*) FROM {table.sample} "
        f"WHERE {moment} IS NOT NULL AND {number} IS NOT NULL AND abs({number}) < 1e150 GROUP BY 1 ORDER BY 1"
    )
    if len(rows) < _FEWEST_MONTHS:
        return None
    what = "share that is true" if column.kind is Kind.TRUTH else "mean"
    return Trend(column.name, what, tuple((str(month), float(mean), int(n)) for month, mean, n in rows))


def classes(table: Table) -> Classes | None:
    """How often each outcome comes, the most frequent first; None where the outcome is unknown or a quantity."""
    column = next((each for each in table.columns if each.name == table.label), None)
    if column is None or not 1 < column.distinct <= MOST_CLASSES:
        return None
    name = quoted(column.name)
    rows = table.ask(
        f"SELECT {name}::VARCHAR, count(*) FROM {table.relation.sql} WHERE {name} IS NOT NULL "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_CLASSES}"
    )
    return Classes(column.name, tuple((str(value), int(n)) for value, n in rows), column.filled)
