"""A table under audit: counted over every row once, and a sample that the finer checks read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import duckdb

from trialpiece.core.readiness.audit.source import Relation, quoted
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight, counted
from trialpiece.core.results import Proportion, proportion

SAMPLE = 50_000
"""Rows that the finer checks read; a smaller table is read whole."""
_MOST_VALUES = 5_000
_PER_QUERY = 40
_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
    "FLOAT",
    "DOUBLE",
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(slots=True)
class Table:
    """One relation with its counts; `sample` is the name of a DuckDB table."""

    connection: duckdb.DuckDBPyConnection
    relation: Relation
    rows: int
    columns: tuple[Column, ...]
    sample: str
    sampled: int
    keys: tuple[tuple[str, ...], ...] = ()
    time_column: str | None = None
    label: str | None = None
    by_month: tuple[tuple[str, int], ...] = ()
    _values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The table's name as the report shows it."""
        return self.relation.name

    @property
    def is_sampled(self) -> bool:
        """Whether the finer checks read less than the table."""
        return self.sampled < self.rows

    def of_kind(self, *kinds: Kind) -> list[Column]:
        """The columns of some kinds that hold anything at all."""
        return [each for each in self.columns if each.kind in kinds and each.filled]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        return self.connection.execute(sql).fetchall()

    def one(self, sql: str) -> tuple[Any, ...]:
        """The first row of a query that has one."""
        return self.ask(sql)[0]

    def count(self, condition: str) -> int:
        """Rows of the whole table that meet an SQL condition."""
        return int(self.one(f"SELECT count(*) FROM {self.relation.sql} WHERE {condition}")[0])

    def values(self, column: Column) -> list[tuple[str, int]]:
        """The most frequent different values in the sample, as text, with their counts."""
        if column.name not in self._values:
            name = quoted(column.name)
            self._values[column.name] = self.ask(
                f"SELECT {name}::VARCHAR, count(*) FROM {self.sample} WHERE {name} IS NOT NULL "
                f"GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {_MOST_VALUES}"
            )
        return self._values[column.name]

    def share(self, hits: int, n: int) -> Proportion:
        """A share found in the sample: with an interval, unless the sample is the table."""
        return proportion(hits, n) if self.is_sampled else counted(hits, n)

    def observe(  # noqa: PLR0917 - an observation's fields, in their order
        self,
        kind: str,
        weight: Weight,
        column: str | None,
        share: Proportion | None,
        says: str,
        because: str,
    ) -> Observation:
        """An observation about this table."""
        return Observation(kind, weight, self.name, column, share, says, because)


def words_of(name: str) -> frozenset[str]:
    """The words in a column's name, in small letters: `CustomerAge_yrs` has customer, age, yrs."""
    return frozenset(each.lower() for each in _WORD.findall(name))


def read_table(connection: duckdb.DuckDBPyConnection, relation: Relation) -> Table:
    """Count every row of a relation once and draw its sample."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation.sql}").fetchall()
    named = [(row[0], row[1]) for row in described if row[0] != relation.row]
    rows = int(connection.execute(f"SELECT count(*) FROM {relation.sql}").fetchall()[0][0])
    columns: list[Column] = []
    for start in range(0, len(named) if rows else 0, _PER_QUERY):
        columns += _count(connection, relation, named[start : start + _PER_QUERY], rows)
    every = max(1, math.ceil(rows / SAMPLE))
    sample = f"{relation.sql}_sample"
    wanted = ", ".join(quoted(name) for name, _ in named)
    connection.execute(
        f"CREATE TEMP TABLE {sample} AS SELECT {wanted} FROM {relation.sql} "
        + (f"WHERE hash({relation.row}) % {every} = 0" if every > 1 else "")
    )
    sampled = int(connection.execute(f"SELECT count(*) FROM {sample}").fetchall()[0][0])
    return Table(connection, relation, rows, tuple(columns), sample, sampled)


def kind_of(stored_as: str) -> Kind:
    """What DuckDB's type means for the checks."""
    if stored_as in _NUMBERS or stored_as.startswith("DECIMAL"):
        return Kind.NUMBER
    if stored_as == "DATE" or stored_as.startswith("TIMESTAMP"):
        return Kind.TIME
    if stored_as == "BOOLEAN":
        return Kind.TRUTH
    if stored_as in ("VARCHAR", "UUID") or stored_as.startswith("ENUM"):
        return Kind.TEXT
    return Kind.OTHER


def usable(column: str, stored_as: str) -> str:
    """A column as SQL in which not-a-number counts as empty, as a reader of the table would say."""
    name = quoted(column)
    return f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if _is_float(stored_as) else name


def _is_float(stored_as: str) -> bool:
    return stored_as in ("FLOAT", "DOUBLE")


def _count(
    connection: duckdb.DuckDBPyConnection, relation: Relation, named: list[tuple[str, str]], rows: int
) -> list[Column]:
    """Counts, range and moments of some columns, in one pass over all rows."""
    wanted = []
    for name, stored_as in named:
        column, kind = usable(name, stored_as), kind_of(stored_as)
        ordered = kind in (Kind.NUMBER, Kind.TIME, Kind.TEXT)
        wanted += [f"count({column})"]
        wanted += [f"approx_count_distinct({column})" if kind is not Kind.OTHER else "0"]
        wanted += [f"min({column})::VARCHAR", f"max({column})::VARCHAR"] if ordered else ["NULL", "NULL"]
        if kind is Kind.NUMBER:
            # not-a-number and infinity are not less than any number, so one comparison sets both aside
            inside = (
                f"CASE WHEN abs({quoted(name)}) < 1e150 THEN {quoted(name)} END" if _is_float(stored_as) else column
            )
            wanted += [f"avg({inside})", f"stddev_samp({inside})"]
        else:
            wanted += ["NULL", "NULL"]
    found = connection.execute(f"SELECT {', '.join(wanted)} FROM {relation.sql}").fetchall()[0]
    return [
        _column(name, stored_as, rows, found[position * 6 : position * 6 + 6])
        for position, (name, stored_as) in enumerate(named)
    ]


def _column(name: str, stored_as: str, rows: int, found: tuple[Any, ...]) -> Column:
    filled, distinct, *rest = found
    low, high, mean, deviation = rest
    moments = (None if mean is None else float(mean), None if deviation is None else float(deviation))
    return Column(name, kind_of(stored_as), stored_as, rows, filled, min(filled, distinct), low, high, *moments)


def as_number(text: str | None) -> float:
    """A range's end as a number, NaN where it is none."""
    try:
        return float(text) if text is not None else math.nan
    except ValueError:
        return math.nan
