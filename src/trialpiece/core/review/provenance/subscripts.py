"""`value[...]`: a column, some columns, some rows, an element."""

from __future__ import annotations

import ast

from trialpiece.core.review.provenance.cuts import picked, sliced
from trialpiece.core.review.provenance.events import Event
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.names import (
    NAMES,
    UNTOLD,
    all_but,
    columns_between,
    names_between,
    part_by_names,
)
from trialpiece.core.review.provenance.scoring import chosen
from trialpiece.core.review.provenance.tables import UNBOUND, from_nowhere
from trialpiece.core.review.provenance.things import Container, Estimator
from trialpiece.core.review.provenance.values import (
    GROUPS,
    HOLES,
    MISSING,
    NOTHING,
    OWN,
    TRIED,
    Column,
    Value,
    blend,
    column_of,
    flat,
    join,
    selected,
)


def subscript(m: Machine, node: ast.Subscript) -> Value:
    """The value of a subscript that is read."""
    base = node.value
    through = None
    if isinstance(base, ast.Attribute) and base.attr in {"loc", "iloc", "at", "iat", "ix"}:
        through, base = base.attr, base.value
    owner = m.eval(base)
    if owner.things:
        return _element(m, owner, node)
    if owner.kind == UNBOUND and isinstance(node.slice, ast.Constant | ast.List | ast.Slice | ast.Compare):
        owner = from_nowhere(m, base, owner)
        return part_of(m, owner, node.slice, through)
    if owner is NOTHING or owner.known:
        key = m.eval(node.slice)
        if owner.known and owner.known.endswith((".c_", ".r_", "c_", "r_")):
            return m.melted(key)
        return NOTHING
    first = isinstance(node.slice, ast.Constant) and node.slice.value == 0
    if owner.kind == "sorted" and owner.scores and (through or first):
        chosen(m, node, owner, "first after sorting")
    return part_of(m, owner, node.slice, through)


def _element(m: Machine, owner: Value, node: ast.Subscript) -> Value:
    key = m.eval(node.slice) if not isinstance(node.slice, ast.Slice) else NOTHING
    found = NOTHING
    for place, thing in ((p, m.memory.heap.get(p)) for p in owner.things):
        if isinstance(thing, Container):
            found = join(found, _from_container(m, thing, key, node.slice, owner, place))
        elif isinstance(thing, Estimator):
            parts = frozenset(thing.parts)
            found = join(found, Value(things=parts or frozenset((place,))))
    if key.scores:
        chosen(m, node, key, "looked up by score")
    if found is NOTHING and (owner.rows or owner.learned):
        return part_of(m, flat(owner), node.slice, None)
    return m.now(found)


def _from_container(m: Machine, container: Container, key: Value, slice_: ast.expr, owner: Value, place: int) -> Value:
    items = container.items
    if isinstance(slice_, ast.Slice):
        if items is not None and slice_.step is None:
            low, high = (m.eval(e).literal if e is not None else None for e in (slice_.lower, slice_.upper))
            if all(x is None or isinstance(x, int) for x in (low, high)):
                kept = items[low:high]
                names = tuple(n for v in kept for n in (v.names or ()))
                return m.container(kept).but(names=names or None, learned=owner.learned)
        return Value(things=frozenset((place,)), names=owner.names, learned=owner.learned)
    if (
        isinstance(key.literal, int)
        and not isinstance(key.literal, bool)
        and items is not None
        and -len(items) <= key.literal < len(items)
    ):
        return items[key.literal]
    if key.literal is not MISSING and str(key.literal) in container.named:
        return container.named[str(key.literal)]
    if isinstance(key.literal, str) and not items:
        member = _member(m, container.each, key.literal)
        if member is not None:
            named = {**container.named, key.literal: member}
            m.memory.replace(place, Container(items, container.each, named, container.keys))
            return member
    either = container.each
    for value in (*(items or ()), *container.named.values()):
        either = join(either, value)
    if key.learned and either is not NOTHING:
        either = either.but(learned=either.learned | key.learned)
    return either


def _member(m: Machine, each: Value, name: str) -> Value | None:
    """One table of several that were read in one place, as by a glob: of its own name, so with rows of its own."""
    each = m.now(each)
    if each.kind != "frame" or len(each.rows) != 1 or each.columns:
        return None
    ((source, cuts),) = each.rows
    if cuts or each.bases != {f"{source}:*"}:
        return None
    number = m.source(("member", source, name), name)
    return m.boxed(each.but(rows=frozenset({(number, cuts)}), bases=frozenset({f"{number}:*"}), box=0))


