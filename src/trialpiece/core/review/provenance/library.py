"""Functions of the usual libraries: splits, metrics, cross-validation, readers, table building."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from trialpiece.core.review.provenance.cuts import holdout
from trialpiece.core.review.provenance.estimators import cross_validated, inputs, resampled
from trialpiece.core.review.provenance.events import CrossValidated, Predicted, Scored, What
from trialpiece.core.review.provenance.frames import data_method, encoded, reduce
from trialpiece.core.review.provenance.learning import as_data, fit_model, learn
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import narrowed
from trialpiece.core.review.provenance.scoring import chosen, score_model, score_predictions, scored
from trialpiece.core.review.provenance.tables import concatenated, frame_of, merged, new_source, read
from trialpiece.core.review.provenance.things import Container, Estimator
from trialpiece.core.review.provenance.values import (
    MISSING,
    NONE,
    NOTHING,
    Value,
    all_learned,
    all_preds,
    blend,
    flat,
    join,
)

Args = Sequence[Value]
Named = dict[str, Value]
Call = Callable[[Machine, ast.Call, str, Args, Named], Value]


def library_call(m: Machine, node: ast.Call, dotted: str, name: str, args: Args, named: Named) -> Value | None:
    """What a known function does; None where nothing is known of it."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(m, node, name, args, named)
    what = m.know.functions.get(name)
    if what:
        for section, do in _SECTIONS:
            if section in what:
                value = do(m, node, name, args, named)
                if value is not None:
                    return value
    if m.know.reads(name) and not any(a.rows for a in args):
        return read(m, node, name, args, named)
    if (
        dotted.startswith(("np.", "numpy.", "pd.", "pandas."))
        and args
        and (args[0].rows or args[0].columns is not None)
    ):
        method = m.know.methods.get(name)
        if method:
            return data_method(m, node, as_data(m, args[0]), name, args[1:], named)
    return None


def _split(m: Machine, node: ast.Call, _name: str, args: Args, named: Named) -> Value | None:
    arrays = [m.now(a) for a in args if a.rows or a.things or a.columns is not None] or list(args)
    arrays = [a for a in arrays if a.literal is MISSING] or list(args)
    expected = len(m.targets) // 2
    if expected > len(arrays):
        arrays += [NOTHING] * (expected - len(arrays))
    prepared = []
    for position, array in enumerate(arrays):
        value = array if array.columns is not None else as_data(m, array)
        if not value.rows:
            others = next((as_data(m, a) for a in arrays if as_data(m, a).rows), NOTHING)
            rows = others.rows or frozenset(
                {
                    (
                        m.source(("split of unknown", m.file, m.cell, node.lineno), "data from an unknown place"),
                        frozenset[tuple[int, str]](),
                    )
                }
            )
            value = value.but(
                rows=rows,
                bases=value.bases or frozenset({f"{m.number('column', node.lineno, m.cell, position)}:array"}),
            )
        prepared.append(value)
    return holdout(m, node, prepared, named)


