"""What lives on the heap: estimators, containers, functions, classes, instances, modules."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from trialpiece.core.review.finding import Location
from trialpiece.core.review.knowledge import EstimatorKind
from trialpiece.core.review.provenance.values import NONE, NOTHING, Ids, Value, join


@dataclass(slots=True, eq=False)
class Estimator:
    """A model, transformer, search, pipeline, resampler or splitter."""

    kind: EstimatorKind
    at: Location
    parts: tuple[int, ...] = ()
    """Heap numbers of the estimators inside, in order."""
    params: Mapping[str, Value] = field(default_factory=dict)
    fits: Ids = NONE
    learned: Ids = NONE
    callbacks: bool = False


@dataclass(slots=True, eq=False)
class Container:
    """A list, tuple, dict or set, or anything that hands out elements."""

    items: tuple[Value, ...] | None = None
    """The elements where each is known, else None."""
    each: Value = NOTHING
    """What any element may be, where `items` is None."""
    named: Mapping[str, Value] = field(default_factory=dict)
    """Elements of a dict by their literal keys."""
    keys: Value = NOTHING


@dataclass(slots=True, eq=False)
class Function:
    """A function or lambda of the submission."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    file: str
    cell: int
    scope: dict[str, Value]
    """The globals it was defined among."""
    outer: dict[str, Value] | None = None
    """The locals around its definition, where it was defined inside a function."""
    bound: Value | None = None
    """`self`, for a method taken from an instance."""
    args: tuple[Value, ...] = ()
    """Arguments that were given beforehand, by `partial`."""
    named: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Class:
    """A class of the submission."""

    name: str
    methods: Mapping[str, Function]
    bases: tuple[Value, ...]
    attributes: Mapping[str, Value] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    """Annotated names in order: what a dataclass or named tuple takes."""


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the submission."""

    of: Class
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Module:
    """A module of the submission, already run."""

    scope: dict[str, Value]


Thing = Estimator | Container | Function | Class | Instance | Module


def join_things(one: object, other: object) -> object:
    """What a heap place may hold at the end of a branch."""
    if one is other or other is None:
        return one
    if one is None:
        return other
    if isinstance(one, Value) and isinstance(other, Value):
        return join(one, other)
    if isinstance(one, Estimator) and isinstance(other, Estimator):
        return dataclasses.replace(
            one, fits=one.fits | other.fits, learned=one.learned | other.learned, parts=one.parts or other.parts
        )
    if isinstance(one, Container) and isinstance(other, Container):
        return _join_containers(one, other)
    if isinstance(one, Instance) and isinstance(other, Instance):
        return Instance(one.of, _join_named(one.attributes, other.attributes))
    return one


def _join_named(one: Mapping[str, Value], other: Mapping[str, Value]) -> Mapping[str, Value]:
    merged = dict(one)
    for name, value in other.items():
        merged[name] = join(merged[name], value) if name in merged else value
    return merged


def _join_containers(one: Container, other: Container) -> Container:
    named = _join_named(one.named, other.named)
    keys = join(one.keys, other.keys)
    if one.items is not None and other.items is not None and len(one.items) == len(other.items):
        return Container(tuple(map(join, one.items, other.items)), join(one.each, other.each), named, keys)
    each = join(one.each, other.each)
    for value in (*(one.items or ()), *(other.items or ())):
        each = join(each, value)
    return Container(None, each, named, keys)
