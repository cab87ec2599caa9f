"""Learning: what a statistic, a fitted transformer or a fitted model knows of which rows."""

from __future__ import annotations

import ast

from trialpiece.core.review.knowledge import EstimatorKind
from trialpiece.core.review.provenance.events import Fitted, Learned, What
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import Rows, union
from trialpiece.core.review.provenance.things import Container, Estimator, Instance
from trialpiece.core.review.provenance.values import NONE, Ids, Value, all_bases, all_learned, all_preds, flat, selected

_WHAT = {
    "statistic": What.STATISTIC,
    "words": What.WORDS,
    "vocabulary": What.VOCABULARY,
    "selection": What.SELECTION,
    "selection_without_outcome": What.SELECTION,
    "outcome": What.STATISTIC,
}
_WORST = (What.SELECTION, What.STATISTIC, What.WORDS, What.VOCABULARY)


def learn(m: Machine, node: ast.AST, what: What, name: str, source: Value, extra: object = 0) -> Ids:
    """Record that something was learned from the rows of a value; its number, as a set."""
    source = flat(source)
    if not source.rows:
        return source.learned
    event = m.event(m.trace.learned, node, lambda n, at, stack: Learned(n, at, stack, what, name), (extra, what))
    event.rows = union(event.rows, source.rows)
    event.after |= source.learned
    return frozenset((event.id,))


def what_learns(m: Machine, estimator: Estimator) -> What | None:
    """What a transformer learns, the worst of its parts; None where it learns nothing."""
    kind = estimator.kind
    if kind.role == "transformer":
        return _WHAT.get(kind.learns)
    if kind.role == "composite":
        found = {what_learns(m, part) for part in parts_of(m, estimator)}
        return next((w for w in _WORST if w in found), None)
    if kind.role == "unknown":
        return What.STATISTIC
    if kind.role == "model" and kind.learns in {"cluster", "network"}:
        return What.MODEL
    return What.MODEL if kind.role == "model" else None


def parts_of(m: Machine, estimator: Estimator) -> list[Estimator]:
    """The estimators inside one."""
    heap = m.memory.heap
    return [heap[p] for p in estimator.parts if isinstance(heap.get(p), Estimator)]


def is_predictor(m: Machine, estimator: Estimator) -> bool:
    """Whether fitting makes something that predicts."""
    kind = estimator.kind
    if kind.role == "model":
        return True
    if kind.role == "composite":
        if kind.learns in {"search", "ensemble"}:
            return True
        if kind.learns == "columns":
            return False
        parts = parts_of(m, estimator)
        return bool(parts) and is_predictor(m, parts[-1])
    return False


def core_model(m: Machine, estimator: Estimator) -> Estimator:
    """The predicting part of a pipeline or search, else the estimator itself."""
    if estimator.kind.role == "composite" and estimator.kind.learns in {"search", "pipeline"}:
        for part in reversed(parts_of(m, estimator)):
            if is_predictor(m, part):
                return core_model(m, part)
    return estimator


def everything_inside(m: Machine, estimator: Estimator, depth: int = 5) -> list[Estimator]:
    """The estimator and all that it is made of."""
    found = [estimator]
    if depth:
        for part in parts_of(m, estimator):
            found.extend(everything_inside(m, part, depth - 1))
    return found


def is_composed(m: Machine, estimator: Estimator) -> bool:
    """Whether preprocessing is inside the estimator."""
    return any(e.kind.role in {"transformer", "resampler"} for e in everything_inside(m, estimator))


def resamples_inside(m: Machine, estimator: Estimator) -> bool:
    """Whether resampling is inside the estimator."""
    return any(e.kind.role == "resampler" for e in everything_inside(m, estimator))


def fit_transformer(m: Machine, node: ast.AST, place: int, estimator: Estimator, data: Value, depth: int = 4) -> Ids:
    """Fit a transformer and what is inside; the learned events that it then carries."""
    learned: Ids = NONE
    if estimator.kind.role == "composite" and depth:
        for part_place in estimator.parts:
            part = m.memory.heap.get(part_place)
            if isinstance(part, Estimator) and not is_predictor(m, part):
                learned |= fit_transformer(m, node, part_place, part, data, depth - 1)
    else:
        what = what_learns(m, estimator)
        if what is not None:
            learned = learn(m, node, what, estimator.kind.name, data, place)
    changed = Estimator(estimator.kind, estimator.at, estimator.parts, estimator.params, estimator.fits, learned)
    m.memory.replace(place, changed)
    return learned


