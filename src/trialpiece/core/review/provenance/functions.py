"""Functions and classes of the submission: inlined where they are called, to a bounded depth."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Sequence

from trialpiece.core.review.provenance.machine import MAX_DEPTH, Machine
from trialpiece.core.review.provenance.things import Class, Estimator, Function, Instance
from trialpiece.core.review.provenance.values import NOTHING, Value, blend, join


def inline(m: Machine, node: ast.AST, function: Function, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """Run a function's body with arguments bound; what it returns."""
    body = function.node
    if len(m.active) >= MAX_DEPTH or body in m.active:
        return blend([m.melted(a) for a in args])
    scope = _bound(m, function, args, named)
    saved = (m.file, m.cell, m.stack, m.locals, m.globals, m.outer, m.active, m.returned, m.control, m.testing)
    m.stack = (*m.stack, m.at(node))
    m.file, m.cell = function.file, function.cell
    m.globals, m.outer, m.locals = function.scope, function.outer, scope
    m.active = (*m.active, body)
    m.returned, m.testing = [], 0
    m.control = list(saved[8])
    try:
        if isinstance(body, ast.Lambda):
            return m.eval(body.body)
        m.run(body.body)
        result = NOTHING
        for value in m.returned:
            result = join(result, value)
        return m.now(result)
    finally:
        (m.file, m.cell, m.stack, m.locals, m.globals, m.outer, m.active, m.returned, m.control, m.testing) = saved


def _bound(m: Machine, function: Function, args: Sequence[Value], named: dict[str, Value]) -> dict[str, Value]:
    spec = function.node.args
    given = [*([function.bound] if function.bound is not None else ()), *function.args, *args]
    named = {**function.named, **named}
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    scope: dict[str, Value] = {}
    for name, default in zip(reversed(names), reversed(spec.defaults), strict=False):
        scope[name] = m.eval(default)
    for argument, default_or_none in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        if default_or_none is not None:
            scope[argument.arg] = m.eval(default_or_none)
    scope.update(zip(names, given, strict=False))
    if spec.vararg is not None:
        scope[spec.vararg.arg] = m.container(given[len(names) :])
    scope.update(named)
    for name in names:
        value = scope.setdefault(name, NOTHING)
        if value.rows and not value.box:
            scope[name] = m.boxed(value)
    return scope


def construct(m: Machine, node: ast.AST, cls: Class, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """Make an instance of a class of the submission and run its `__init__`."""
    if _is_network(cls):
        from trialpiece.core.review.knowledge import EstimatorKind

        return m.thing(Estimator(EstimatorKind(cls.name, "model", "network"), m.at(node)))
    init = cls.methods.get("__init__")
    held = {} if init is not None else _held(m, cls, args, named)
    place = m.memory.place(Instance(cls, held))
    itself = Value(things=frozenset((place,)))
    if init is None and "__post_init__" in cls.methods:
        inline(m, node, dataclasses.replace(cls.methods["__post_init__"], bound=itself), (), {})
    if init is not None:
        inline(m, node, dataclasses.replace(init, bound=itself), args, named)
    return itself


def _held(m: Machine, cls: Class, args: Sequence[Value], named: dict[str, Value]) -> dict[str, Value]:
    """What an instance of a dataclass or named tuple is made with."""
    given = dict(zip(cls.fields, args, strict=False)) | {k: v for k, v in named.items() if k in cls.fields}
    return {name: m.boxed(value) if value.rows and not value.box else value for name, value in given.items()}


def _is_network(cls: Class) -> bool:
    return any(
        (base.known or "").rsplit(".", 1)[-1] in {"Module", "Model", "LightningModule", "Sequential"}
        for base in cls.bases
    )


def call_method_of_instance(
    m: Machine, node: ast.AST, place: int, instance: Instance, name: str, args: Sequence[Value], named: dict[str, Value]
) -> Value:
    """A method called on an instance of a class of the submission."""
    methods, itself = instance.of.methods, Value(things=frozenset((place,)))
    if name == "fit_transform" and name not in methods and {"fit", "transform"} <= methods.keys():
        inline(m, node, dataclasses.replace(methods["fit"], bound=itself), args, named)
        return inline(m, node, dataclasses.replace(methods["transform"], bound=itself), args[:1], {})
    method = methods.get(name)
    if method is None:
        return NOTHING
    return inline(m, node, dataclasses.replace(method, bound=itself), args, named)
