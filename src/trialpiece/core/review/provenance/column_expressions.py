"""Columns made by expressions, as in Polars and PySpark: `df.with_columns(pl.col("age").fill_null(...))`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.things import Container
from trialpiece.core.review.provenance.values import (
    MISSING,
    NOTHING,
    Value,
    assigned,
    blend,
    column_of,
    flat,
    selected,
    spread,
)

Args = Sequence[Value]
Named = dict[str, Value]
WITHIN_A_TABLE = {"with_columns", "with_column", "withColumn", "select", "filter", "agg"}
"""Methods whose arguments may speak of columns of the table that they are called on."""


def column(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    """`pl.col("age")`: a column of the table that the expression stands in."""
    if not m.tables:
        return NOTHING
    table = m.tables[-1]
    names = tuple(n for a in args for n in (a.names or ()))
    if not names:
        return flat(table).but(kind="series")
    found = column_of(table, names[0]) if len(names) == 1 else blend([column_of(table, n) for n in names])
    return found.but(names=names, kind="series")


def with_columns(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`with_columns`: each expression sets the column that it is named after."""
    if args and isinstance(args[0].literal, str):  # withColumn("name", expression)
        return assigned(owner, (args[0].literal,), m.melted(args[1]), weakly=False) if len(args) > 1 else owner
    for value in _flat(m, args):
        owner = (
            assigned(owner, value.names, value, weakly=len(value.names) > 1) if value.names else spread(owner, value)
        )
    for name, value in named.items():
        owner = assigned(owner, (name,), m.melted(value), weakly=False)
    return owner


def select(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """`select`: some columns by their names, or as expressions make them."""
    values = _flat(m, args)
    names = tuple(n for v in (*values, *args) if not v.rows for n in (v.names or ()))
    if not any(v.rows or v.learned for v in values):
        return selected(owner, names) if names else owner
    if not any(v.rows for v in values):
        return blend(values).but(kind="statistic")
    return with_columns(m, node, owner, name, args, named)


def alias(_m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`alias`: the same under another name."""
    return owner.but(names=args[0].names) if args else owner


def _flat(m: Machine, args: Args) -> list[Value]:
    """Expressions, those in lists among them."""
    found: list[Value] = []
    for argument in args:
        inside = m.elements(argument) if m.things(argument, Container) else [m.now(argument)]
        found.extend(v for v in inside if v.literal is MISSING)
    return found
