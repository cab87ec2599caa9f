"""Calls: to functions of the submission, to estimators, to data, to known and unknown libraries."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from trialpiece.core.review.provenance.collections_ import container_method
from trialpiece.core.review.provenance.column_expressions import WITHIN_A_TABLE
from trialpiece.core.review.provenance.constructing import construct_known
from trialpiece.core.review.provenance.cuts import side_named
from trialpiece.core.review.provenance.estimators import estimator_method, resampled
from trialpiece.core.review.provenance.frames import data_method
from trialpiece.core.review.provenance.functions import call_method_of_instance, construct, inline
from trialpiece.core.review.provenance.library import library_call
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.patterns import iterated
from trialpiece.core.review.provenance.rows import sides
from trialpiece.core.review.provenance.scoring import score_model, score_predictions, unseen
from trialpiece.core.review.provenance.tables import UNBOUND, from_nowhere, read
from trialpiece.core.review.provenance.things import Class, Container, Estimator, Function, Instance, Module
from trialpiece.core.review.provenance.training import network
from trialpiece.core.review.provenance.values import NOTHING, Value, blend, join

_OF_TABLES = {
    "drop",
    "dropna",
    "fillna",
    "groupby",
    "merge",
    "iterrows",
    "select_dtypes",
    "drop_duplicates",
    "assign",
    "rename",
}
_OF_GENERATORS = {"permutation", "choice"}
"""Methods of numpy's generators of random numbers that hand out row numbers."""
_OF_READERS = {"csv", "parquet", "json", "load", "table", "orc", "jdbc"}
_SCORES = re.compile(
    r"scor|eval|metric|report|avalia|relat|confusion|matriz|roc|auc|accura|acur|exact|perform|desempe|resultado|result|perf",
    re.IGNORECASE,
)


_MAKES_ROWS = re.compile(r"smote|adasyn|over_?sampl|upsampl", re.IGNORECASE)
"""Names of functions out of sight that make or repeat rows."""


def call(m: Machine, node: ast.Call) -> Value:
    """The value of a call, and everything that it does."""
    func = node.func
    owner: Value | None = None
    name = ""
    if isinstance(func, ast.Attribute):
        owner, name = m.eval(func.value), func.attr
        target = NOTHING
    elif isinstance(func, ast.Name):
        name = func.id
        target = m.lookup(name) or m.eval(func)
    else:
        target = m.eval(func)
    targets, m.targets = m.targets, ()
    within = owner is not None and bool(owner.rows) and name in WITHIN_A_TABLE
    if within and owner is not None:
        m.tables.append(owner)
    draws = m.know.function_is(name, "draw")
    m.drawing += draws
    args, named = _arguments(m, node)
    m.drawing -= draws
    if within:
        m.tables.pop()
    m.targets = targets
    if owner is not None:
        return _method(m, node, owner, name, args, named)
    return call_value(m, node, target, args, named)


