"""Statements: what each does to names, and whether control goes on after it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.patterns import bind_target, iterated
from trialpiece.core.review.provenance.scoring import chosen
from trialpiece.core.review.provenance.things import Class, Function
from trialpiece.core.review.provenance.values import NOTHING, Value, join, removed

_MAX_UNROLLED = 12
_MAX_NODES = 6_000


def _expression(m: Machine, node: ast.Expr) -> bool:
    m.eval(node.value)
    return True


def _assign(m: Machine, node: ast.Assign) -> bool:
    before = m.targets
    first = node.targets[0]
    if isinstance(first, ast.Tuple | ast.List):
        m.targets = tuple(e.id if isinstance(e, ast.Name) else ast.unparse(e) for e in first.elts)
    value = m.eval(node.value)
    m.targets = before
    for target in node.targets:
        bind_target(m, target, value)
    return True


def _annotated(m: Machine, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        bind_target(m, node.target, m.eval(node.value))
    return True


def _augmented(m: Machine, node: ast.AugAssign) -> bool:
    target = node.target
    made = m.eval(ast.copy_location(ast.BinOp(_loaded(target), node.op, node.value), node))
    bind_target(m, target, made)
    return True


def _loaded(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
    if isinstance(target, ast.Subscript):
        return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return target


def _if(m: Machine, node: ast.If) -> bool:
    m.testing += 1
    test = m.eval(node.test)
    m.testing -= 1
    if _is_main_guard(node.test):
        return m.run(node.body)
    if test.literal is False or test.literal is None:
        return m.run(node.orelse)
    if test.scores:
        chosen(m, node.test, test, "compared")
    m.control.append(test.learned)
    goes_on = m.memory.branch((lambda: m.run(node.body), lambda: m.run(node.orelse)))
    m.control.pop()
    return goes_on


def _is_main_guard(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _for(m: Machine, node: ast.For | ast.AsyncFor) -> bool:
    source = m.eval(node.iter)
    elements = iterated(m, source)
    if len(elements) > _MAX_UNROLLED or (len(elements) > 1 and _costly(m, node, len(elements))):
        either = NOTHING
        for element in elements:
            either = join(either, element)
        elements = [either]
    control = source.learned if not source.rows else frozenset()
    m.control.append(control)
    turn = m.turn
    for number, element in enumerate(elements):
        m.turn = (*turn, number) if len(elements) > 1 else turn
        _once(m, node, element, summed=len(elements) == 1)
    if len(elements) == 1 and m.once(("carries", node), lambda: _carries(node)):
        _once(m, node, elements[0], summed=True)
    m.turn = turn
    m.control.pop()
    m.run(node.orelse)
    return True


def _once(m: Machine, node: ast.For | ast.AsyncFor, element: Value, *, summed: bool) -> None:
    loops = m.loops
    if summed:
        m.loops = (*loops, m.number("loop", node))
    bind_target(m, node.target, element)
    m.run(node.body)
    m.loops = loops


def _costly(m: Machine, node: ast.For | ast.AsyncFor, times: int) -> bool:
    """Whether going through the body for each element would take long."""
    size = m.once(("size", node), lambda: sum(1 for _ in ast.walk(node)))
    return times * int(size) > _MAX_NODES


def _carries(node: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether a turn of the loop may read what an earlier turn assigned."""
    stored: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            stored.add(part.id)
    if not stored:
        return False
    seen: set[str] = set()
    for statement in node.body:
        for part in ast.walk(statement):
            if (
                isinstance(part, ast.Name)
                and isinstance(part.ctx, ast.Load)
                and part.id in stored
                and part.id not in seen
            ):
                return not (isinstance(node, ast.For | ast.AsyncFor) and part.id in _targets(node))
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                seen |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return False


def _targets(node: ast.For | ast.AsyncFor) -> set[str]:
    return {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}


def _while(m: Machine, node: ast.While) -> bool:
    m.testing += 1
    m.eval(node.test)
    m.testing -= 1
    loops = m.loops
    m.loops = (*loops, m.number("loop", node))
    m.run(node.body)
    m.loops = loops
    return True