def let_through(m: Machine, estimator: Estimator, data: Value) -> Value:
    """What a transformer of columns lets through: the columns that it names, unless the rest pass."""
    if estimator.kind.learns == "pipeline":
        first = next(iter(parts_of(m, estimator)), None)
        return let_through(m, first, data) if first is not None and first is not estimator else data
    if estimator.kind.learns == "search":
        return let_through(m, core, data) if (core := _inside(m, estimator)) is not None else data
    rest = m.now(estimator.params.get("remainder", Value()))
    if estimator.kind.learns != "columns" or rest.literal == "passthrough" or not data.columns or rest.things:
        return data
    names: list[str] = []
    for each in _named_parts(m, estimator):
        last = m.now(each[-1]) if each else Value()
        if last.names is None:
            return data
        names.extend(last.names)
    return selected(data, dict.fromkeys(names)) if names else data


def _inside(m: Machine, estimator: Estimator) -> Estimator | None:
    """What a search searches over, where that is put together of parts."""
    return next((p for p in parts_of(m, estimator) if p.kind.learns in {"pipeline", "columns"}), None)


def _named_parts(m: Machine, estimator: Estimator) -> list[tuple[Value, ...]]:
    """The tuples that a transformer of columns is made of."""
    given = estimator.params.get("transformers")
    values = [v for k, v in estimator.params.items() if k.isdigit()] if given is None else [given]
    found: list[tuple[Value, ...]] = []
    for value in values:
        for _, held in m.things(m.now(value), Container):
            items = held.items or ()
            nested = [inner for item in items for _, inner in m.things(m.now(item), Container) if inner.items]
            tuples = [inner.items or () for inner in nested] if _all_tuples(m, items) else [items]
            found.extend(tuples)
    return found


def _all_tuples(m: Machine, items: tuple[Value, ...]) -> bool:
    return bool(items) and all(m.estimators_in(item, 1) and m.things(m.now(item), Container) for item in items)


def fit_model(m: Machine, node: ast.AST, place: int, estimator: Estimator, data: Value, outcome: Value) -> Fitted:
    """Fit a predictor; the event."""
    if is_composed(m, estimator):
        fit_transformer(m, node, place, estimator, data)
        estimator = m.memory.heap[place]
        data = let_through(m, estimator, data)
    core = core_model(m, estimator)
    event = m.event(m.trace.fitted, node, lambda n, at, stack: Fitted(n, at, stack, core.kind.name, place), place)
    event.rows = union(event.rows, data.rows)
    event.learned |= all_learned(data)
    event.resampled |= data.resampled
    event.preds |= all_preds(data)
    event.bases |= all_bases(data)
    event.columns |= {name: column.bases for name, column in (data.columns or {}).items()}
    event.without |= data.without
    if not data.closed:
        event.tables |= frozenset(b for b in data.bases if b.endswith(":*"))
    event.outcome_bases |= all_bases(outcome)
    event.framed = event.framed or (data.columns is not None and "?" not in data.without)
    event.outcome_rows = union(event.outcome_rows, outcome.rows)
    event.search = estimator.kind.learns == "search"
    event.dummy = core.kind.learns == "dummy"
    event.composed = is_composed(m, estimator)
    event.inner_resampling = resamples_inside(m, estimator)
    event.index |= data.index
    event.loops |= frozenset(m.loops)
    changed = Estimator(
        estimator.kind,
        estimator.at,
        estimator.parts,
        estimator.params,
        frozenset((event.id,)),
        estimator.learned,
    )
    m.memory.replace(place, changed)
    _fit_parts(m, changed, event)
    return event


def _fit_parts(m: Machine, estimator: Estimator, event: Fitted, depth: int = 4) -> None:
    """The predictors inside are fitted with what they are inside of."""
    for place in estimator.parts:
        part = m.memory.heap.get(place)
        if isinstance(part, Estimator) and is_predictor(m, part):
            fitted = Estimator(part.kind, part.at, part.parts, part.params, part.fits | {event.id}, part.learned)
            m.memory.replace(place, fitted)
            if depth:
                _fit_parts(m, fitted, event, depth - 1)


def importances(m: Machine, node: ast.AST, place: int, estimator: Estimator) -> Ids:
    """What a fitted model says of its features: learned from the rows that it was fitted on."""
    rows: Rows = frozenset()
    for number in estimator.fits:
        rows = union(rows, m.trace.fitted[number].rows)
    if not rows:
        return estimator.learned
    return learn(m, node, What.SELECTION, f"{estimator.kind.name} importances", Value(rows=rows), place)


def as_data(m: Machine, value: Value) -> Value:
    """An argument as data: lists and dicts of data melted into one."""
    if m.things(value, Container):
        return m.melted(value)
    held = [v for _, instance in m.things(value, Instance) for v in instance.attributes.values() if v.rows]
    return m.melted(held[0]) if held else m.now(value)


def unknown_estimator(name: str) -> EstimatorKind:
    """The kind of an estimator that the knowledge does not know."""
    return EstimatorKind(name, "unknown", "")
