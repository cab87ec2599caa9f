"""Empty cells, and columns that say the same in every row."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.readiness.audit.source import literal
from trialpiece.core.readiness.audit.table import Table, usable
from trialpiece.core.readiness.audit.values import Observation, Weight, counted

_MANY_MISSING = 0.20
_SOME_MISSING = 0.02
_NEARLY_ALL = 0.995


def missing(table: Table) -> Iterator[Observation]:
    """Columns with empty cells."""
    for column in table.columns:
        gap = column.missing
        if not column.filled:
            says = f"{column.name} is empty in every row."
            yield table.observe(
                "empty-column", Weight.SERIOUS, column.name, gap, says, "It documents a wish, not data."
            )
        elif gap.value >= _SOME_MISSING:
            weight = Weight.SERIOUS if gap.value >= _MANY_MISSING else Weight.LOOK
            says = f"{column.name} is empty in {gap.hits:,} of {gap.n:,} rows ({gap.value:.1%})."
            because = "Ask why: a value that is missing for a reason carries information, and dropping rows changes who is studied."
            yield table.observe("missing", weight, column.name, gap, says, because)


def constant(table: Table) -> Iterator[Observation]:
    """Columns with one value, or one value in nearly every row."""
    because = "It cannot tell cases apart; often a filter was applied before the export."
    for column in table.columns:
        if column.filled and column.distinct <= 1 and column.low == column.high and column.low is not None:
            share = counted(column.filled, column.rows)
            says = f"{column.name} holds the same value in every filled row."
            yield table.observe("constant", Weight.LOOK, column.name, share, says, because)
        elif column.filled >= 100 and 1 < column.distinct <= 1_000:
            values = table.values(column)
            top = values[0] if values else None
            if top and top[1] / sum(n for _, n in values) >= _NEARLY_ALL:
                same = f"{usable(column.name, column.stored_as)}::VARCHAR = {literal(top[0])}"
                hits = table.count(same)
                if hits / column.filled >= _NEARLY_ALL:
                    share = counted(hits, column.filled)
                    says = f"{column.name} holds one value in {share.hits:,} of {share.n:,} filled rows."
                    yield table.observe("near-constant", Weight.LOOK, column.name, share, says, because)
