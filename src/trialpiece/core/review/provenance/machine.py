"""The machine that carries the interpretation: where it is, what it knows, how much work is left."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from trialpiece.core.review.finding import Location
from trialpiece.core.review.knowledge import Knowledge, knowledge
from trialpiece.core.review.provenance.events import Event, Stack, Trace
from trialpiece.core.review.provenance.memory import Memory
from trialpiece.core.review.provenance.things import Container, Estimator, Thing
from trialpiece.core.review.provenance.values import NONE, NOTHING, Ids, Value, blend, flat

MAX_STEPS = 250_000
MAX_SECONDS = 1.0
MAX_DEPTH = 7
_LOOK_AT_CLOCK = 1024

E = TypeVar("E", bound=Event)
T = TypeVar("T")
Evaluate = Callable[["Machine", ast.expr], Value]
Execute = Callable[["Machine", ast.stmt], bool]


class OutOfWorkError(Exception):
    """The bound on work was reached."""


class Machine:
    """State of the interpretation of one entry: a notebook, or a script with what it imports."""

    def __init__(
        self, trace: Trace, evaluate: dict[type, Evaluate], execute: dict[type, Execute], *, first: int = 0
    ) -> None:
        self.trace = trace
        self.know: Knowledge = knowledge()
        self.memory = Memory()
        self.globals: dict[str, Value] = {}
        self.locals: dict[str, Value] = self.globals
        self.outer: dict[str, Value] | None = None
        self.file = ""
        self.cell = 0
        self.stack: Stack = ()
        self.active: tuple[ast.AST, ...] = ()
        self.returned: list[Value] = []
        self.control: list[Ids] = []
        """Learned events that decide whether the code at hand runs."""
        self.targets: tuple[str, ...] = ()
        """Names that the call at hand is unpacked into."""
        self.testing = 0
        self.drawing = 0
        """Open calls that draw: bounds of axes and places of labels are no choices."""
        self.tables: list[Value] = []
        """Tables that columns named by an expression, such as `pl.col("age")`, are taken from; the innermost last."""
        self.loops: tuple[int, ...] = ()
        """Numbers of the open loops that are gone through once for all their turns."""
        self.turn: tuple[int, ...] = ()
        """Which turns of loops that are gone through turn by turn."""
        self.later: dict[str, tuple[ast.FunctionDef, int]] = {}
        """Functions of the notebook at hand by name, with their cells: some are called further up than they are defined."""
        self.saved: dict[str, Value] = {}
        """Tables that were written to files, by path."""
        self.import_module: Callable[[str, int], Value | None] = lambda _name, _level: None
        self._evaluate = evaluate
        self._execute = execute
        self._numbers: dict[object, int] = {}
        self._first = first
        self._counted: dict[object, int] = {}
        self._steps = 0
        self._deadline = time.thread_time() + MAX_SECONDS

    # -- work ---------------------------------------------------------------------------------------

    def eval(self, node: ast.expr) -> Value:
        """The abstract value of an expression."""
        self._steps += 1
        if self._steps % _LOOK_AT_CLOCK == 0 and (self._steps > MAX_STEPS or time.thread_time() > self._deadline):
            raise OutOfWorkError
        evaluate = self._evaluate.get(type(node))
        return evaluate(self, node) if evaluate is not None else NOTHING

    def run(self, body: Iterable[ast.stmt]) -> bool:
        """Run statements in order. Whether control goes on after them."""
        for statement in body:
            execute = self._execute.get(type(statement))
            if execute is not None and not execute(self, statement):
                return False
        return True

    def once(self, key: object, make: Callable[[], int]) -> int:
        """What is counted in a piece of code, counted once."""
        if key not in self._counted:
            self._counted[key] = make()
        return self._counted[key]

    def reset(self) -> None:
        """Forget what was open when a statement could not be followed."""
        self.stack, self.active, self.turn, self.control, self.targets = (), (), (), [], ()
        self.testing, self.loops = 0, ()
        self.drawing = 0
        self.tables.clear()
        self.memory.abandon()

    # -- places and numbers -------------------------------------------------------------------------

    def at(self, node: ast.AST) -> Location:
        """Where a node is in the submission."""
        return Location(self.file, self.cell, getattr(node, "lineno", 1))

    def number(self, *key: object) -> int:
        """A number that stays the same for the same key."""
        return self._numbers.setdefault(key, self._first + len(self._numbers) + 1)

    def event(
        self, table: dict[int, E], node: ast.AST, make: Callable[[int, Location, Stack], E], extra: object = 0
    ) -> E:
        """The event of a node under the present calls: the one there is, or a new one."""
        place = (id(table), self.file, self.cell, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        number = self.number("event", place, self.stack, self.turn, extra)
        known = table.get(number)
        if known is None:
            known = table[number] = make(number, self.at(node), self.stack)
            self.trace.order.append(number)
        return known

    def source(self, key: object, says: str) -> int:
        """The number of a source of rows."""
        number = self.number("source", key)
        self.trace.sources.setdefault(number, says)
        return number

    def mention(self, table: Value, column: str) -> None:
        """Record that a column is spoken of, so that a table as read is known to have it."""
        for base in table.bases:
            if base.endswith(":*"):
                self.trace.mentioned.setdefault(base, set()).add(column)

    # -- names and things ---------------------------------------------------------------------------

    def lookup(self, name: str) -> Value | None:
        """What a name is bound to, as it is now."""
        value = self.locals.get(name)
        if value is None and self.locals is not self.globals:
            if self.outer is not None:
                value = self.outer.get(name)
            if value is None:
                value = self.globals.get(name)
        return self.now(value) if value is not None else None

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the present scope; values with rows get a place that changes are seen in."""
        if not value.box and (value.rows or value.columns is not None):
            value = self.boxed(value)
        self.memory.write(self.locals, name, value)

    def boxed(self, value: Value) -> Value:
        """The value with a place on the heap of its own."""
        place = self.memory.place(value)
        held = value.but(box=place)
        self.memory.heap[place] = held
        return held

    def now(self, value: Value) -> Value:
        """What is now in the box that a value came from."""
        if value.box:
            held = self.memory.heap.get(value.box)
            if isinstance(held, Value):
                return held
        return value

    def update(self, old: Value, new: Value) -> None:
        """Change the box of `old` in place."""
        if old.box:
            self.memory.replace(old.box, new.but(box=old.box))

    def things(self, value: Value, kind: type[T]) -> list[tuple[int, T]]:
        """The things of a kind that a value may be, with their places."""
        heap = self.memory.heap
        return [(place, heap[place]) for place in value.things if isinstance(heap.get(place), kind)]

    def thing(self, thing: Thing) -> Value:
        """A value that is a new thing."""
        return Value(things=frozenset((self.memory.place(thing),)))

    def container(self, items: Iterable[Value] | None = None, each: Value = NOTHING) -> Value:
        """A new list of known items, or of any number of `each`."""
        return self.thing(Container(tuple(items) if items is not None else None, each))

    def elements(self, value: Value) -> list[Value]:
        """What the elements of a container may be; empty where it is none."""
        found: list[Value] = []
        for _, container in self.things(value, Container):
            found.extend(container.items or ())
            found.extend(container.named.values())
            if container.each is not NOTHING:
                found.append(container.each)
        return [self.now(v) for v in found]

    def melted(self, value: Value, depth: int = 3) -> Value:
        """A value as data, whatever containers it is wrapped in."""
        value = self.now(value)
        if not value.things or not depth:
            return flat(value)
        inside = [self.melted(v, depth - 1) for v in self.elements(value)]
        if not inside:
            return flat(value)
        names = tuple(n for v in inside for n in (v.names or ()))
        mixed = blend((flat(value), *inside))
        return mixed.but(names=names) if names else mixed

    def estimators_in(self, value: Value, depth: int = 4) -> list[tuple[int, Estimator]]:
        """Estimators that a value is or holds, in order."""
        found = self.things(value, Estimator)
        if depth:
            for element in self.elements(value):
                found.extend(self.estimators_in(element, depth - 1))
        return found

    def controlling(self) -> Ids:
        """Learned events that decide whether the code at hand runs."""
        found = NONE
        for learned in self.control:
            found |= learned
        return found
