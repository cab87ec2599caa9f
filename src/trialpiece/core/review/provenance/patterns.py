"""Binding: assignments, unpacking, and what iterating over a value hands out."""

from __future__ import annotations

import ast
import re

from trialpiece.core.review.provenance.cuts import sides_by_name
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.names import NAMES
from trialpiece.core.review.provenance.selecting import mixed
from trialpiece.core.review.provenance.tables import misaligned
from trialpiece.core.review.provenance.things import Container, Instance
from trialpiece.core.review.provenance.values import (
    GROUPS,
    MISSING,
    NOTHING,
    OWN,
    Value,
    all_bases,
    assigned,
    join,
    spread,
)

_LONG_NAMES = 60


def bind_target(m: Machine, target: ast.expr, value: Value) -> None:
    """Assign a value to a target: a name, a pattern, a column, an attribute."""
    if isinstance(target, ast.Name):
        m.bind(target.id, value)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(m, target, value)
    elif isinstance(target, ast.Subscript):
        _store_item(m, target, value)
    elif isinstance(target, ast.Attribute):
        _store_attribute(m, target, value)
    elif isinstance(target, ast.Starred):
        bind_target(m, target.value, value)


def _unpack(m: Machine, target: ast.Tuple | ast.List, value: Value) -> None:
    wanted = len(target.elts)
    for _, container in m.things(value, Container):
        if container.items is not None and len(container.items) == wanted:
            for element, item in zip(target.elts, container.items, strict=True):
                bind_target(m, element, m.now(item))
            return
    handed = unpacked_by_name(m, target, value)
    for element, item in zip(target.elts, handed, strict=True):
        bind_target(m, element, item)


def unpacked_by_name(m: Machine, target: ast.Tuple | ast.List, value: Value) -> list[Value]:
    """What each name of a pattern gets of a value whose parts are not known: names say train and test."""
    elements = m.elements(value)
    each = NOTHING
    for element in elements:
        each = join(each, element)
    if not elements:
        each = value.but(literal=MISSING)
    names = [ast.unparse(element) if not isinstance(element, ast.Name) else element.id for element in target.elts]
    sides = sides_by_name(m, target, names, each)
    return sides or [each] * len(names)


def iterated(m: Machine, value: Value) -> list[Value]:
    """What a loop over a value may bind its target to; one value that stands for all where not known."""
    value = m.now(value)
    containers = m.things(value, Container)
    if containers:
        found: list[Value] = []
        for _, container in containers:
            if container.items is not None:
                found.extend(container.items)
            elif container.named or container.keys is not NOTHING:
                found.append(container.keys)
            if container.each is not NOTHING and container.items is None and not container.named:
                found.append(container.each)
        return [m.now(v) for v in found] or [NOTHING]
    if value.kind in NAMES:
        return [Value(names=value.names, learned=value.learned)]
    if value.kind == "frame":
        return [Value(names=tuple(value.columns)[:_LONG_NAMES] if value.closed and value.columns else None)]
    if value.names and not value.rows:
        return [value.but(literal=MISSING)]
    if value is NOTHING:
        return [NOTHING]
    return [value.but(literal=MISSING, kind="row" if value.rows else value.kind, columns=value.columns)]


def _store_attribute(m: Machine, target: ast.Attribute, value: Value) -> None:
    owner = m.eval(target.value)
    for place, instance in m.things(owner, Instance):
        attributes = dict(instance.attributes)
        if not value.box and value.rows:
            value = m.boxed(value)
        attributes[target.attr] = value
        m.memory.replace(place, Instance(instance.of, attributes))
    if owner.box:
        if target.attr == "columns":
            from trialpiece.core.review.provenance.frames import renamed_all

            m.update(owner, renamed_all(owner, value))
        elif target.attr == "index":
            m.update(owner, owner.but(index=value.index if value.kind == "index" else frozenset({OWN})))
        elif re.fullmatch(r"\w+", target.attr) and (owner.columns or owner.rows):
            m.update(owner, assigned(owner, (target.attr,), value, weakly=False))


