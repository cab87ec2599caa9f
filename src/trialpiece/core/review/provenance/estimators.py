"""Methods of estimators: fit, transform, predict, score, resample, split."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.provenance.cuts import folds
from trialpiece.core.review.provenance.events import CrossValidated, Resampled, Scored, What
from trialpiece.core.review.provenance.learning import (
    as_data,
    core_model,
    fit_model,
    fit_transformer,
    is_composed,
    is_predictor,
    learn,
    let_through,
)
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import Rows, union
from trialpiece.core.review.provenance.scoring import (
    EARLY_STOPPING,
    chosen,
    predict,
    score_model,
    score_predictions,
    unseen,
)
from trialpiece.core.review.provenance.things import Estimator
from trialpiece.core.review.provenance.training import loss
from trialpiece.core.review.provenance.values import NONE, NOTHING, Ids, Value, all_learned, all_preds, flat

_FIT = {
    "fit",
    "partial_fit",
    "fit_generator",
    "fit_one_cycle",
    "train_on_batch",
    "fit_on_texts",
    "adapt",
    "build_vocab",
    "learn",
    "fine_tune",
    "fit_tune",
    "partial",
    "train",
}
_DATA = ("generator", "dataset", "train_data", "training_data", "X_test", "test_generator", "test_data")
_FIT_AND = {"fit_transform", "fit_predict"}
_TRANSFORM = {
    "transform",
    "texts_to_sequences",
    "texts_to_matrix",
    "inverse_transform",
    "standardize",
    "flow",
    "flow_from_dataframe",
    "sequences_to_matrix",
}
_PREDICT = {
    "predict",
    "predict_proba",
    "decision_function",
    "predict_log_proba",
    "predict_classes",
    "predict_generator",
    "predict_on_batch",
    "get_preds",
    "forecast",
    "predict_step",
    "score_samples",
}
_SAME = {
    "add",
    "append",
    "compile",
    "set_params",
    "to",
    "cuda",
    "eval",
    "summary",
    "load_weights",
    "double",
    "build",
    "float",
    "half",
    "cpu",
    "requires_grad_",
}
"""Methods that hand the estimator itself out."""
_SCORE = {"score", "evaluate", "evaluate_generator", "test_on_batch", "show", "poof"}


def estimator_method(
    m: Machine, node: ast.Call, owner: Value, name: str, args: Sequence[Value], named: dict[str, Value]
) -> Value:
    """A method called on what may be one of several estimators."""
    found = NOTHING
    for place in sorted(owner.things):
        estimator = m.memory.heap.get(place)
        if isinstance(estimator, Estimator):
            value = _one(m, node, place, estimator, name, args, named)
            found = value if found is NOTHING else _merged(found, value)
    return found


def _merged(one: Value, other: Value) -> Value:
    from trialpiece.core.review.provenance.values import join

    return join(one, other)


def _one(
    m: Machine,
    node: ast.Call,
    place: int,
    estimator: Estimator,
    name: str,
    args: Sequence[Value],
    named: dict[str, Value],
) -> Value:
    itself = Value(things=frozenset((place,)))
    data, outcome = inputs(m, args, named)
    role = estimator.kind.role
    if role in {"splitter", "callback"}:
        return folds(m, node, estimator, [as_data(m, a) for a in args]) if name == "split" else NOTHING
    if name in {"fit_resample", "fit_sample", "sample", "fit_transform_resample"} and role in {
        "resampler",
        "composite",
        "unknown",
    }:
        return _resample(m, node, place, estimator, data, outcome)
    if role == "visualizer":
        return _visualizer(m, node, estimator, itself, name, data)
    if name in _FIT or name in _FIT_AND:
        return _fit_and(m, node, place, estimator, name, data, outcome, named)
    if name in _TRANSFORM or name in _PREDICT or name in _SCORE or name in {"__call__", "scale"}:
        return _applied(m, node, place, estimator, name, args, named)
    if name in _SAME:
        return itself
    return Value(learned=estimator.learned) if name == "get_support" else NOTHING


def _applied(
    m: Machine,
    node: ast.Call,
    place: int,
    estimator: Estimator,
    name: str,
    args: Sequence[Value],
    named: dict[str, Value],
) -> Value:
    """A fitted estimator used on data: transform, predict, score, or simply called."""
    data, _ = inputs(m, args, named)
    known = estimator.kind.role != "unknown"
    if name == "transform" and _predicts_by_transform(m, estimator):
        return data.but(preds=data.preds | predict(m, node, place, estimator, data).preds)
    if name in _TRANSFORM:
        return transformed(let_through(m, estimator, data), _carried(m, node, place, estimator))
    if name in _PREDICT or (name == "__call__" and estimator.kind.role == "model"):
        return predict(m, node, place, estimator, data)
    if name in {"__call__", "scale"}:
        return NOTHING if known else loss(m, node, estimator.kind.name, args, named)
    if not known and all_preds(data):
        return score_predictions(m, node, estimator.kind.name, all_preds(data), data.rows)
    return score_model(m, node, name, [(place, estimator)], data)


def _predicts_by_transform(m: Machine, estimator: Estimator) -> bool:
    """Whether `transform` predicts, as Spark's models do; discriminant analysis makes features of it."""
    if not estimator.fits or not is_predictor(m, estimator):
        return False
    kind = core_model(m, estimator).kind
    return kind.role == "model" and kind.learns in {"predictor", "random"} and "Discriminant" not in kind.name