def part_of(m: Machine, owner: Value, node: ast.expr, through: str | None) -> Value:
    """A part of data: rows, columns, or both."""
    if owner.kind == "length":
        return owner
    if owner.kind == TRIED:
        if through == "iloc" and isinstance(node, ast.Constant) and node.value == 0:
            m.event(m.trace.unordered, node, Event)
        return NOTHING
    if owner.kind == "grouped":
        return part_of(m, owner.but(kind="frame"), node, through).but(kind="grouped")
    if isinstance(node, ast.Slice):
        return names_between(m, owner, node) if owner.kind in NAMES else sliced(m, owner, node)
    if isinstance(node, ast.Tuple) and node.elts:
        return _two_sided(m, owner, node, through)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if owner.kind in {"series", "index"}:
            return owner.but(kind="")
        if through == "loc":
            return picked(owner, frozenset({(m.number("label", owner.rows), f"={node.value!r}")}))
        m.mention(owner, node.value)
        return column_of(owner, node.value)
    key = m.eval(node)
    return by_key(m, owner, key, through)


def by_key(m: Machine, owner: Value, key: Value, through: str | None) -> Value:
    """A part of data by an evaluated key: names of columns, a mask, indices."""
    if key.picks:
        part = picked(owner, key.picks)
        told = owner.kind in {"frame", "series"} and not owner.index & {OWN, GROUPS}
        return part.but(index=part.index | {HOLES}) if told and key.kind != "index" else part
    if owner.kind in NAMES and not isinstance(key.literal, int):
        chosen_by = owner.but(learned=owner.learned | key.learned)
        return all_but(chosen_by, key.without or (UNTOLD,)) if owner.names is None else chosen_by
    if key.kind in NAMES and key.names is None and key.without:
        return _shaped(part_by_names(owner, key), key)
    if (
        key.names is not None
        and not key.rows
        and through != "iloc"
        and not (through == "loc" and owner.kind == "series")
    ):
        return _shaped(_by_names(m, owner, key), key)
    if key.kind == "index" and key.rows:
        return picked(owner, extra_picks(owner, key))
    if key.rows:
        return owner.but(kind=owner.kind)
    if isinstance(key.literal, int):
        return flat(owner).but(kind="")
    if key.things and not key.learned:
        return owner.but(kind="frame")
    if key.learned and not key.scores:
        return owner.but(learned=owner.learned | key.learned, columns=_stained(owner, key))
    if key is NOTHING and owner.columns:
        return flat(owner)
    return owner


def _shaped(part: Value, key: Value) -> Value:
    """The part, shaped by what chose its columns."""
    return part.but(learned=part.learned | key.learned, columns=_stained(part, key)) if key.learned else part


def _stained(part: Value, key: Value) -> dict[str, Column] | None:
    if part.columns is None:
        return None
    return {n: Column(c.learned | key.learned, c.bases, c.preds) for n, c in part.columns.items()}


def cuts_by_source(value: Value) -> dict[int, frozenset[tuple[int, str]]]:
    """For each source, the cuts that all its rows here have gone through."""
    found: dict[int, frozenset[tuple[int, str]]] = {}
    for source, cuts in value.rows:
        found[source] = found[source] & cuts if source in found else cuts
    return found


def extra_picks(owner: Value, key: Value) -> frozenset[tuple[int, str]]:
    """Cuts that an index has gone through and the data that it is used on has not."""
    mine = cuts_by_source(owner)
    found: frozenset[tuple[int, str]] = frozenset()
    for source, cuts in cuts_by_source(key).items():
        if source in mine:
            found |= cuts - mine[source]
    return found


def _by_names(m: Machine, owner: Value, key: Value) -> Value:
    names = key.names or ()
    single = isinstance(key.literal, str)
    if single:
        return column_of(owner, names[0]) if owner.kind != "series" else owner
    if m.things(key, Container) or key.kind in {"columns", "names"}:
        return selected(owner, names)
    return blend([column_of(owner, n) for n in names]).but(kind="series")


def _two_sided(m: Machine, owner: Value, node: ast.Tuple, through: str | None) -> Value:
    rows, last = node.elts[0], node.elts[-1]
    value = owner
    if isinstance(rows, ast.Slice):
        value = sliced(m, value, rows)
    else:
        key = m.eval(rows)
        if key.picks:
            value = picked(value, key.picks)
        elif key.kind == "index" and key.rows:
            value = picked(value, extra_picks(value, key))
    if len(node.elts) < 2 or isinstance(last, ast.Slice):
        if isinstance(last, ast.Slice) and (last.lower is not None or last.upper is not None):
            return columns_between(m, value, last)
        return value
    key = m.eval(last)
    if key.kind in NAMES and key.names is None and key.without:
        return _shaped(part_by_names(value, key), key)
    if key.names and through != "iloc":
        return by_key(m, value, key, None)
    if key.learned:
        return value.but(learned=value.learned | key.learned, columns=_stained(value, key))
    if through != "iloc" or value.columns is None:
        return value.but(names=None)
    return flat(value) if isinstance(key.literal, int) else value.but(names=None, without=value.without | {UNTOLD})
