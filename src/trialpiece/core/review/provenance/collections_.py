"""Methods of lists and dicts."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.scoring import chosen
from trialpiece.core.review.provenance.things import Container
from trialpiece.core.review.provenance.values import MISSING, NOTHING, Value, join

_COPY = {"copy", "tolist", "union", "intersection", "difference"}
_GROW = {"append", "add", "appendleft", "insert", "extend", "update"}


def container_method(
    m: Machine, node: ast.Call, place: int, container: Container, owner: Value, name: str, args: Sequence[Value]
) -> Value:
    """A method called on a list, set or dict."""
    if name in _GROW and args:
        _grow(m, node, place, container, name, args)
        return NOTHING
    if name in {"items", "iteritems"}:
        return _items(m, container, owner)
    if name == "values":
        if container.named and container.each is NOTHING:
            return m.container(list(container.named.values()))
        return m.container(None, _either(m, container))
    if name == "keys":
        return Value(names=container.keys.names, kind="names") if container.keys.names else NOTHING
    if name in {"get", "pop", "setdefault"}:
        return _get(m, container, args)
    if name in _COPY:
        more = tuple(n for a in args for n in (a.names or ()))
        return m.thing(Container(container.items, container.each, container.named, container.keys)).but(
            names=(owner.names or ()) + more or None, learned=owner.learned
        )
    if name == "index":
        chosen(m, node, m.melted(owner), "looked up by score")
    if name == "remove" and args:
        gone = set(args[0].names or ())
        _rename(m, node, owner, tuple(n for n in owner.names or () if n not in gone or args[0].literal is MISSING))
    return NOTHING


def _items(m: Machine, container: Container, owner: Value) -> Value:
    pairs = [m.container([Value(literal=k, names=(k,)), v]) for k, v in container.named.items()]
    if pairs and container.each is NOTHING:
        return m.container(pairs)
    keys = container.keys if container.keys is not NOTHING else owner.but(things=frozenset())
    return m.container(None, m.container([keys, _either(m, container)]))


def _either(m: Machine, container: Container) -> Value:
    """What any element may be."""
    either = container.each
    for value in (*container.named.values(), *(container.items or ())):
        either = join(either, m.now(value))
    return either


def _grow(m: Machine, node: ast.Call, place: int, container: Container, name: str, args: Sequence[Value]) -> None:
    value = m.now(args[-1])
    control = m.controlling()
    if value.rows and not value.box:
        value = m.boxed(value)
    named = container.named
    each = container.each
    items = container.items
    if name in {"extend", "update"}:
        for _, other in m.things(value, Container):
            named = {**named, **other.named}
        for element in m.elements(value):
            each = join(each, element)
    else:
        each = join(each, value)
    for element in items or ():
        each = join(each, element)
    m.memory.replace(place, Container(None, each, named, container.keys))
    _grown(m, node, args[-1], control)


def _grown(m: Machine, node: ast.Call, added: Value, control: frozenset[int]) -> None:
    """A list of names keeps its names, and what decided that one was added."""
    func = node.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
        return
    held = m.locals.get(func.value.id)
    if held is None:
        return
    learned = held.learned | control | (added.learned if not added.rows else frozenset())
    names = tuple(dict.fromkeys((held.names or ()) + (added.names or ()))) or None
    if learned != held.learned or names != held.names:
        m.memory.write(m.locals, func.value.id, held.but(learned=learned, names=names, box=held.box))


def _rename(m: Machine, node: ast.Call, owner: Value, names: tuple[str, ...]) -> None:
    func = node.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in m.locals:
        m.memory.write(m.locals, func.value.id, owner.but(names=names or None, learned=owner.learned | m.controlling()))


def _get(m: Machine, container: Container, args: Sequence[Value]) -> Value:
    if args and args[0].literal is not MISSING:
        key = args[0].literal
        if str(key) in container.named:
            return m.now(container.named[str(key)])
    return _either(m, container)
