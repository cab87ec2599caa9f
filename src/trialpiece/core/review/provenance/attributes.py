"""`value.name`: a column, a view of data, something fitted, a part of a module."""

from __future__ import annotations

import ast

from trialpiece.core.review.provenance.events import What
from trialpiece.core.review.provenance.learning import importances, learn
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.things import Class, Container, Estimator, Function, Instance, Module
from trialpiece.core.review.provenance.values import NOTHING, TRIED, Value, column_of, flat, join

_SAME = {
    "str",
    "dt",
    "cat",
    "values",
    "T",
    "iloc",
    "loc",
    "at",
    "iat",
    "ix",
    "data",
    "A",
    "array",
    "sparse",
    "real",
    "flat",
}
_ABOUT = {"shape", "size", "ndim", "dtype", "dtypes", "empty", "nbytes", "plot", "style", "name", "is_unique"}


def attribute(m: Machine, node: ast.Attribute) -> Value:
    """The value of an attribute that is read."""
    owner = m.eval(node.value)
    return attribute_of(m, node, owner, node.attr)


def attribute_of(m: Machine, node: ast.AST, owner: Value, name: str) -> Value:
    """The attribute of a value."""
    if name == "cv_results_":
        return Value(kind=TRIED)
    if owner is NOTHING:
        return NOTHING
    found = NOTHING
    for place in owner.things:
        found = join(found, _of_thing(m, node, place, m.memory.heap.get(place), name))
    if found is not NOTHING:
        return m.now(found)
    if owner.known and not owner.rows:
        return Value(known=f"{owner.known}.{name}")
    if owner.rows or owner.columns is not None or owner.bases:
        return _of_data(owner, name)
    if owner.kind in {"columns", "names"} and name in {"values", "array"}:
        return owner
    if name in _ABOUT:
        return NOTHING
    return owner.but(kind="", names=None) if owner.learned or owner.scores or owner.preds else NOTHING


def _of_data(owner: Value, name: str) -> Value:
    if name in {"values", "T"}:
        plain = owner if owner.kind == "frame" and name == "values" else flat(owner)
        return plain.but(kind="", index=frozenset())
    if name == "dt":
        return owner
    if name == "data" and owner.kind == "":  # of a data set with its outcome apart
        return owner.but(bases=frozenset(b[:-1] + name if b.endswith(":*") else b for b in owner.bases))
    if name in _SAME:
        return owner
    if name == "columns":
        names = tuple(owner.columns) if owner.closed and owner.columns else None
        return Value(names=names, kind="columns", learned=owner.learned if owner.kind == "statistic" else frozenset())
    if name == "index":
        return Value(
            rows=owner.rows,
            learned=owner.learned,
            resampled=owner.resampled,
            kind="index",
            scores=owner.scores,
            index=owner.index,
            bases=owner.bases,
        )
    if name in {"shape", "size"}:
        return Value(rows=owner.rows, kind="length")
    if name in _ABOUT:
        return NOTHING
    if owner.kind in {"series", "index"}:
        return owner
    series = column_of(owner, name)
    return series.but(kind="grouped") if owner.kind == "grouped" else series


def _of_thing(m: Machine, node: ast.AST, place: int, thing: object, name: str) -> Value:
    if isinstance(thing, Instance):
        return _of_instance(m, place, thing, name)
    if isinstance(thing, Module):
        return thing.scope.get(name, NOTHING)
    if isinstance(thing, Class):
        if name in thing.methods:
            return m.thing(thing.methods[name])
        return thing.attributes.get(name, NOTHING)
    if isinstance(thing, Estimator):
        return _of_estimator(m, node, place, thing, name)
    if isinstance(thing, Container) and name in thing.named:
        return thing.named[name]
    return NOTHING


def _of_instance(m: Machine, place: int, instance: Instance, name: str) -> Value:
    if name in instance.attributes:
        return instance.attributes[name]
    method = method_of(instance.of, name)
    if method is not None:
        bound = Function(
            method.node, method.file, method.cell, method.scope, method.outer, Value(things=frozenset((place,)))
        )
        if any(isinstance(d, ast.Name) and d.id == "property" for d in getattr(method.node, "decorator_list", ())):
            from trialpiece.core.review.provenance.functions import inline

            return inline(m, method.node, bound, [], {})
        return m.thing(bound)
    return instance.of.attributes.get(name, NOTHING)


def method_of(cls: Class, name: str) -> Function | None:
    """A method of a class; methods of its bases are looked for by the caller's bindings."""
    return cls.methods.get(name)


def _of_estimator(m: Machine, node: ast.AST, place: int, estimator: Estimator, name: str) -> Value:
    itself = Value(things=frozenset((place,)))
    if name == "best_estimator_":
        return Value(things=frozenset(estimator.parts[:1])) if estimator.parts else itself
    if name in {
        "estimator",
        "model",
        "estimator_",
        "base_estimator",
        "final_estimator_",
        "booster_",
        "callback",
        "learn",
        "learner",
    }:
        return itself
    if name in {
        "named_steps",
        "steps",
        "estimators_",
        "named_transformers_",
        "estimators",
        "transformers_",
        "layers",
        "transformer_list",
    }:
        return Value(things=frozenset(estimator.parts)) if estimator.parts else itself
    if name in {"feature_importances_", "coef_", "support_", "ranking_", "scores_", "pvalues", "pvalues_", "params"}:
        return Value(learned=importances(m, node, place, estimator))
    if name in {"labels_", "embedding_"} and estimator.fits:
        return _in_fitted_rows(m, node, place, estimator)
    if name in {"best_score_", "best_params_", "best_index_", "history"}:
        return NOTHING
    if name.endswith("_") and estimator.learned:
        return Value(learned=estimator.learned)
    return NOTHING


def _in_fitted_rows(m: Machine, node: ast.AST, place: int, estimator: Estimator) -> Value:
    """What fitting gave to each row, such as its cluster."""
    rows = frozenset(atom for number in estimator.fits for atom in m.trace.fitted[number].rows)
    learned = learn(m, node, What.MODEL, estimator.kind.name, Value(rows=rows), place)
    return Value(rows=rows, learned=learned, kind="series")
