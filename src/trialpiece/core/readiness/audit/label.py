"""The outcome: is it recorded, and how is it spread?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table
from trialpiece.core.readiness.audit.values import Column, Observation, Weight, counted

_LABEL_NAMES = (
    "target",
    "label",
    "outcome",
    "y",
    "class",
    "churn",
    "churned",
    "default",
    "survived",
    "fraud",
    "is_fraud",
    "diagnosis",
)
CLASSES = 20
"""Different outcomes above which an outcome is a quantity."""
_FEW_EVENTS = 100


def choose_label(table: Table, wanted: str | None) -> str | None:
    """The column named by the user, or one that is called like an outcome and has few values."""
    names = {each.name: each for each in table.columns}
    if wanted:
        return wanted if wanted in names else None
    for name, column in names.items():
        if name.lower() in _LABEL_NAMES and column.filled and 2 <= column.distinct <= CLASSES:
            return name
    return None


def balance(table: Table) -> Iterator[Observation]:
    """Missing outcomes, and how many cases the rarest has."""
    column = outcome_of(table)
    if column is None:
        return
    gap = column.missing
    if gap.hits:
        says = f"The outcome {column.name} is not recorded in {gap.hits:,} of {gap.n:,} rows."
        because = "Cases without outcome are rarely a random part; ask which ones they are before leaving them out."
        yield table.observe("label-missing", Weight.SERIOUS, column.name, gap, says, because)
    if column.distinct > CLASSES:
        says = f"The outcome {column.name} is a quantity: {column.low} to {column.high}, mean {column.mean or math.nan:.4g}."
        because = "A quantity needs its unit and its measuring error in the brief."
        yield table.observe("label-spread", Weight.NOTE, column.name, None, says, because)
    else:
        yield _rarest(table, column)


def _rarest(table: Table, column: Column) -> Observation:
    """How many cases the rarest outcome has."""
    name = quoted(column.name)
    classes = table.ask(
        f"SELECT {name}::VARCHAR, count(*) FROM {table.relation.sql} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2, 1"
    )
    if len(classes) < 2:
        says = f"The outcome {column.name} has one value only."
        return table.observe(
            "label-balance", Weight.SERIOUS, column.name, None, says, "There is nothing to learn from it."
        )
    rarest, n = classes[0]
    share = counted(int(n), column.filled)
    says = f"The rarest outcome of {column.name}, {rarest!r}, has {n:,} of {column.filled:,} cases ({share.value:.1%})."
    if n < _FEW_EVENTS:
        weight = Weight.SERIOUS if n < _FEW_EVENTS / 2 else Weight.LOOK
        because = f"With fewer than {_FEW_EVENTS} cases a model and its test are mostly luck."
    elif share.value < 0.05:
        weight = Weight.LOOK
        because = "Accuracy says little when one outcome is rare: name the cost of a miss and of a false alarm instead."
    else:
        weight, because = Weight.NOTE, "Enough cases of each outcome to learn from and to test on."
    return table.observe("label-balance", weight, column.name, share, says, because)


def outcome_of(table: Table) -> Column | None:
    """The column with the outcome, None where none was named or recognised."""
    return next((each for each in table.columns if each.name == table.label), None)