def _fit_and(
    m: Machine,
    node: ast.Call,
    place: int,
    estimator: Estimator,
    name: str,
    data: Value,
    outcome: Value,
    named: dict[str, Value],
) -> Value:
    """`fit`, and what comes with it: `fit_transform`, `fit_predict`. `train()` without data is a mode, not a fit."""
    if name == "train" and not data.rows:
        return Value(things=frozenset((place,)))
    if name == "fit_transform":
        learned = _fitted_learning(m, node, place, estimator, data, outcome)
        return transformed(let_through(m, estimator, data), learned)
    if name == "fit_predict":
        fit_model(m, node, place, estimator, data, outcome)
        return predict(m, node, place, m.memory.heap[place], data)
    if estimator.kind.learns == "at_construction" and not data.rows:
        held = {k: v for k, v in estimator.params.items() if k not in {"0", "formula", "endog"}}
        data = as_data(m, held.get("exog", held.get("data", held.get("1", NOTHING))))
        outcome = as_data(m, estimator.params.get("endog", estimator.params.get("0", NOTHING)))
    _fit(m, node, place, estimator, data, outcome, named)
    return Value(things=frozenset((place,)))


def inputs(m: Machine, args: Sequence[Value], named: dict[str, Value]) -> tuple[Value, Value]:
    """The data and the outcome among the arguments of `fit` and its like."""
    pool = [*args]
    data = named.get("X", named.get("x", named.get("data", named.get("X_train"))))
    if data is None:
        data = pool.pop(0) if pool else next((named[k] for k in _DATA if k in named), NOTHING)
    outcome = named.get("y", named.get("Y", named.get("y_train")))
    if outcome is None:
        outcome = pool.pop(0) if pool else NOTHING
    data = m.now(data)
    return (data if data.columns is not None else as_data(m, data)), as_data(m, outcome)


def transformed(data: Value, learned: frozenset[int]) -> Value:
    """Data after a transformer: every column shaped by what it learned."""
    if data.columns and (len(data.columns) > 1 or not data.closed):
        from trialpiece.core.review.provenance.values import Column

        columns = {n: Column(c.learned | learned, c.bases, c.preds) for n, c in data.columns.items()}
        return data.but(columns=columns, learned=learned if data.closed else data.learned | learned, kind="frame")
    plain = flat(data)
    return plain.but(learned=plain.learned | learned, without=data.without, kind="")


def _fitted_learning(
    m: Machine, node: ast.Call, place: int, estimator: Estimator, data: Value, outcome: Value
) -> frozenset[int]:
    if is_predictor(m, estimator):
        fit_model(m, node, place, estimator, data, outcome)
        return _carried(m, node, place, m.memory.heap[place])
    return fit_transformer(m, node, place, estimator, data)


def _carried(m: Machine, node: ast.AST, place: int, estimator: Estimator) -> frozenset[int]:
    if estimator.learned or not estimator.fits:
        return estimator.learned
    learned = NONE
    for number in estimator.fits:
        fitted = m.trace.fitted[number]
        learned |= learn(m, node, What.MODEL, estimator.kind.name, Value(rows=fitted.rows), (place, number))
    return learned


def _fit(
    m: Machine, node: ast.Call, place: int, estimator: Estimator, data: Value, outcome: Value, named: dict[str, Value]
) -> None:
    if estimator.kind.role == "unknown":
        learned = fit_transformer(m, node, place, estimator, data)
        if outcome.rows or outcome.bases:
            estimator = m.memory.heap[place]
            fit_model(m, node, place, estimator, data, outcome)
            m.memory.heap[place].learned = learned
        return
    if not is_predictor(m, estimator):
        fit_transformer(m, node, place, estimator, data)
        return
    event = fit_model(m, node, place, estimator, data, outcome)
    if estimator.kind.learns == "search":
        cross_validated(m, node, m.memory.heap[place], data, search=True)
    _watched(m, node, place, estimator, named)
    del event


