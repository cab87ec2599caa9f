"""Expressions: what each makes of the values in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from trialpiece.core.review.provenance.attributes import attribute
from trialpiece.core.review.provenance.calls import call
from trialpiece.core.review.provenance.cuts import comparison_picks, inverted
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.names import NAMES, UNTOLD, all_but, filtered
from trialpiece.core.review.provenance.patterns import bind_target, iterated
from trialpiece.core.review.provenance.scoring import compared
from trialpiece.core.review.provenance.subscripts import subscript
from trialpiece.core.review.provenance.things import Container, Function
from trialpiece.core.review.provenance.values import MISSING, NONE, NOTHING, Value, blend, flat, join

_CONSTANTS: dict[tuple[type, object], Value] = {}


def _constant(_m: Machine, node: ast.Constant) -> Value:
    literal = node.value
    key = (type(literal), literal)
    value = _CONSTANTS.get(key)
    if value is None:
        value = Value(literal=literal, names=(literal,) if isinstance(literal, str) else None)
        if len(_CONSTANTS) < 4096 and not (isinstance(literal, str | bytes) and len(literal) > 80):
            _CONSTANTS[key] = value
    return value


def _name(m: Machine, node: ast.Name) -> Value:
    value = m.lookup(node.id)
    if value is not None:
        return value
    later = m.later.get(node.id)
    if later is not None and m.locals is m.globals:
        return m.thing(Function(later[0], m.file, later[1], m.globals))
    return Value(known=node.id, kind="unbound")


def _sequence(m: Machine, node: ast.List | ast.Tuple | ast.Set) -> Value:
    items: list[Value] = []
    exact = True
    for element in node.elts:
        if isinstance(element, ast.Starred):
            exact = False
            inner = m.eval(element.value)
            items.extend(iterated(m, inner))
        else:
            items.append(m.eval(element))
    names = tuple(n for v in items for n in (v.names or ()))
    if exact:
        made = m.container(items)
    else:
        each = NOTHING
        for item in items:
            each = join(each, item)
        made = m.container(None, each)
    learned = NONE
    for item in items:
        learned |= item.learned if not item.rows else NONE
    return made.but(names=names or None, learned=learned)


def _dict(m: Machine, node: ast.Dict) -> Value:
    named: dict[str, Value] = {}
    each = NOTHING
    keys: list[str] = []
    for key, element in zip(node.keys, node.values, strict=True):
        value = m.eval(element)
        if key is None:
            for other in m.elements(value):
                each = join(each, other)
            continue
        said = m.eval(key)
        if said.literal is not MISSING:
            named[str(said.literal)] = value
            keys.append(str(said.literal))
        else:
            each = join(each, value)
    return m.thing(Container(None, each, named, Value(names=tuple(keys) or None)))


def _binary(m: Machine, node: ast.BinOp) -> Value:
    left, right = m.eval(node.left), m.eval(node.right)
    if left is NOTHING and right is NOTHING:
        return NOTHING
    if isinstance(node.op, ast.Add):
        joined = _added(m, left, right)
        if joined is not None:
            return joined
    if isinstance(node.op, ast.Sub) and left.kind in NAMES:
        return all_but(left, m.melted(right).names or right.names or (UNTOLD,))
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        result = blend((left, right))
        if isinstance(node.op, ast.BitAnd) and (left.picks or right.picks):
            return result.but(picks=left.picks | right.picks)
        return result
    result = blend((left, right))
    return compared(left, right, result)


def _added(m: Machine, left: Value, right: Value) -> Value | None:
    """Lists and strings that are put together."""
    for one_side, other_side in ((left, right), (right, left)):
        if one_side.kind in NAMES and one_side.names is None:
            return one_side.but(without=one_side.without - frozenset(other_side.names or ()))
    if isinstance(left.literal, str) and isinstance(right.literal, str):
        text = left.literal + right.literal
        return Value(literal=text, names=(text,))
    one, other = m.things(left, Container), m.things(right, Container)
    if not (one or other):
        return None
    items = [c.items for _, c in (*one, *other)]
    told = all(v.names is not None or (c and c[0][1].items is not None) for v, c in ((left, one), (right, other)))
    names = (left.names or ()) + (right.names or ()) if told else ()
    if len(items) == 2 and items[0] is not None and items[1] is not None:
        made = m.container(items[0] + items[1])
    else:
        each = NOTHING
        for value in (*m.elements(left), *m.elements(right)):
            each = join(each, value)
        made = m.container(None, each)
    return made.but(names=names or None, learned=left.learned | right.learned)


def _unary(m: Machine, node: ast.UnaryOp) -> Value:
    value = m.eval(node.operand)
    if isinstance(node.op, ast.Invert) and value.kind in NAMES and value.names:
        return Value(kind="columns", without=frozenset(value.names))
    if isinstance(node.op, ast.USub) and isinstance(value.literal, int | float):
        return Value(literal=-value.literal)
    if isinstance(node.op, ast.Invert | ast.Not) and value.picks:
        return flat(value).but(picks=inverted(value.picks))
    return flat(value) if value is not NOTHING else NOTHING


def _compare(m: Machine, node: ast.Compare) -> Value:
    values = [m.eval(node.left), *(m.eval(c) for c in node.comparators)]
    if values[0].kind in NAMES and isinstance(node.ops[0], ast.NotEq) and values[1].names:
        return all_but(values[0], values[1].names)
    result = blend(values)
    if m.testing and result.scores:
        from trialpiece.core.review.provenance.scoring import chosen

        chosen(m, node, result, "compared")
    if result is NOTHING:
        by_chance = len(values) == 2 and isinstance(node.left, ast.Call)
        return Value(picks=comparison_picks(m, node, values[1])) if by_chance else NOTHING
    if len(values) == 2:
        if (
            values[0].picks
            and isinstance(values[1].literal, bool)
            and isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.Is)
        ):
            same = values[1].literal is not isinstance(node.ops[0], ast.NotEq)
            return result.but(picks=values[0].picks if same else inverted(values[0].picks))
        result = compared(values[0], values[1], result, node.ops[0])
        if result.rows:
            result = result.but(picks=comparison_picks(m, node, values[1]))
    return result


def _bool(m: Machine, node: ast.BoolOp) -> Value:
    return blend([m.eval(v) for v in node.values])


def _if(m: Machine, node: ast.IfExp) -> Value:
    m.testing += 1
    test = m.eval(node.test)
    m.testing -= 1
    either = join(m.eval(node.body), m.eval(node.orelse))
    if test.learned and not test.learned <= either.learned and (either.learned or either.names):
        return either.but(learned=either.learned | test.learned)
    return either


def _formatted(m: Machine, node: ast.JoinedStr) -> Value:
    parts = [m.eval(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
    learned = NONE
    for value in parts:
        learned |= value.learned
    if all(isinstance(p.literal, str) for p in parts):
        text = "".join(str(p.literal) for p in parts)
        return Value(literal=text, names=(text,), learned=learned)
    return Value(learned=learned) if learned else NOTHING


def _lambda(m: Machine, node: ast.Lambda) -> Value:
    outer = m.locals if m.locals is not m.globals else None
    return m.thing(Function(node, m.file, m.cell, m.globals, outer))


def _comprehension(m: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    loops = m.loops
    shadow, conditions = _generators(m, node.generators)
    left = filtered(m, node)
    if left is not None:
        _restore(m, shadow)
        return left.but(kind="names", learned=left.learned | conditions)
    m.loops = (*loops, m.number("loop", node))
    element = m.eval(node.elt)
    m.loops = loops
    _restore(m, shadow)
    learned = conditions | (element.learned if not element.rows else NONE)
    made = m.container(None, element)
    return made.but(names=element.names, learned=learned)


def _dict_comprehension(m: Machine, node: ast.DictComp) -> Value:
    loops = m.loops
    shadow, conditions = _generators(m, node.generators)
    m.loops = (*loops, m.number("loop", node))
    key, value = m.eval(node.key), m.eval(node.value)
    m.loops = loops
    _restore(m, shadow)
    made = m.thing(Container(None, value, {}, key))
    return made.but(learned=conditions, names=key.names)


def _generators(m: Machine, generators: Sequence[ast.comprehension]) -> tuple[dict[str, Value | None], frozenset[int]]:
    shadow: dict[str, Value | None] = {}
    learned: frozenset[int] = NONE
    for generator in generators:
        source = m.eval(generator.iter)
        for name in ast.walk(generator.target):
            if isinstance(name, ast.Name):
                shadow.setdefault(name.id, m.locals.get(name.id))
        elements = iterated(m, source)
        either = NOTHING
        for element in elements:
            either = join(either, element)
        bind_target(m, generator.target, either)
        learned |= source.learned if not source.rows else NONE
        for condition in generator.ifs:
            m.testing += 1
            tested = m.eval(condition)
            m.testing -= 1
            learned |= tested.learned
    return shadow, learned


def _restore(m: Machine, shadow: dict[str, Value | None]) -> None:
    for name, value in shadow.items():
        if value is None:
            m.memory.write(m.locals, name, NOTHING)
        else:
            m.memory.write(m.locals, name, value)


def _await(m: Machine, node: ast.Await | ast.YieldFrom | ast.Starred) -> Value:
    return m.eval(node.value)


def _yield(m: Machine, node: ast.Yield) -> Value:
    if node.value is not None:
        m.returned.append(m.container(None, m.eval(node.value)))
    return NOTHING


def _walrus(m: Machine, node: ast.NamedExpr) -> Value:
    value = m.eval(node.value)
    m.bind(node.target.id, value)
    return value


EVALUATE: dict[type, Callable[[Machine, Any], Value]] = {  # each takes its own node type; the key says which
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.Call: call,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _if,
    ast.JoinedStr: _formatted,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Await: _await,
    ast.Starred: _await,
    ast.YieldFrom: _await,
    ast.Yield: _yield,
    ast.NamedExpr: _walrus,
}
