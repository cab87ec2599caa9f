"""Names of columns as values: all of a table's but some, as `[c for c in df.columns if c != "y"]` says it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Final

from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.values import NO_NAMES, NOTHING, Value, removed, selected

NAMES: Final = frozenset({"columns", "names"})
"""Kinds of values that are names of columns. Where `names` is None they are all of a table's but those in `without`."""
UNTOLD: Final = "?"
"""Among the columns that were taken out: some, it cannot be told which."""
_THE_SAME = frozenset({"tolist", "to_list", "copy", "sort_values"})


def all_but(names: Value, gone: Iterable[str]) -> Value:
    """The names without some."""
    gone = frozenset(gone)
    if names.names is not None:
        return names.but(names=tuple(n for n in names.names if n not in gone) or None)
    return names.but(without=names.without | gone)


def names_method(m: Machine, node: ast.Call, owner: Value, name: str, args: Sequence[Value]) -> Value | None:
    """A method called on names of columns; None where it does nothing that is known."""
    said = args[0].names if args else None
    if name in _THE_SAME:
        return owner
    if name in {"drop", "difference"}:
        return all_but(owner, said or (UNTOLD,))
    if name == "isin" and said:
        return owner.but(names=said, without=NO_NAMES)
    if name in {"remove", "pop", "append", "extend"} and owner.names is None:
        changed = owner.but(without=owner.without - frozenset(said or ()))
        if name in {"remove", "pop"}:
            changed = all_but(owner, said if said and name == "remove" else (UNTOLD,))
        _rebind(m, node, changed)
        return Value(kind="")
    if name == "remove" and said:
        _rebind(m, node, all_but(owner, said))
        return Value(kind="")
    return None


def _rebind(m: Machine, node: ast.Call, value: Value) -> None:
    func = node.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in m.locals:
        m.memory.write(m.locals, func.value.id, value)


def filtered(m: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value | None:
    """`[c for c in names if c not in (...)]`: which names are left; None where it is no such list."""
    generator, kept = node.generators[0], node.elt
    if not isinstance(kept, ast.Name) or not isinstance(generator.target, ast.Name) or kept.id != generator.target.id:
        return None
    source = m.eval(generator.iter) if len(node.generators) == 1 else NOTHING
    if source.kind not in NAMES:
        return None
    gone: set[str] = set()
    for condition in generator.ifs:
        parts = (
            condition.values if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And) else [condition]
        )
        for part in parts:
            gone.update(_refused(m, part, generator.target))
    return all_but(source, gone) if source.names is None or UNTOLD not in gone else None


def _refused(m: Machine, test: ast.expr, target: ast.Name) -> Sequence[str]:
    """The names that a test lets not through."""
    turned = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    inner = test.operand if isinstance(test, ast.UnaryOp) and turned else test
    if not isinstance(inner, ast.Compare) or not isinstance(inner.left, ast.Name) or inner.left.id != target.id:
        return (UNTOLD,)
    refusing = (ast.In, ast.Eq) if turned else (ast.NotIn, ast.NotEq)
    other = m.eval(inner.comparators[0])
    names = m.melted(other).names or other.names
    return names if len(inner.ops) == 1 and isinstance(inner.ops[0], refusing) and names else (UNTOLD,)


def part_by_names(owner: Value, key: Value) -> Value:
    """A table by names: those, or all but some."""
    return selected(owner, key.names) if key.names is not None else removed(owner, key.without)


def columns_between(m: Machine, owner: Value, node: ast.Slice) -> Value:
    """`iloc[:, 1:]`: some columns by their position; told only where all columns are known, in their order."""
    bounds = [m.eval(e).literal if e is not None else None for e in (node.lower, node.upper)]
    plain = all(b is None or isinstance(b, int) for b in bounds) and node.step is None
    if owner.closed and owner.columns and plain:
        return selected(owner, tuple(owner.columns)[bounds[0] : bounds[1]])
    if owner.columns is None and not owner.without:
        return owner
    return owner.but(without=owner.without | {UNTOLD})


def names_between(m: Machine, owner: Value, node: ast.Slice) -> Value:
    """`df.columns[1:]`: some names by their position."""
    bounds = [m.eval(e).literal if e is not None else None for e in (node.lower, node.upper)]
    if owner.names is not None and all(b is None or isinstance(b, int) for b in bounds) and node.step is None:
        return owner.but(names=owner.names[bounds[0] : bounds[1]] or None)
    return all_but(owner.but(names=None), (UNTOLD,))
