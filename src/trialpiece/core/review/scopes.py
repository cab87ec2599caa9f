"""Which names a piece of code looks up and binds, in the order in which Python does it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from trialpiece.core.review.nodes import children, walk


class Does(StrEnum):
    """What happens to a name."""

    LOAD = "load"
    STORE = "store"
    DELETE = "delete"
    STAR = "star"
    """`from name import *`: any name may be bound."""
    DEFINE = "define"
    """A function or class is bound; its body runs when it is called."""


class Body(NamedTuple):
    """A function's body as its surroundings see it: what it looks up there when it is called."""

    name: str
    free: tuple[Event, ...]
    binds: tuple[str, ...] = ()
    """Global names that a call binds."""


class Event(NamedTuple):
    """One thing that happens to a name, at a 1-based line."""

    does: Does
    name: str
    line: int
    guarded: bool = False
    """A failure here is caught, or the code may not be reached in this order."""
    body: Body | None = None


def events_of(statements: Sequence[ast.stmt]) -> list[Event]:
    """The events of statements that run one after another, in order of execution.

    Raises:
        RecursionError: the tree is nested more deeply than Python can walk.
    """
    walker = _Walker()
    for statement in statements:
        walker.visit(statement)
    return walker.events


_CATCH_ALL = {"NameError", "Exception", "BaseException", "UnboundLocalError"}


