"""Which calls of which libraries are watched. A library is changed when the candidate's code imports it, and only then."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from trialpiece.runner.witness.around import MARK, functions, methods, wrapped
from trialpiece.runner.witness.watch import Witness

LIBRARIES = ("sklearn", "imblearn", "xgboost", "lightgbm", "catboost", "category_encoders", "feature_engine")
METHODS = {
    "fit": "learned", "partial_fit": "learned", "fit_transform": "learned", "fit_predict": "learned",
    "fit_resample": "resampled", "fit_sample": "resampled",
    "transform": "applied", "predict": "applied", "predict_proba": "applied", "decision_function": "applied",
    "score": "applied",
}  # fmt: skip
CROSSED = ("cross_val_score", "cross_validate", "cross_val_predict", "learning_curve", "validation_curve")
METRICS = (
    "accuracy_score", "balanced_accuracy_score", "precision_score", "recall_score", "f1_score", "fbeta_score",
    "roc_auc_score", "roc_curve", "precision_recall_curve", "average_precision_score", "confusion_matrix",
    "classification_report", "log_loss", "matthews_corrcoef", "cohen_kappa_score", "jaccard_score",
    "brier_score_loss", "precision_recall_fscore_support", "mean_squared_error", "mean_absolute_error",
    "median_absolute_error", "r2_score", "explained_variance_score", "mean_absolute_percentage_error",
    "root_mean_squared_error", "mean_squared_log_error",
)  # fmt: skip
REDUCTIONS = ("mean", "median", "mode", "std", "var", "quantile", "min", "max", "sum", "describe", "value_counts")
GROUPS = ("transform", "mean", "median", "std", "min", "max", "sum", "quantile", "agg", "aggregate", "apply")
ARRAYS = ("_mean", "_std", "_var", "_amin", "_amax", "_sum")
"""What methods of arrays call, written in Python; NumPy's functions of these names call the same."""
TABLES = (
    "merge",
    "join",
    "drop",
    "dropna",
    "drop_duplicates",
    "reset_index",
    "set_index",
    "sort_values",
    "query",
    "assign",
)
EXPRESSIONS = ("select", "with_columns")


def around_classes(witness: Witness, cls: type) -> None:
    """Wrap the telling methods of a library's class and of the mixins that it is made of."""
    for each in cls.__mro__:
        if MARK in each.__dict__ or each.__module__.partition(".")[0] not in LIBRARIES:
            continue
        setattr(each, MARK, True)
        for name, kind in METHODS.items():
            found = each.__dict__.get(name)
            if inspect.isfunction(found):
                setattr(each, name, wrapped(witness, kind, name, found))
            elif found is not None and inspect.isfunction(getattr(found, "fn", None)):
                found.fn = wrapped(witness, kind, name, found.fn)  # scikit-learn's `available_if`


def _sklearn_base(witness: Witness, module: Any) -> None:
    """Every estimator is a subclass of one class, and is met when it is made."""
    base = module.BaseEstimator
    inherited = base.__init_subclass__.__func__

    def met(cls: type, /, **kwargs: Any) -> None:
        inherited(cls, **kwargs)
        try:
            around_classes(witness, cls)
        except Exception as error:  # noqa: BLE001 - a class that we cannot watch must still come to be
            witness.record.trouble("classes", error)

    base.__init_subclass__ = classmethod(met)
    for each in vars(module).values():
        if isinstance(each, type):
            around_classes(witness, each)


def _splitters(witness: Witness, module: Any) -> None:
    functions(witness, module, ("train_test_split",), "split")
    for each in list(vars(module).values()):
        if isinstance(each, type) and inspect.isfunction(each.__dict__.get("split")) and MARK not in each.__dict__:
            setattr(each, MARK, True)
            each.split = _dealing(witness, each.split)  # type: ignore[attr-defined]  # any class with `split`


def _dealing(witness: Witness, original: Callable[..., Any]) -> Callable[..., Any]:
    """A generator that also tells which positions it deals out."""

    @functools.wraps(original)
    def split(self: Any, *args: Any, **kwargs: Any) -> Any:
        data = args[0] if args else kwargs.get("X")
        for train, test in original(self, *args, **kwargs):
            witness.dealt(data, train, test, sys._getframe(1))
            yield train, test

    return split


def _pandas(witness: Witness, module: Any) -> None:
    for owner in (module.DataFrame, module.Series):
        methods(witness, owner, REDUCTIONS, "reduced")
        methods(witness, owner, ("sample",), "sampled")
        methods(witness, owner, ("groupby",), "met")
    groups = sys.modules["pandas.core.groupby"]
    for owner in (groups.DataFrameGroupBy, groups.SeriesGroupBy):
        methods(witness, owner, GROUPS, "grouped")
    functions(witness, module, ("qcut", "cut"), "reduced")
    functions(witness, module, ("concat",), "joined")
    functions(witness, sys.modules["pandas.core.frame"], ("_reindex_for_setitem",), "aligned")
    if witness.sides.names:  # whom rows belong to is lost where the column is left out: look before
        methods(witness, module.DataFrame, TABLES, "owned")
        functions(witness, module, ("merge",), "owned")


def _arrays(witness: Witness, module: Any, names: tuple[str, ...]) -> None:
    """Only where a finding speaks of such a function: they are called all the time."""
    if witness.functions:
        functions(witness, module, names, "array")


def _polars(witness: Witness, module: Any) -> None:
    if witness.functions:
        methods(witness, module.DataFrame, EXPRESSIONS, "expressed")
        methods(witness, module.DataFrame, ("sample",), "sampled")
        for owner in (module.DataFrame, module.Series):
            methods(witness, owner, REDUCTIONS, "reduced")


WATCHED: dict[str, Callable[[Witness, Any], None]] = {
    "numpy._core._methods": lambda w, m: _arrays(w, m, ARRAYS),
    "numpy._core.fromnumeric": lambda w, m: _arrays(w, m, ("_wrapreduction",)),
    "numpy.lib._function_base_impl": lambda w, m: _arrays(w, m, ("_median", "_quantile_unchecked")),
    "sklearn.base": _sklearn_base,
    "sklearn.model_selection._split": _splitters,
    "sklearn.model_selection._validation": lambda w, m: functions(w, m, CROSSED, "crossed"),
    "sklearn.metrics._classification": lambda w, m: functions(w, m, METRICS, "scored"),
    "sklearn.metrics._ranking": lambda w, m: functions(w, m, METRICS, "scored"),
    "sklearn.metrics._regression": lambda w, m: functions(w, m, METRICS, "scored"),
    "sklearn.utils._indexing": lambda w, m: functions(w, m, ("resample",), "sampled"),
    "sklearn.utils": lambda w, m: functions(w, m, ("resample",), "sampled"),
    "pandas": _pandas,
    "polars": _polars,
}