def _arguments(m: Machine, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
    args: list[Value] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            inner = m.eval(argument.value)
            args.extend(iterated(m, inner))
        else:
            args.append(m.eval(argument))
    named: dict[str, Value] = {}
    for keyword in node.keywords:
        value = m.eval(keyword.value)
        if keyword.arg is not None:
            named[keyword.arg] = value
        else:
            for _, container in m.things(value, Container):
                named.update(container.named)
    return args, named


def call_value(m: Machine, node: ast.Call, target: Value, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """Call whatever a value may be."""
    found = NOTHING
    called = False
    for place in sorted(target.things):
        thing = m.memory.heap.get(place)
        if isinstance(thing, Function):
            found, called = join(found, inline(m, node, thing, args, named)), True
        elif isinstance(thing, Class):
            found, called = join(found, construct(m, node, thing, args, named)), True
        elif isinstance(thing, Estimator):
            value = estimator_method(m, node, Value(things=frozenset((place,))), "__call__", args, named)
            found, called = join(found, value), True
        elif isinstance(thing, Instance):
            method = "forward" if "forward" in thing.of.methods else "__call__"
            found, called = join(found, call_method_of_instance(m, node, place, thing, method, args, named)), True
    if called:
        return found
    if target.known:
        return call_known(m, node, target.known, args, named)
    return _unknown(m, node, "", args, named)


def call_known(m: Machine, node: ast.Call, dotted: str, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """Call a name that the knowledge may know."""
    name = dotted.rsplit(".", 1)[-1]
    made = construct_known(m, node, name, args, named)
    if made is not None:
        return made
    if dotted.startswith(m.know.network_prefixes):
        return network(m, node, name)
    done = library_call(m, node, dotted, name, args, named)
    if done is not None:
        return done
    return _unknown(m, node, name, args, named)


def _method(
    m: Machine, node: ast.Call, owner: Value, name: str, args: Sequence[Value], named: dict[str, Value]
) -> Value:
    found = NOTHING
    handled = False
    for place in sorted(owner.things):
        value = _method_of_thing(m, node, place, owner, name, args, named)
        if value is not None:
            found, handled = join(found, value), True
    if handled:
        return found
    if owner.kind == UNBOUND and name in _OF_TABLES and isinstance(node.func, ast.Attribute):
        owner = from_nowhere(m, node.func.value, owner)
    if owner.known and not owner.rows:
        return call_known(m, node, f"{owner.known}.{name}", args, named)
    if owner is NOTHING:
        return _method_of_nothing(m, node, name, args, named)
    return data_method(m, node, owner, name, args, named)


def _method_of_thing(
    m: Machine, node: ast.Call, place: int, owner: Value, name: str, args: Sequence[Value], named: dict[str, Value]
) -> Value | None:
    """What a method of a thing does; None where the thing has none of that name."""
    thing = m.memory.heap.get(place)
    if isinstance(thing, Estimator):
        return estimator_method(m, node, Value(things=frozenset((place,))), name, args, named)
    if isinstance(thing, Container):
        return container_method(m, node, place, thing, owner, name, args)
    if isinstance(thing, Instance):
        attribute = thing.attributes.get(name)
        if attribute is not None:
            return call_value(m, node, m.now(attribute), args, named)
        return call_method_of_instance(m, node, place, thing, name, args, named)
    if isinstance(thing, Module) and name in thing.scope:
        return call_value(m, node, m.now(thing.scope[name]), args, named)
    if isinstance(thing, Class) and name in thing.methods:
        return inline(m, node, thing.methods[name], args, named)
    return None


def _method_of_nothing(m: Machine, node: ast.Call, name: str, args: Sequence[Value], named: dict[str, Value]) -> Value:
    if name in {"fit", "predict", "transform", "fit_transform", "score"} and args:
        return NOTHING
    if name in _OF_READERS and _through_reader(node):
        return read(m, node, "read_" + name, args, named)
    if name in _OF_GENERATORS or m.know.function_is(name, "chooser"):
        return call_known(m, node, f"random.{name}", args, named)
    return _unknown(m, node, name, args, named)


def _through_reader(node: ast.Call) -> bool:
    """Whether a call is made on a reader, as in `spark.read.option(...).csv(path)`."""
    inner: ast.AST = node.func
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Attribute) and inner.attr == "read":
            return True
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return False


def _unknown(m: Machine, node: ast.Call, name: str, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """A call to something unknown: rows stay in place, what was learned is carried on."""
    values = [*args, *named.values()]
    melted = [m.melted(v) for v in values]
    mixed = blend(melted)
    score = _unknown_score(m, node, name, values, melted, mixed)
    if score is not NOTHING:
        return score
    if mixed.rows and _MAKES_ROWS.search(name):
        made = [resampled(m, node, name, v, 0, fewer=False) for v in melted if v.rows]
        return m.container(made) if len(m.targets) == len(made) > 1 else made[0]
    if len(m.targets) > 1 and len(args) > 1:
        handed = _handed_through(m, node, melted)
        if handed is not None:
            return handed
    if args:
        first = m.now(args[0])
        if first.columns is not None or first.kind in {"frame", "series"}:
            return first.but(names=None)
        if mixed.preds and len([v for v in melted if v.rows]) > 1:
            mixed = mixed.but(kind="errors")
    things = frozenset(p for v in args[:1] for p in v.things)
    if mixed is NOTHING:
        return NOTHING
    return mixed.but(things=things) if mixed.rows == frozenset() and things else mixed


def _handed_through(m: Machine, node: ast.Call, melted: Sequence[Value]) -> Value | None:
    """`X_train, X_test = f(X_train, X_test)`: each name gets the argument of its own side."""
    parts: list[Value] = []
    for position, target in enumerate(m.targets):
        same = [v for a, v in zip(node.args, melted, strict=False) if isinstance(a, ast.Name) and a.id == target]
        side = side_named(target)
        fitting = [v for v in melted if side and side in sides(v.rows)]
        if not same and not fitting:
            return None
        part = (same or fitting)[0] if same or len(fitting) == 1 else fitting[position % len(fitting)]
        parts.append(part.but(learned=part.learned))
    return m.container(parts)


def _unknown_score(
    m: Machine, node: ast.Call, name: str, values: Sequence[Value], melted: Sequence[Value], mixed: Value
) -> Value:
    if not _SCORES.search(name):
        return NOTHING
    if mixed.preds:
        return score_predictions(m, node, name, mixed.preds)
    for value in values:
        for place, estimator in m.estimators_in(value, 1):
            for data in melted:
                if data.rows and unseen(m, estimator, data.rows):
                    return score_model(m, node, name, [(place, estimator)], data)
    return NOTHING