class _Walker(ast.NodeVisitor):
    """Collects events; nested scopes get a walker of their own."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.guards = 0
        self.outward: set[str] = set()
        """Names declared global."""

    def visit(self, node: ast.AST) -> None:
        """As ast's own, without putting a name together for every node."""
        method = _METHODS.get(node.__class__)
        if method is not None:
            method(self, node)
            return
        for child in children(node):
            self.visit(child)

    def visit_Global(self, node: ast.Global) -> None:
        self.outward.update(node.names)

    def _add(self, does: Does, name: str, node: ast.AST, body: Body | None = None) -> None:
        self.events.append(Event(does, name, getattr(node, "lineno", 1), self.guards > 0, body))

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _guarded(self, nodes: Iterable[ast.AST | None]) -> None:
        self.guards += 1
        self._all(nodes)
        self.guards -= 1

    # names

    def visit_Name(self, node: ast.Name) -> None:
        does = {ast.Store: Does.STORE, ast.Del: Does.DELETE}.get(type(node.ctx), Does.LOAD)
        self._add(does, node.id, node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(Does.STORE, alias.asname or alias.name.partition(".")[0], node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self._add(Does.STAR, "." * node.level + (node.module or ""), node)
            else:
                self._add(Does.STORE, alias.asname or alias.name, node)

    # statements whose order of execution differs from their order in the tree

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self._function(node.targets[0].id, node.value.args, [node.value.body], node)
            return
        self._all([node.value, *node.targets])

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._add(Does.LOAD, node.target.id, node.target)
        self._all([node.value, node.target])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._all([node.annotation, node.value])
        if node.value is not None or not isinstance(node.target, ast.Name):
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._all([node.value, node.target])

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._all([node.iter, node.target])
        self._loop([*node.body, *node.orelse])

    visit_AsyncFor = visit_For  # noqa: N815 - the name is ast's

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._loop([*node.body, *node.orelse])

    def _loop(self, statements: list[ast.stmt]) -> None:
        """Under an `if`, a later turn of the loop may look up what an earlier turn bound."""
        start = len(self.events)
        self._all(statements)
        bound = {event.name for event in self.events[start:] if event.does in {Does.STORE, Does.DEFINE}}
        branches = _lines_under_if(statements)
        for at in range(start, len(self.events)):
            event = self.events[at]
            if event.does is Does.LOAD and event.name in bound and event.line in branches:
                self.events[at] = event._replace(guarded=True)

    def visit_Try(self, node: ast.Try | ast.TryStar) -> None:
        caught = any(_catches_names(handler.type) for handler in node.handlers)
        (self._guarded if caught else self._all)(node.body)
        for handler in node.handlers:
            self._all([handler.type])
            if handler.name:
                self._add(Does.STORE, handler.name, handler)
            self._guarded(handler.body)  # reached only after a failure
        self._all([*node.orelse, *node.finalbody])

    visit_TryStar = visit_Try  # noqa: N815 - the name is ast's

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self._all([item.context_expr, item.optional_vars])
        self._all(node.body)

    visit_AsyncWith = visit_With  # noqa: N815 - the name is ast's

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._all([node.pattern])
        if node.name:
            self._add(Does.STORE, node.name, node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._add(Does.STORE, node.name, node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._all([*node.keys, *node.patterns])
        if node.rest:
            self._add(Does.STORE, node.rest, node)

    # scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._all(node.decorator_list)
        self._all([node.returns])
        self._function(node.name, node.args, node.body, node)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the name is ast's

    def visit_Lambda(self, node: ast.Lambda) -> None:
        # handed to a call, it runs at once or nearly so
        body = self._body("", node.args, [node.body])
        self.events += [event._replace(guarded=True) for event in body.free] if self.guards else body.free

    def _function(self, name: str, args: ast.arguments, statements: Sequence[ast.AST], node: ast.AST) -> None:
        body = self._body(name, args, statements)
        self._add(Does.DEFINE, name, node, body)

    def _body(self, name: str, args: ast.arguments, statements: Sequence[ast.AST]) -> Body:
        parameters = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        self._all([*args.defaults, *args.kw_defaults])
        self._all([parameter.annotation for parameter in parameters if parameter])
        inner = _Walker()
        for statement in statements:
            inner.visit(statement)
        outward = inner.outward
        bound = {event.name for event in inner.events if event.does in {Does.STORE, Does.DEFINE}} - outward
        bound |= {parameter.arg for parameter in parameters if parameter}
        nested = {name for event in inner.events if event.body is not None for name in event.body.binds}
        return Body(name, _free(inner.events, bound), tuple(sorted(outward | nested)))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._all([*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)])
        inner = _Walker()
        inner.guards = self.guards
        for statement in node.body:
            inner.visit(statement)
        bound: set[str] = set()
        later: list[Event] = []
        for event in inner.events:
            if event.body is not None:
                later += event.body.free
            if event.does in {Does.STORE, Does.DEFINE}:
                bound.add(event.name)
            elif event.does is not Does.DELETE and event.name not in bound:
                self.events.append(event)
        # methods run some time after the class is used; which of them, this reading does not know
        body = Body(node.name, tuple(event._replace(guarded=True) for event in later))
        self._add(Does.DEFINE, node.name, node, body)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self._comprehension(node.generators, [node.elt])

    visit_SetComp = visit_ListComp  # noqa: N815 - the name is ast's
    visit_GeneratorExp = visit_ListComp  # noqa: N815 - the name is ast's

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node.generators, [node.key, node.value])

    def _comprehension(self, generators: list[ast.comprehension], results: list[ast.expr]) -> None:
        inner = _Walker()
        inner.guards = self.guards
        targets: set[str] = set()
        for generator in generators:
            inner._all([generator.iter, *generator.ifs])
            targets |= {n.id for n in walk(generator.target) if isinstance(n, ast.Name)}
        inner._all(results)
        self.visit(generators[0].iter)
        # a walrus inside binds outside
        self.events += [event for event in inner.events if event.name not in targets]


_METHODS: dict[type[ast.AST], Callable[[_Walker, Any], None]] = {
    getattr(ast, name.removeprefix("visit_")): method
    for name, method in vars(_Walker).items()
    if name.startswith("visit_")
}


def _free(events: list[Event], bound: set[str]) -> tuple[Event, ...]:
    """What a body looks up outside, nested bodies included, each name once."""
    found: dict[str, Event] = {}
    for event in events:
        nested = event.body.free if event.body is not None else ()
        for use in (event, *nested):
            if use.does is Does.LOAD and use.name not in bound:
                known = found.get(use.name)
                if known is None or (known.guarded and not use.guarded):
                    found[use.name] = use
    return tuple(found.values())


def _catches_names(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(isinstance(one, ast.Name) and one.id in _CATCH_ALL for one in kinds)


def _lines_under_if(statements: list[ast.stmt]) -> set[int]:
    lines: set[int] = set()
    for statement in statements:
        for node in walk(statement):
            if isinstance(node, ast.If | ast.IfExp | ast.BoolOp) and node.end_lineno is not None:
                lines.update(range(node.lineno, node.end_lineno + 1))
    return lines
