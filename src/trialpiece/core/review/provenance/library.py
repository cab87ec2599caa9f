"""Functions of the usual libraries: splits, metrics, cross-validation, readers, table building."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from trialpiece.core.review.provenance.cuts import holdout
from trialpiece.core.review.provenance.estimators import cross_validated, inputs, resampled, stops_early, watch
from trialpiece.core.review.provenance.events import CrossValidated, Predicted, What
from trialpiece.core.review.provenance.frames import data_method, encoded, reduce
from trialpiece.core.review.provenance.learning import as_data, fit_model, learn
from trialpiece.core.review.provenance.library_special import SPECIAL, clone, searched
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import narrowed
from trialpiece.core.review.provenance.scoring import score_model, score_predictions, scored
from trialpiece.core.review.provenance.tables import frame_of, new_source, read
from trialpiece.core.review.provenance.things import Estimator
from trialpiece.core.review.provenance.training import by_flag, loaded, loss, parts_at_random, subset
from trialpiece.core.review.provenance.values import (
    FRESH,
    MISSING,
    NONE,
    NOTHING,
    Value,
    all_learned,
    all_preds,
    blend,
    flat,
)

Args = Sequence[Value]
Named = dict[str, Value]
Call = Callable[[Machine, ast.Call, str, Args, Named], Value]


def library_call(m: Machine, node: ast.Call, dotted: str, name: str, args: Args, named: Named) -> Value | None:
    """What a known function does; None where nothing is known of it."""
    special = SPECIAL.get(name)
    if special is not None:
        return special(m, node, name, args, named)
    what = m.know.functions.get(name)
    if what and "chooser" in what:
        return searched(m, node, args, named)
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
                things=NONE,  # from here on it is data, whatever list it was gathered in
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
        return score_model(m, node, name, models, data)
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
    if name == "Series" and now.rows and now.kind not in {"frame", "series", "index"} and "index" not in named:
        return as_data(m, now).but(kind="series", index=frozenset({FRESH}), literal=MISSING)
    if name in {"array", "asarray", "list"}:
        now = now.but(index=frozenset(), kind="" if now.kind == "series" else now.kind, names=now.names)
    if now.columns is not None or now.kind == "frame":
        return now.but(names=None) if name in {"copy", "deepcopy"} else now.but(kind="frame", names=None)
    if now.things and name in {"deepcopy", "copy"}:
        return clone(m, node, name, args, named) if m.things(now, Estimator) else now
    if now.things and name in {"log", "sqrt", "exp", "abs", "round"}:
        return m.melted(now)
    return as_data(m, now).but(literal=now.literal if name == "tensor" else MISSING) if now is not NOTHING else NOTHING


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
    stops = "early_stopping_rounds" in named or stops_early(m, named.get("callbacks"))
    watch(m, node, place, watched, stops=stops)
    return Value(things=frozenset((place,)))


_SECTIONS: tuple[tuple[str, Callable[[Machine, ast.Call, str, Args, Named], Value | None]], ...] = (
    ("split.parts", parts_at_random),
    ("split", _split),
    ("cross_validation.scores", _cross_validation),
    ("cross_validation.predicts", _cross_validation),
    ("metric", _metric),
    ("learns", _learns),
    ("resample", _resample),
    ("booster.train", _booster),
    ("booster.matrix", loaded),
    ("booster.subset", subset),
    ("loss", loss),
    ("dataset.parted", _parted),
    ("dataset.by_flag", by_flag),
    ("keep", _keep),
    ("reduce", _reduce),
    ("read", _reads),
)
