"""When: the column that says it, how fresh the table is, and what changed over time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from scipy.special import chdtri

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table, usable, words_of
from trialpiece.core.readiness.audit.values import AuditError, Column, Kind, Observation, Weight, counted

_TIME_WORDS = frozenset(
    {"created", "date", "time", "timestamp", "datetime", "ts", "day", "at", "ordered", "recorded", "month"}
)
_BIRTH_WORDS = frozenset({"birth", "dob", "born", "birthday", "geburtsdatum"})
_DRIFTED = 0.2
"""Population stability index from which a change counts; a convention of credit scoring."""
_BINS = 10
_MOST_CATEGORIES = 20


def choose_time_column(table: Table, wanted: str | None) -> str | None:
    """The column named by the user, or the date column that most looks like the time of the event.

    Raises:
        AuditError: the named column exists here but holds no dates.
    """
    times = [each for each in table.of_kind(Kind.TIME) if each.distinct > 1 and not words_of(each.name) & _BIRTH_WORDS]
    if wanted:
        named = next((each for each in table.columns if each.name == wanted), None)
        if named is not None and named.kind is not Kind.TIME:
            raise AuditError(
                f"{table.name}: {wanted} holds no dates that can be read; it is stored as {named.stored_as}."
            )
        return wanted if named is not None else None
    times.sort(key=lambda each: (not words_of(each.name) & _TIME_WORDS, -each.filled, -each.distinct))
    return times[0].name if times else None


def by_month(table: Table) -> tuple[tuple[str, int], ...]:
    """Rows per month of the time column, all rows counted, earliest first."""
    if not table.time_column:
        return ()
    name = quoted(table.time_column)
    rows = table.ask(
        f"SELECT strftime({name}, '%Y-%m'), count(*) FROM {table.relation.sql} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return tuple((str(month), int(n)) for month, n in rows)


def freshness(table: Table, today: dt.date) -> Iterator[Observation]:
    """How old the newest row is, dates in the future, and months without rows."""
    if not table.time_column:
        return
    column = _column(table, table.time_column)
    newest, oldest = _day(column.high), _day(column.low)
    if newest is None or oldest is None:
        return
    age = (today - newest).days
    if age < 0:
        hits = table.count(f"{quoted(column.name)} > TIMESTAMP '{today} 23:59:59'")
        says = f"{column.name} lies in the future in {hits:,} of {column.filled:,} rows (up to {newest})."
        because = "Plans mixed with events, a wrong century or a wrong clock; a model must not learn from tomorrow."
        yield table.observe("future", Weight.SERIOUS, column.name, counted(hits, column.filled), says, because)
    else:
        weight = Weight.LOOK if age > 90 else Weight.NOTE
        says = f"The newest {column.name} is {newest}, {age:,} days ago; the oldest {oldest}."
        because = "A model learns how things were; whether that still holds, somebody in the business must say."
        yield table.observe("freshness", weight, column.name, None, says, because)
    months = table.by_month = by_month(table)
    span = (newest.year - oldest.year) * 12 + newest.month - oldest.month + 1
    if 3 <= span <= 600 and len(months) < span and table.rows >= 20 * span:
        says = f"{span - len(months)} of the {span} months between {oldest} and {newest} have no row."
        because = "A stopped export or a changed system looks like that; ask before calling it a quiet month."
        yield table.observe("gap-in-time", Weight.SERIOUS, column.name, None, says, because)


def drift(table: Table) -> Iterator[Observation]:
    """Columns whose values changed between the first and the second half of the time covered.

    Population stability index between the halves, on the sample; a change counts above 0.2 and above
    what chance makes of it (99.9th percentile of its chi-squared null; Yurdakul 2018).
    """
    if not table.time_column or table.sampled < 200:
        return
    keys = {name for key in table.keys for name in key}
    moment = quoted(table.time_column)
    middle = table.one(f"SELECT quantile_disc({moment}, 0.5) FROM {table.sample} WHERE {moment} IS NOT NULL")[0]
    for column in table.columns:
        if column.name in keys or column.name == table.time_column or column.kind in (Kind.TIME, Kind.OTHER):
            continue
        counts = _halves(table, column, f"{moment} <= TIMESTAMP '{middle}'", f"{moment} IS NOT NULL")
        if len(counts) < 2:
            continue
        early, late = sum(a for _, a, _ in counts), sum(b for _, _, b in counts)
        if min(early, late) < 100:
            continue
        index = stability_index([a for _, a, _ in counts], [b for _, _, b in counts])
        by_chance = float(chdtri(len(counts) - 1, 0.001)) * (1 / early + 1 / late)
        if index > max(_DRIFTED, by_chance):
            moved = max(counts, key=lambda each: abs(each[1] / early - each[2] / late))
            share = table.share(moved[2], late)
            says = (
                f"{column.name} changed over time (stability index {index:.2f}, n = {early:,} and {late:,}): "
                f"{moved[0]} went from {moved[1] / early:.0%} to {moved[2] / late:.0%}."
            )
            because = (
                "What held in the first half may not hold tomorrow; test on the latest months, and ask what changed."
            )
            yield table.observe("drift", Weight.LOOK, column.name, share, says, because)


def stability_index(first: list[int], second: list[int]) -> float:
    """Population stability index of two histograms over the same bins, half a case added to each bin."""
    smoothed = [(a + 0.5, b + 0.5) for a, b in zip(first, second, strict=True)]
    n, m = math.fsum(a for a, _ in smoothed), math.fsum(b for _, b in smoothed)
    return math.fsum((a / n - b / m) * math.log((a / n) / (b / m)) for a, b in smoothed)


def _halves(table: Table, column: Column, is_early: str, is_dated: str) -> list[tuple[str, int, int]]:
    """(bin, count in the first half, count in the second) of a column, empty cells a bin of their own."""
    name = usable(column.name, column.stored_as)
    if column.kind is Kind.NUMBER and column.distinct > _MOST_CATEGORIES:
        cuts = table.one(
            f"SELECT quantile_disc({name}::DOUBLE, {[each / _BINS for each in range(1, _BINS)]}) FROM {table.sample}"
        )[0]
        edges = sorted({float(each) for each in cuts or [] if math.isfinite(each)})
        cases = " ".join(f"WHEN {name} <= {edge!r} THEN 'up to {edge:g}'" for edge in edges)
        above = f"'above {edges[-1]:g}'" if edges else "'any'"
        bin_of = f"CASE WHEN {name} IS NULL THEN 'empty' {cases} ELSE {above} END"
    else:
        values = table.values(column)
        if not values or len(values) > 1000 or (len(values) > _MOST_CATEGORIES and values[0][1] < 0.01 * table.sampled):
            return []
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value, _ in values[:_MOST_CATEGORIES])
        text = f"{name}::VARCHAR"
        bin_of = f"CASE WHEN {name} IS NULL THEN 'empty' WHEN {text} IN ({listed}) THEN {text} ELSE 'other values' END"
    return [
        (str(label), int(early), int(late))
        for label, early, late in table.ask(
            f"SELECT {bin_of}, count(*) FILTER ({is_early}), count(*) FILTER (NOT ({is_early})) "
            f"FROM {table.sample} WHERE {is_dated} GROUP BY 1 ORDER BY 1"
        )
    ]


def _column(table: Table, name: str) -> Column:
    return next(each for each in table.columns if each.name == name)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
