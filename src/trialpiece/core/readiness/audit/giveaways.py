"""Columns that alone tell the outcome: most are written once it is known."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.readiness.audit.label import CLASSES, outcome_of
from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.strength import Value, of_class, of_quantity
from trialpiece.core.readiness.audit.table import Table, usable, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight
from trialpiece.core.results import Interval

_ROWS = 20_000
"""Rows of the sample on which columns are judged; more would not change the second digit."""
_SURE = 0.98
_NEARLY = 0.95
_AT_LEAST = 0.85
"""Lower end of the interval below which nothing is said: ten cases can look like a giveaway by luck."""


def giveaways(table: Table) -> Iterator[Observation]:
    """Columns that alone tell the outcome nearly for sure, judged on the sample."""
    label = outcome_of(table)
    if label is None or table.sampled < 50:
        return
    outcomes = [row[0] for row in table.ask(f"SELECT {quoted(label.name)}::VARCHAR {_some_rows(table)}")]
    is_quantity = label.kind is Kind.NUMBER and label.distinct > CLASSES
    for column in table.columns:
        if column.name == label.name or not column.filled or column.kind is Kind.OTHER:
            continue
        values = _values(table, column)
        found = of_quantity(values, outcomes) if is_quantity else of_class(values, outcomes)
        if found is None or found.value < _NEARLY or (found.interval and found.interval.low < _AT_LEAST):
            yield from _named_after(table, column, label)
            continue
        weight = Weight.SERIOUS if found.value >= _SURE else Weight.LOOK
        figures = f"{found.method} {found.value:.3f}{_inside(found.interval)}, n = {found.n:,}"
        says = f"{column.name} alone tells {label.name} nearly for sure ({figures})."
        because = "Ask when it is written: a column filled after the outcome is not there when the model has to decide."
        yield table.observe("gives-outcome-away", weight, column.name, None, says, because)


def _inside(interval: Interval | None) -> str:
    return f", 95%: {interval.low:.3f} to {interval.high:.3f}" if interval else ""


def _named_after(table: Table, column: Column, label: Column) -> Iterator[Observation]:
    shared = {
        each for each in words_of(column.name) & words_of(label.name) if len(each) > 3 and each not in ("class", "date")
    }
    if shared:
        says = f"{column.name} is named after the outcome {label.name}."
        because = "Columns about the outcome (its reason, its date) are usually filled once it is known."
        yield table.observe("gives-outcome-away", Weight.LOOK, column.name, None, says, because)


def _some_rows(table: Table) -> str:
    """The same rows of the sample for each column, in the same order."""
    every = -(-table.sampled // _ROWS)
    return f"FROM {table.sample} WHERE hash(rowid) % {max(1, every)} = 0 ORDER BY rowid"


def _values(table: Table, column: Column) -> list[Value]:
    """The sample's values in row order: numbers and times as numbers, the rest as text."""
    name = usable(column.name, column.stored_as)
    wanted = {Kind.NUMBER: f"{name}::DOUBLE", Kind.TIME: f"epoch({name}::TIMESTAMP)"}.get(
        column.kind, f"{name}::VARCHAR"
    )
    return [row[0] for row in table.ask(f"SELECT {wanted} {_some_rows(table)}")]