def _cross_validation(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    pool = list(args)
    model = named.get("estimator") or (pool.pop(0) if pool else NOTHING)
    data, _ = inputs(m, pool, named)
    event: CrossValidated | None = None
    for _, estimator in m.estimators_in(model):
        event = cross_validated(m, node, estimator, data, search=name == "validation_curve")
    if event is None and data.rows:
        event = m.event(
            m.trace.crossed,
            node,
            lambda n, at, stack: CrossValidated(
                n, at, stack, "a model", data.rows, NONE, NONE, search=False, composed=False
            ),
        )
        event.learned |= all_learned(data)
        event.resampled |= data.resampled
    if m.know.function_is(name, "cross_validation.predicts"):
        made = m.event(
            m.trace.predicted, node, lambda n, at, stack: Predicted(n, at, stack, NONE, data.rows, crossed=True)
        )
        return Value(rows=data.rows, preds=frozenset((made.id,)), kind="predictions")
    return scored(m, node, name, NONE, data.rows, crossed=True)


def _metric(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    values = [*args, *named.values()]
    models = [found for v in args[:1] for found in m.estimators_in(v)] + [
        found for k in ("estimator", "model", "classifier") if k in named for found in m.estimators_in(named[k])
    ]
    if models:
        pool = list(args)
        if not ("estimator" in named or "model" in named) and pool:
            pool.pop(0)
        data, _ = inputs(m, pool, named)
        return score_model(m, node, name, models, data.rows)
    melted = [m.melted(v) for v in values]
    preds = NONE
    for value in melted:
        preds |= all_preds(value)
    if preds:
        truth = next((v.rows for v in melted if v.rows and not all_preds(v)), frozenset())
        cut = any(v.kind == "thresholded" for v in (m.now(a) for a in values))
        return score_predictions(m, node, name, preds, truth, thresholded=cut)
    scores = NONE
    for value in melted:
        scores |= value.scores
    return Value(scores=scores) if scores else NOTHING


def _learns(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    if not args and not named:
        return NOTHING
    first = as_data(m, args[0]) if args else m.melted(next(iter(named.values())))
    what = m.know.functions[name]
    if "learns.nothing" in what:
        return encoded(first, named)
    if "learns.selection" in what:
        data = first if first.rows else blend([m.melted(a) for a in args])
        return Value(learned=learn(m, node, What.SELECTION, name, data))
    if "learns.edges" in what:
        learned = learn(m, node, What.EDGES, name, first)
        return flat(first).but(learned=first.learned | learned)
    axis = named.get("axis")
    if axis is not None and axis.literal == 1 and name in {"zscore", "scale"}:
        return flat(first)
    learned = learn(m, node, What.STATISTIC, name, first)
    shaped = flat(first).but(learned=first.learned | learned)
    if name in {"boxcox", "yeojohnson"} and len(m.targets) == 2:
        return m.container([shaped, Value(learned=learned)])
    return shaped


def _reduce(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    if not args:
        return NOTHING
    value = m.melted(args[0])
    return reduce(m, node, value, name, args[1:], named)


def _resample(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    arrays = [as_data(m, a) for a in args if a.rows or a.things]
    if not arrays:
        return NOTHING
    replace = named.get("replace")
    fewer = name == "shuffle" or (replace is not None and replace.literal is False)
    made = [resampled(m, node, name, a, 0, fewer=fewer) for a in arrays]
    return made[0] if len(made) == 1 else m.container(made)


def _keep(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    if name == "DataFrame":
        return frame_of(m, node, args, named)
    first = args[0] if args else named.get("data", named.get("iterable", NOTHING))
    now = m.now(first)
    if name in {"list", "set", "tuple", "sorted", "reversed", "tqdm"} and (now.things or now.names):
        if name == "sorted" and m.melted(now).scores:
            return m.melted(now).but(kind="sorted")
        return now.but(kind="names" if now.kind == "columns" else now.kind) if not now.box else now
    if now.columns is not None or now.kind == "frame":
        return now.but(names=None) if name in {"copy", "deepcopy"} else now.but(kind="frame", names=None)
    if now.things and name in {"deepcopy", "copy"}:
        return _clone(m, node, name, args, named) if m.things(now, Estimator) else now
    if now.things and name in {"log", "sqrt", "exp", "abs", "round"}:
        return m.melted(now)
    return as_data(m, now).but(literal=now.literal if name == "tensor" else MISSING) if now is not NOTHING else NOTHING


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


def _reads(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value | None:
    if any(a.rows for a in args):
        return None
    return read(m, node, name, args, named)


def _parted(m: Machine, node: ast.Call, name: str, _args: Args, _named: Named) -> Value | None:
    from trialpiece.core.review.provenance.events import Cut

    base = new_source(m, node, name)
    number = m.number("parted", m.file, m.cell, node.lineno)
    if number not in m.trace.cuts:
        m.trace.cuts[number] = Cut(number, m.at(node), m.stack, "files", rows=base.rows)
    parts = []
    for side in ("train", "test"):
        rows = narrowed(base.rows, number, side)
        parts.append(
            m.container([base.but(rows=rows), Value(rows=rows, bases=frozenset({f"{number}:outcome"}), kind="series")])
        )
    return m.container(parts)


def _booster(m: Machine, node: ast.Call, _name: str, args: Args, named: Named) -> Value | None:
    data = named.get("dtrain", named.get("train_set", args[1] if len(args) > 1 else NOTHING))
    data = as_data(m, data)
    if not data.rows:
        return None
    from trialpiece.core.review.knowledge import EstimatorKind

    place = m.memory.place(Estimator(EstimatorKind("boosted trees", "model", "random"), m.at(node)))
    fit_model(m, node, place, m.memory.heap[place], data, NOTHING)
    watched = named.get("evals", named.get("valid_sets", named.get("eval_set", args[3] if len(args) > 3 else NOTHING)))
    _watch_booster(m, node, place, m.melted(watched, 4), named)
    return Value(things=frozenset((place,)))


def _watch_booster(m: Machine, node: ast.Call, place: int, watched: Value, named: Named) -> None:
    from trialpiece.core.review.provenance.rows import disjoint

    fits = m.memory.heap[place].fits
    rows = watched.rows
    if rows and all(disjoint(m.trace.fitted[f].rows, rows) for f in fits):
        event = m.event(
            m.trace.scored,
            node,
            lambda n, at, stack: Scored(n, at, stack, fits, rows, "watched", shown=False),
            "watched",
        )
        if "early_stopping_rounds" in named:
            chosen(m, node, Value(scores=frozenset((event.id,))), "early stopping")


def _matrix(m: Machine, _node: ast.Call, _name: str, args: Args, named: Named) -> Value | None:
    first = args[0] if args else named.get("data", named.get("X", NOTHING))
    data = as_data(m, first)
    label = named.get("label", args[1] if len(args) > 1 else NOTHING)
    return data.but(kind="matrix", bases=data.bases) if data.rows else blend([data, as_data(m, label)])


_SECTIONS: tuple[tuple[str, Callable[[Machine, ast.Call, str, Args, Named], Value | None]], ...] = (
    ("split", _split),
    ("cross_validation.scores", _cross_validation),
    ("cross_validation.predicts", _cross_validation),
    ("metric", _metric),
    ("learns", _learns),
    ("resample", _resample),
    ("booster.train", _booster),
    ("booster.matrix", _matrix),
    ("dataset.parted", _parted),
    ("keep", _keep),
    ("reduce", _reduce),
    ("read", _reads),
)


# -- functions with a shape of their own ----------------------------------------------------------------


def _concat(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value:
    parts = args[0] if args else named.get("objs", NOTHING)
    values = m.elements(parts) if m.things(parts, Container) else [m.now(a) for a in args]
    if name == "append":
        values = [m.now(a) for a in args]
    axis = named.get("axis", args[1] if len(args) > 1 and name in {"concat", "concatenate", "append"} else NOTHING)
    sideways = axis.literal in {1, "columns", -1} or name in {"hstack", "column_stack", "dstack"}
    return concatenated(m, node, values, sideways=sideways)


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


def _length(m: Machine, _node: ast.Call, _name: str, args: Args, _named: Named) -> Value:
    return Value(rows=m.melted(args[0]).rows, kind="length") if args else NOTHING


def _best(m: Machine, node: ast.Call, name: str, args: Args, named: Named) -> Value:
    value = m.melted(args[0]) if args else NOTHING
    value = blend([value, *(m.melted(a) for a in args[1:])])
    if value.scores:
        chosen(m, node, value, name)
        return Value(scores=value.scores, things=args[0].things if args else frozenset())
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


def _clone(m: Machine, node: ast.Call, name: str, args: Args, _named: Named) -> Value:
    copies = [
        m.memory.place(Estimator(e.kind, m.at(node), e.parts, e.params, NONE if name == "clone" else e.fits))
        for _, e in (m.things(args[0], Estimator) if args else [])
    ]
    return Value(things=frozenset(copies)) if copies else NOTHING


def _positions(m: Machine, node: ast.Call, _name: str, _args: Args, _named: Named) -> Value:
    """Row numbers, shuffled or not: they pick rows when they are sliced."""
    return Value(kind="positions", picks=frozenset({(m.number("positions", m.cell, node.lineno), "any")}))


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


_SPECIAL: dict[str, Call] = {
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
    "clone": _clone,
    "next": _next,
    "iter": _next,
    "dict": _dict,
    "permutation": _positions,
    "crosstab": _crosstab,
    "pivot_table": _crosstab,
    "cv": _cv,
    "range": _nothing,
    "str": _nothing,
    "int": _nothing,
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
