"""Scoring: predictions compared with the outcome, and choices made by scores."""

from __future__ import annotations

import ast

from trialpiece.core.review.provenance.cuts import side_named
from trialpiece.core.review.provenance.events import Chosen, Predicted, Scored
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import NO_ROWS, Rows, disjoint, union
from trialpiece.core.review.provenance.things import Estimator
from trialpiece.core.review.provenance.values import NONE, NOTHING, Ids, Value, all_learned, all_preds

ORDERED = "put in order"
"""How scores are made ready for an eye to choose by; no code chooses."""
EARLY_STOPPING = "early stopping"
"""How a choice was made that training makes by itself."""


def compared(left: Value, right: Value, result: Value, operator: ast.AST | None = None) -> Value:
    """Mark what compares predictions with something else that has rows: errors by hand."""
    if result is NOTHING:
        return result
    one, other = all_preds(left), all_preds(right)
    if bool(one) != bool(other):
        plain = right if one else left
        if plain.rows:
            return result.but(kind="errors")
        if isinstance(operator, ast.Gt | ast.GtE | ast.Lt | ast.LtE):
            return result.but(kind="thresholded")
    kind = "errors" if "errors" in {left.kind, right.kind} else "gaps" if left.kind == "gaps" else ""
    return result.but(kind=kind) if kind else result


def predict(m: Machine, node: ast.AST, place: int, estimator: Estimator, data: Value) -> Value:
    """Apply a fitted model; the predictions."""
    fits = estimator.fits
    learned = all_learned(data)
    event = m.event(m.trace.predicted, node, lambda n, at, stack: Predicted(n, at, stack, fits, thing=place), place)
    event.fits |= fits
    event.rows = union(event.rows, data.rows)
    event.learned |= learned
    return Value(rows=data.rows, preds=frozenset((event.id,)), resampled=data.resampled, kind="predictions")


def score_predictions(
    m: Machine, node: ast.AST, metric: str, preds: Ids, truth_rows: Rows = NO_ROWS, *, thresholded: bool = False
) -> Value:
    """A metric over predictions; the score."""
    fits: Ids = NONE
    rows: Rows = NO_ROWS
    crossed = False
    for number in preds:
        predicted = m.trace.predicted.get(number)
        if predicted is not None:
            fits |= predicted.fits
            rows = union(rows, predicted.rows)
            crossed = crossed or predicted.crossed
    value = scored(m, node, metric, fits, rows or truth_rows, crossed=crossed, thresholded=thresholded)
    for number in value.scores:
        m.trace.scored[number].preds |= preds
    return value


def score_model(m: Machine, node: ast.AST, metric: str, places: list[tuple[int, Estimator]], data: Value) -> Value:
    """A metric of a model on data; the score."""
    fits: Ids = NONE
    for _, estimator in places:
        fits |= estimator.fits
    value = scored(m, node, metric, fits, data.rows)
    for number in value.scores:
        event = m.trace.scored[number]
        event.learned |= all_learned(data)
        event.applied = True
    return value


def scored(
    m: Machine,
    node: ast.AST,
    metric: str,
    fits: Ids,
    rows: Rows,
    *,
    crossed: bool = False,
    thresholded: bool = False,
) -> Value:
    """Record a score of fitted models on rows."""
    if not fits and not crossed:
        return NOTHING
    event = m.event(m.trace.scored, node, lambda n, at, stack: Scored(n, at, stack, fits, rows, metric), metric)
    event.fits |= fits
    event.rows = union(event.rows, rows)
    event.crossed = event.crossed or crossed
    event.loops |= frozenset(m.loops)
    event.said |= _said(node)
    event.thresholded = event.thresholded or thresholded
    event.picture = m.know.function_is(metric, "metric.pictures")
    return Value(scores=frozenset((event.id,)))


def _said(node: ast.AST) -> frozenset[str]:
    """Sides that the names of a call's arguments speak of."""
    if not isinstance(node, ast.Call):
        return frozenset()
    names = (a.id for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Name))
    return frozenset(side for side in map(side_named, names) if side)


def chosen(m: Machine, node: ast.AST, by: Value, how: str) -> None:
    """Record that a choice was made by scores."""
    if by.scores and not m.drawing:
        event = m.event(m.trace.chosen, node, lambda n, at, stack: Chosen(n, at, stack, how, by.scores))
        event.scores |= by.scores


def unseen(m: Machine, estimator: Estimator, rows: Rows) -> bool:
    """Whether an estimator was fitted, and on other rows than these."""
    return any(
        m.trace.fitted[f].rows and disjoint(m.trace.fitted[f].rows, rows) for f in estimator.fits if f in m.trace.fitted
    )