def _store_item(m: Machine, target: ast.Subscript, value: Value) -> None:
    base = target.value
    through = None
    if isinstance(base, ast.Attribute) and base.attr in {"loc", "iloc", "at", "iat", "ix"}:
        through, base = base.attr, base.value
    owner = m.eval(base)
    key = m.eval(target.slice) if not isinstance(target.slice, ast.Slice) else NOTHING
    containers = m.things(owner, Container)
    for place, container in containers:
        m.memory.replace(place, _with_item(container, key, value))
    if containers:
        return
    if owner.box:
        m.update(owner, stored(m, owner, target.slice, key, value, through))
    elif isinstance(base, ast.Subscript | ast.Attribute):
        _store_deep(m, base, value)


def _store_deep(m: Machine, base: ast.Subscript | ast.Attribute, value: Value) -> None:
    """`df['a'][mask] = x` and `df.a[mask] = x`: the column changes."""
    owner = m.eval(base.value)
    if not owner.box:
        return
    if isinstance(base, ast.Attribute):
        names: tuple[str, ...] | None = (base.attr,)
    else:
        names = m.eval(base.slice).names
    if names:
        m.update(owner, assigned(owner, names, value, weakly=True))
    else:
        m.update(owner, spread(owner, value))


def stored(m: Machine, owner: Value, node: ast.expr, key: Value, value: Value, through: str | None) -> Value:
    """A frame after `frame[...] = value`."""
    if (
        through is None
        and GROUPS in value.index
        and value.kind in {"frame", "series"}
        and owner.rows
        and not owner.index & {GROUPS, OWN}
    ):
        misaligned(m, node, "values per group put into a table that is not by group")
    whole = m.now(value)
    value = whole if whole.closed and whole.columns and not whole.things else m.melted(value)
    control = m.controlling()
    if control and value is not NOTHING:
        value = mixed(value, Value(learned=control))
    weakly = bool(through) and isinstance(node, ast.Tuple)
    if isinstance(node, ast.Tuple) and node.elts:
        value = _where(m, node, key, value)
        last = node.elts[-1]
        if isinstance(node.elts[0], ast.Slice) and node.elts[0].lower is None and node.elts[0].upper is None:
            weakly = False
        key = m.eval(last) if not isinstance(last, ast.Slice) else NOTHING
    elif through:
        key, weakly = NOTHING, True
    for name in key.names or ():
        m.trace.assigned[name] = m.at(node)
        m.trace.made[name] = all_bases(value)
    names = key.names if len(key.names or ()) <= _LONG_NAMES else None
    if names and (key.literal is not MISSING or m.things(key, Container) or len(names) > 1 or True):
        many = len(names) > 1 and not m.things(key, Container) and key.kind != "columns"
        return assigned(owner, names, value, weakly=weakly or many)
    return spread(owner, value)


def _where(m: Machine, node: ast.Tuple, key: Value, value: Value) -> Value:
    """What a mask says which rows to set by goes into the column: `df.loc[df["days"] < 30, "active"] = 1`."""
    parts = m.elements(key)
    if isinstance(node.elts[0], ast.Slice | ast.Name) or not parts or not parts[0].rows or parts[0].kind == "index":
        return value
    return value.but(bases=value.bases | all_bases(parts[0]))


def _with_item(container: Container, key: Value, value: Value) -> Container:
    if key.literal is not MISSING:
        literal = key.literal
        if (
            container.items is not None
            and isinstance(literal, int)
            and -len(container.items) <= literal < len(container.items)
        ):
            items = list(container.items)
            items[literal] = value
            return Container(tuple(items), container.each, container.named, container.keys)
        named = dict(container.named)
        named[str(literal)] = value
        keys = tuple(dict.fromkeys((*(container.keys.names or ()), str(literal))))
        return Container(container.items or None, container.each, named, Value(names=keys))
    return Container(container.items or None, join(container.each, value), container.named, container.keys)
