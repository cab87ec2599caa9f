"""What tells rows apart, and rows that are there twice."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight, counted

_ID_WORDS = frozenset({"id", "ids", "key", "uuid", "guid", "number", "no", "nr", "code"})
_FRACTIONS = ("FLOAT", "DOUBLE")
_CANDIDATES = 6
_PAIRS = 6
_EDITED = 200_000
"""Rows up to which pairs that differ by a typing error are looked for."""


def find_keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """Columns that are filled and different in every row; failing that, pairs. Checked over all rows."""
    whole = [
        each for each in table.columns if each.filled == table.rows and each.kind in (Kind.NUMBER, Kind.TEXT, Kind.TIME)
    ]
    whole = [each for each in whole if each.stored_as not in _FRACTIONS]
    near = [each for each in whole if each.distinct >= 0.9 * table.rows]
    near.sort(key=lambda each: not words_of(each.name) & _ID_WORDS)
    keys = tuple((each.name,) for each in near[:_CANDIDATES] if repeats(table, (each.name,)) == 0)
    if keys or table.rows < 2:
        return keys
    likely = [each for each in whole if words_of(each.name) & _ID_WORDS or each.kind in (Kind.TIME, Kind.TEXT)]
    likely.sort(key=lambda each: (not words_of(each.name) & _ID_WORDS, each.kind is Kind.TEXT))
    pairs = [
        pair for pair in itertools.combinations(likely[:5], 2) if pair[0].distinct * pair[1].distinct >= table.rows
    ]
    named = [(first.name, second.name) for first, second in pairs[:_PAIRS]]
    return tuple(pair for pair in named if repeats(table, pair) == 0)


def repeats(table: Table, names: tuple[str, ...]) -> int:
    """Rows whose values in these columns another row has already."""
    return table.rows - _different(table, [quoted(name) for name in names])


def _different(table: Table, columns: list[str]) -> int:
    """How many different rows there are in some SQL expressions, compared by a 64-bit hash."""
    sql = f"SELECT count(*) FROM (SELECT hash({', '.join(columns)}) AS h FROM {table.relation.sql} GROUP BY 1)"
    return int(table.one(sql)[0])


def uniqueness(table: Table) -> Iterator[Observation]:
    """Tables without a key, and identifiers that repeat a little."""
    if not table.keys and table.rows > 1:
        says = "No column, and no pair of likely ones, tells every row apart."
        because = "Without a key rows cannot be joined, corrected or counted twice by mistake and noticed."
        yield table.observe("no-key", Weight.LOOK, None, None, says, because)
    for column in table.columns:
        if words_of(column.name) & {"id", "uuid", "guid", "key"} and column.filled > 1:
            if 0.9 * column.filled > column.distinct or (column.name,) in table.keys:
                continue
            twice = repeats(table, (column.name,)) - max(0, table.rows - column.filled - 1)
            if 0 < twice < 0.1 * column.filled:
                share = counted(twice, column.filled)
                says = f"{column.name} looks like a key and repeats in {twice:,} of {column.filled:,} rows."
                because = "Either it is no key, or the same thing was stored twice; a join on it multiplies rows."
                weight = Weight.LOOK if table.keys else Weight.SERIOUS
                yield table.observe("key-repeats", weight, column.name, share, says, because)


def duplicates(table: Table) -> Iterator[Observation]:
    """Rows that are the same in every column, or in all that is not a key once case and spaces are set aside."""
    because = (
        "The same case counts twice, and when one copy lands in training and the other in test, the test is no test."
    )
    exact = table.rows - _different(table, [quoted(each.name) for each in table.columns])
    if exact:
        share = counted(exact, table.rows)
        expected = _by_chance(table, list(table.columns))
        too_many = exact > 10 * (1 + expected) or (expected < 1 and exact > max(2, 0.0005 * table.rows))
        weight = Weight.SERIOUS if too_many else Weight.LOOK
        says = f"{exact:,} of {table.rows:,} rows repeat an earlier row in every column."
        if expected >= 1:
            says += f" With so few different values about {expected:,.0f} would do so by chance."
        yield table.observe("duplicate-rows", weight, None, share, says, because)
    keys = {name for key in table.keys if len(key) == 1 for name in key}
    rest = [each for each in table.columns if each.name not in keys and each.filled]
    if len(rest) < 2 or not (keys or any(each.kind is Kind.TEXT for each in rest)):
        return
    alike, expected = table.rows - _different(table, [_plain(each) for each in rest]), _by_chance(table, rest)
    if alike > exact and alike - exact > 10 * max(1.0, expected):
        share = counted(alike - exact, table.rows)
        what = "all columns but the key" if keys else "all columns"
        says = f"{share.hits:,} further rows repeat an earlier one in {what}, capitals and outer spaces aside."
        yield table.observe("near-duplicate-rows", Weight.LOOK, None, share, says, because)
    yield from _typing_errors(table, rest, expected)


def _plain(column: Column) -> str:
    name = quoted(column.name)
    return f"lower(trim({name}::VARCHAR))" if column.kind is Kind.TEXT else name


def _by_chance(table: Table, columns: list[Column]) -> float:
    """Rows expected to repeat an earlier one if columns had nothing to do with each other; where they have, it is more.

    As many different rows are taken to be equally likely as make two of them agree as often as these do.
    """
    agree = math.fsum(_log_agreement(table, each) for each in columns)
    rows, space = max(1, table.rows), math.exp(min(600.0, -agree))
    if rows < space / 1e6:  # the exact form would lose its digits
        return rows * (rows - 1) / 2 / space
    return rows + space * math.expm1(rows * math.log1p(-1 / space)) if space > 1 else rows - 1.0


def _log_agreement(table: Table, column: Column) -> float:
    """Logarithm of the chance that two rows of the sample agree in a column; -infinity where none do."""
    pairs, n = table.one(
        f"SELECT sum(c::DOUBLE * (c - 1)), sum(c)::DOUBLE FROM (SELECT count(*) AS c FROM {table.sample} GROUP BY {quoted(column.name)})"
    )
    return math.log(pairs / (n * (n - 1))) if pairs and n > 1 else -math.inf


def _typing_errors(table: Table, rest: list[Column], expected: float) -> Iterator[Observation]:
    """Pairs that agree in all but one text column, and there differ by one or two letters."""
    if table.rows > _EDITED or len(rest) < 3 or expected > 1:
        return
    names = [each for each in rest if each.kind is Kind.TEXT and each.distinct > 0.3 * table.rows][:8]
    for column in names:
        others = [each for each in rest if each is not column]
        if _by_chance(table, others) > 0.5:
            continue
        value = _plain(column)
        sql = (
            f"WITH told AS (SELECT hash({', '.join(_plain(each) for each in others)}) AS h, {value} AS v "
            f"FROM {table.relation.sql} WHERE {quoted(column.name)} IS NOT NULL), "
            "several AS (SELECT h, list(DISTINCT v) AS vs FROM told GROUP BY h HAVING count(DISTINCT v) BETWEEN 2 AND 8) "
            "SELECT count(*) FROM several, unnest(vs) AS a(x), unnest(vs) AS b(y) "
            "WHERE x < y AND length(x) > 4 AND damerau_levenshtein(x, y) <= 2"
        )
        found = int(table.one(sql)[0])
        if found:
            share = counted(found, table.rows)
            says = f"{found:,} pairs of rows differ only by one or two letters in {column.name}."
            because = "Probably the same case, typed twice; matching by exact equality will miss it."
            yield table.observe("near-duplicate-rows", Weight.LOOK, column.name, share, says, because)