def _with(m: Machine, node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        value = m.eval(item.context_expr)
        if item.optional_vars is not None:
            bind_target(m, item.optional_vars, value)
    return m.run(node.body)


def _try(m: Machine, node: ast.Try | ast.TryStar) -> bool:
    goes_on = m.run(node.body) and m.run(node.orelse)
    for handler in node.handlers:
        body = handler.body
        m.memory.branch((lambda: True, lambda body=body: m.run(body)))  # type: ignore[misc] # mypy cannot infer a lambda with a default
    return m.run(node.finalbody) and goes_on


def _function(m: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    outer = m.locals if m.locals is not m.globals else None
    m.bind(node.name, m.thing(Function(node, m.file, m.cell, m.globals, outer)))
    return True


def _class(m: Machine, node: ast.ClassDef) -> bool:
    bases = tuple(m.eval(b) for b in node.bases)
    methods: dict[str, Function] = {}
    attributes: dict[str, Value] = {}
    fields: list[str] = []
    for base in bases:
        for _, parent in m.things(base, Class):
            methods.update(parent.methods)
            attributes.update(parent.attributes)
            fields.extend(parent.fields)
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            fields.append(statement.target.id)
            if statement.value is not None:
                attributes[statement.target.id] = m.eval(statement.value)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            methods[statement.name] = Function(statement, m.file, m.cell, m.globals)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            attributes[statement.targets[0].id] = m.eval(statement.value)
    known = tuple(b for b in bases if b.known) + tuple(k for b in bases for _, p in m.things(b, Class) for k in p.bases)
    m.bind(node.name, m.thing(Class(node.name, methods, known, attributes, tuple(dict.fromkeys(fields)))))
    return True


def _return(m: Machine, node: ast.Return) -> bool:
    m.returned.append(m.eval(node.value) if node.value is not None else NOTHING)
    return False


def _raise(m: Machine, node: ast.Raise) -> bool:
    return False


def _import(m: Machine, node: ast.Import) -> bool:
    for alias in node.names:
        own = m.import_module(alias.name, 0)
        name = alias.asname or alias.name.split(".")[0]
        m.bind(name, own if own is not None else Value(known=alias.name if alias.asname else name))
    return True


def _import_from(m: Machine, node: ast.ImportFrom) -> bool:
    own = m.import_module(node.module or "", node.level)
    for alias in node.names:
        name = alias.asname or alias.name
        if own is not None:
            _bind_from(m, own, alias.name, name)
            continue
        if alias.name != "*":
            inner = m.import_module(f"{node.module}.{alias.name}" if node.module else alias.name, node.level)
            m.bind(name, inner if inner is not None else Value(known=f"{node.module}.{alias.name}"))
    return True


def _bind_from(m: Machine, module: Value, what: str, name: str) -> None:
    from trialpiece.core.review.provenance.things import Module

    for _, thing in m.things(module, Module):
        if what == "*":
            for member, value in thing.scope.items():
                if not member.startswith("_"):
                    m.bind(member, value)
        elif what in thing.scope:
            m.bind(name, thing.scope[what])


def _delete(m: Machine, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            owner, key = (
                m.eval(target.value),
                m.eval(target.slice) if not isinstance(target.slice, ast.Slice) else NOTHING,
            )
            if owner.box and key.names:
                m.update(owner, removed(owner, key.names))
    return True


def _assert(m: Machine, node: ast.Assert) -> bool:
    m.eval(node.test)
    return True


def _match(m: Machine, node: ast.Match) -> bool:
    m.eval(node.subject)
    ways = [lambda case=case: m.run(case.body) for case in node.cases]
    return m.memory.branch([*ways, lambda: True])


EXECUTE: dict[type, Callable[[Machine, Any], bool]] = {  # each takes its own node type; the key says which
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Delete: _delete,
    ast.Assert: _assert,
    ast.Match: _match,
}