def _watched(m: Machine, node: ast.Call, place: int, estimator: Estimator, named: dict[str, Value]) -> None:
    """Rows that are handed in to be watched while a model is fitted; with early stopping, a choice made there."""
    handed = [named[k] for k in ("eval_set", "validation_data", "eval_data", "X_val") if k in named]
    stops = (
        any(k in named or k in estimator.params for k in ("early_stopping_rounds", "use_best_model", "early_stopping"))
        or stops_early(m, named.get("callbacks", estimator.params.get("callbacks")))
        or estimator.kind.name.startswith("CatBoost")  # keeps the best iteration unless told otherwise
    )
    for watched in handed:
        watch(m, node, place, watched, stops=stops)


def watch(m: Machine, node: ast.Call, place: int, watched: Value, *, stops: bool) -> None:
    """Record that training watched its scores on the unseen ones among some rows, and, with `stops`, stopped by them."""
    for data in leaves(m, watched):
        if not data.rows or not unseen(m, m.memory.heap[place], data.rows):
            continue
        event = _watched_event(m, node, m.memory.heap[place].fits, data.rows)
        if stops:
            chosen(m, node, Value(scores=frozenset((event.id,))), EARLY_STOPPING)


def _watched_event(m: Machine, node: ast.Call, fits: Ids, rows: Rows) -> Scored:
    return m.event(
        m.trace.scored,
        node,
        lambda n, at, stack: Scored(n, at, stack, fits, rows, "watched", shown=False),
        ("watched", rows),
    )


def leaves(m: Machine, value: Value, depth: int = 4) -> list[Value]:
    """The data in nested lists, each by itself."""
    value = m.now(value)
    inside = m.elements(value) if depth else []
    if not inside:
        return [value]
    return [leaf for element in inside for leaf in leaves(m, element, depth - 1)]


_OF_TRAINING = {"loss", "accuracy", "acc", "train_loss", "mae", "mse"}


def stops_early(m: Machine, callbacks: Value | None) -> bool:
    """Whether a callback stops, or keeps the best, by the scores on the rows that training watches."""
    if callbacks is None:
        return False
    found = [e for _, e in m.estimators_in(callbacks) if e.kind.role == "callback"]
    return any(m.now(e.params.get("monitor", NOTHING)).literal not in _OF_TRAINING for e in found)


def cross_validated(m: Machine, node: ast.AST, estimator: Estimator, data: Value, *, search: bool) -> CrossValidated:
    """Record that a model was judged by cross-validation on data."""
    core = core_model(m, estimator)
    event = m.event(
        m.trace.crossed,
        node,
        lambda n, at, stack: CrossValidated(n, at, stack, core.kind.name, data.rows, NONE, NONE, search, False),
        core.kind.name,
    )
    event.rows = union(event.rows, data.rows)
    event.learned |= all_learned(data)
    event.resampled |= data.resampled
    event.composed = event.composed or is_composed(m, estimator)
    event.fits |= estimator.fits
    return event


def _resample(m: Machine, node: ast.Call, place: int, estimator: Estimator, data: Value, outcome: Value) -> Value:
    if estimator.kind.role == "composite":
        kinds = {e.kind.learns for _, e in m.estimators_in(Value(things=frozenset(estimator.parts)))}
        fewer = kinds <= {"fewer"}
    else:
        fewer = estimator.kind.learns == "fewer"
    made = resampled(m, node, estimator.kind.name, data, place, fewer=fewer)
    return m.container([made, outcome.but(resampled=outcome.resampled | made.resampled, kind="series")])


def resampled(m: Machine, node: ast.AST, name: str, data: Value, extra: object, *, fewer: bool) -> Value:
    """Data with rows repeated or made up, or, with `fewer`, with some rows left out."""
    if fewer:
        return data.but(kind=data.kind)
    event = m.event(m.trace.resampled, node, lambda n, at, stack: Resampled(n, at, stack, name), extra)
    event.rows = union(event.rows, data.rows)
    return data.but(resampled=data.resampled | {event.id})


def _visualizer(m: Machine, node: ast.Call, estimator: Estimator, itself: Value, name: str, data: Value) -> Value:
    inside = m.estimators_in(Value(things=frozenset(estimator.parts)))
    if name == "fit":
        for place, part in inside:
            if not part.fits:
                fit_model(m, node, place, part, data, NOTHING)
        return itself
    if name == "score":
        return score_model(m, node, estimator.kind.name, inside, data)
    return NOTHING
