"""Functions of the usual libraries that do something of a shape of their own: put together, enumerate, pick the best."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Sequence

from trialpiece.core.review.provenance.column_expressions import column
from trialpiece.core.review.provenance.events import CrossValidated, What
from trialpiece.core.review.provenance.frames import encoded, reduce
from trialpiece.core.review.provenance.learning import as_data, learn
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.scoring import chosen
from trialpiece.core.review.provenance.tables import concatenated, merged, new_source
from trialpiece.core.review.provenance.things import Container, Estimator, Function
from trialpiece.core.review.provenance.training import without
from trialpiece.core.review.provenance.values import (
    NONE,
    NOTHING,
    Value,
    all_learned,
    blend,
    flat,
    join,
)

Args = Sequence[Value]
Named = dict[str, Value]
Call = Callable[[Machine, ast.Call, str, Args, Named], Value]


def _concat(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value:
    parts = args[0] if args else named.get("objs", NOTHING)
    values = m.elements(parts) if m.things(parts, Container) else [m.now(a) for a in args]
    if name == "append":
        values = [m.now(a) for a in args]
    axis = named.get("axis", args[1] if len(args) > 1 and name in {"concat", "concatenate", "append"} else NOTHING)
    sideways = axis.literal in {1, "columns", -1} or name in {"hstack", "column_stack", "dstack"}
    return concatenated(m, node, values, sideways=sideways, by_index=name == "concat")


def _merge(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    left = m.now(args[0]) if args else m.now(named.get("left", NOTHING))
    right = m.now(args[1]) if len(args) > 1 else m.now(named.get("right", NOTHING))
    return merged(left, right)


def _where(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    if len(args) == 1:
        mask = m.melted(args[0])
        return mask.but(kind="index", picks=args[0].picks)
    kind = "thresholded" if args and args[0].kind == "thresholded" else ""
    mixed = blend([m.melted(a) for a in (*args, *named.values())])
    return mixed.but(kind=kind) if kind else mixed


def _get_dummies(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    first = as_data(m, args[0]) if args else m.melted(named.get("data", NOTHING))
    return encoded(first, named)


def _cut(m: Machine, node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    first = as_data(m, args[0]) if args else NOTHING
    bins = named.get("bins", args[1] if len(args) > 1 else NOTHING)
    plain = flat(first)
    if isinstance(bins.literal, int):
        return plain.but(learned=plain.learned | learn(m, node, What.EDGES, "cut", first), kind="series")
    return plain.but(learned=plain.learned | m.melted(bins).learned, kind="series")


def _zip(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    containers = [[c for _, c in m.things(a, Container)] for a in args]
    items = [c[0].items if len(c) == 1 else None for c in containers]
    if items and all(i is not None for i in items):
        return m.container([m.container(row) for row in zip(*(i for i in items if i is not None), strict=False)])
    from trialpiece.core.review.provenance.patterns import iterated

    columns = []
    for argument in args:
        either = NOTHING
        for element in iterated(m, argument):
            either = join(either, element)
        columns.append(either)
    return m.container(None, m.container(columns))


def _enumerate(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    from trialpiece.core.review.provenance.patterns import iterated

    if not args:
        return NOTHING
    elements = iterated(m, args[0])
    container = [c for _, c in m.things(m.now(args[0]), Container)]
    if container and container[0].items is not None:
        return m.container([m.container([NOTHING, e]) for e in elements])
    either = NOTHING
    for element in elements:
        either = join(either, element)
    return m.container(None, m.container([NOTHING, either]))


def _nothing(_m: Machine, _node: ast.Call, _name: str, _args: Args, _named: Named) -> Value:
    return NOTHING


def _number(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    """`int(x)`: a number still knows what it was learned from."""
    value = m.melted(args[0]) if args else NOTHING
    return Value(learned=value.learned, scores=value.scores) if value.kind == "statistic" or value.scores else NOTHING


def _length(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    return Value(rows=m.melted(args[0]).rows, kind="length") if args else NOTHING


def _best(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value:
    value = m.melted(args[0]) if args else NOTHING
    value = blend([value, *(m.melted(a) for a in args[1:])])
    if value.scores:
        if len(args) == 1 or sum(bool(m.melted(a).scores) for a in args) > 1:  # `max(0, 1 - error)` only bounds
            chosen(m, node, value, name)
        return Value(scores=value.scores, things=args[0].things if args else frozenset())
    if value.preds and value.rows:
        return m.container([value, value]) if len(m.targets) == 2 else value
    if value.rows and (len(args) == 1 or name.startswith("a")):
        return reduce(m, node, value, name, args[1:], named)
    return value


def _mapped(m: Machine, node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    from trialpiece.core.review.provenance.calls import call_value
    from trialpiece.core.review.provenance.patterns import iterated

    if len(args) < 2:
        return NOTHING
    either = NOTHING
    for element in iterated(m, args[1]):
        either = join(either, call_value(m, node, args[0], [element], {}))
    return m.container(None, either).but(names=either.names)


def _next(m: Machine, _node: ast.Call, name: str, args: Args, _named: Named) -> Value:
    from trialpiece.core.review.provenance.patterns import iterated

    if not args or name == "iter":
        return m.now(args[0]) if args else NOTHING
    either = NOTHING
    for element in iterated(m, args[0]):
        either = join(either, element)
    return either


def clone(m: Machine, node: ast.Call, name: str, args: Args, _named: Named) -> Value:
    """`clone(model)`: copies that know nothing; `deepcopy(model)`: copies that know what the model knows."""
    copies = [
        m.memory.place(Estimator(e.kind, m.at(node), e.parts, e.params, NONE if name == "clone" else e.fits))
        for _, e in (m.things(args[0], Estimator) if args else [])
    ]
    return Value(things=frozenset(copies)) if copies else NOTHING


def _positions(m: Machine, node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    """Row numbers, shuffled or not: they pick rows when they are sliced. Data that are shuffled stay the data."""
    data = as_data(m, args[0]) if args else NOTHING
    if data.rows and data.kind != "length":
        return data
    return Value(kind="positions", picks=frozenset({(m.number("positions", m.cell, node.lineno), "any")}))


def _drawn(m: Machine, node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    """`choice(len(data), n)`: row numbers drawn by chance, which are a side of a cut."""
    if not args or args[0].kind not in {"length", "positions", "index"}:
        return NOTHING
    number = m.number("drawn", m.file, m.cell, node.lineno, node.col_offset, m.stack)
    return Value(kind="index", picks=frozenset({(number, "picked")}))


def _partial(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    """`partial(function, ...)`: the function with some arguments given."""
    made = [
        m.memory.place(dataclasses.replace(f, args=(*f.args, *args[1:]), named={**f.named, **named}))
        for _, f in (m.things(args[0], Function) if args else [])
    ]
    return Value(things=frozenset(made)) if made else NOTHING


def searched(m: Machine, node: ast.Call, args: Args, named: Named) -> Value:
    """A search by trial that calls a function again and again: what it returns is chosen by."""
    from trialpiece.core.review.provenance.calls import call_value

    loops, found = m.loops, NOTHING
    m.loops = (*loops, m.number("loop", node))
    for value in (*args[:1], *(named[k] for k in ("fn", "func", "objective", "f") if k in named)):
        if m.things(value, Function):
            found = m.melted(call_value(m, node, value, (), {}))
    m.loops = loops
    chosen(m, node, found, "searched by trial")
    return Value(scores=found.scores)


def _crosstab(m: Machine, node: ast.Call, name: str, _args: Args, _named: Named) -> Value:
    return new_source(m, node, name)


def _cv(m: Machine, node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    """`xgb.cv(params, dtrain)`, `lgb.cv(params, data)`."""
    data = as_data(m, named.get("dtrain", named.get("train_set", args[1] if len(args) > 1 else NOTHING)))
    if data.rows:
        made = m.event(
            m.trace.crossed,
            node,
            lambda n, at, stack: CrossValidated(
                n, at, stack, "boosted trees", data.rows, NONE, NONE, search=False, composed=False
            ),
        )
        made.learned |= all_learned(data)
        made.resampled |= data.resampled
    return NOTHING


def _dict(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value:
    """`dict(other, a=...)`: a new dictionary with the same elements, so that changing one leaves the other."""
    first = m.now(args[0]) if args else NOTHING
    if first.things and not m.things(first, Container):
        return first
    copied: dict[str, Value] = {}
    each, keys = NOTHING, NOTHING
    for _, container in m.things(first, Container):
        copied |= container.named
        each = join(each, container.each)
        keys = join(keys, container.keys)
        for item in container.items or ():
            each = join(each, item)
    return m.thing(Container(None, each, {**copied, **named}, keys)).but(names=first.names, learned=first.learned)


SPECIAL: dict[str, Call] = {
    "concat": _concat,
    "concatenate": _concat,
    "vstack": _concat,
    "hstack": _concat,
    "column_stack": _concat,
    "append": _concat,
    "row_stack": _concat,
    "stack": _concat,
    "merge": _merge,
    "merge_asof": _merge,
    "where": _where,
    "select": _where,
    "get_dummies": _get_dummies,
    "cut": _cut,
    "zip": _zip,
    "enumerate": _enumerate,
    "print": _nothing,
    "len": _length,
    "type": _nothing,
    "isinstance": _nothing,
    "max": _best,
    "min": _best,
    "argmax": _best,
    "argmin": _best,
    "nanargmax": _best,
    "amax": _best,
    "map": _mapped,
    "filter": _mapped,
    "clone": clone,
    "next": _next,
    "iter": _next,
    "dict": _dict,
    "col": column,
    "partial": _partial,
    "permutation": _positions,
    "arange": _positions,
    "choice": _drawn,
    "setdiff1d": without,
    "delete": without,
    "crosstab": _crosstab,
    "pivot_table": _crosstab,
    "cv": _cv,
    "range": _nothing,
    "str": _nothing,
    "int": _number,
    "id": _nothing,
    "unique": _nothing,
    "shape": _nothing,
    "heatmap": _nothing,
    "countplot": _nothing,
    "pairplot": _nothing,
    "histplot": _nothing,
    "distplot": _nothing,
    "boxplot": _nothing,
    "barplot": _nothing,
    "scatterplot": _nothing,
    "plot": _nothing,
    "hist": _nothing,
    "Counter": _nothing,
    "kdeplot": _nothing,
    "lineplot": _nothing,
    "catplot": _nothing,
    "violinplot": _nothing,
    "scatter": _nothing,
    "bar": _nothing,
    "imshow": _nothing,
}
