"""Puts the witness around the calls that learn, split, resample, predict and score.

Libraries are changed when the candidate's code imports them, and only then. A wrapper hands everything
through as it is: arguments, results, exceptions without a frame of ours in their traceback.
"""

from __future__ import annotations

import functools
import importlib.machinery
import inspect
import sys
from collections.abc import Callable
from typing import Any

from trialpiece.runner.witness.measure import effects
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
MARK = "__trialpiece__"


def wrapped(witness: Witness, kind: str, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the witness before and after it."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        note = witness.before(kind, name, args, kwargs)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            witness.after(note, None, failed=True)
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next  # `raise` alone does not add our frame again
            raise
        if note is not None:
            witness.after(note, result, failed=False)
        return result

    call.__dict__[MARK] = True
    return call


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


def _functions(witness: Witness, module: Any, names: tuple[str, ...], kind: str) -> None:
    for name in names:
        found = vars(module).get(name)
        if callable(found) and MARK not in getattr(found, "__dict__", {MARK: True}):
            setattr(module, name, wrapped(witness, kind, name, found))


def _splitters(witness: Witness, module: Any) -> None:
    _functions(witness, module, ("train_test_split",), "split")
    for each in list(vars(module).values()):
        if isinstance(each, type) and inspect.isfunction(each.__dict__.get("split")) and MARK not in each.__dict__:
            setattr(each, MARK, True)
            each.split = _dealing(witness, each.split)  # type: ignore[attr-defined]  # any class with `split`


def _dealing(witness: Witness, original: Callable[..., Any]) -> Callable[..., Any]:
    """A generator that also tells which positions it deals out."""

    @functools.wraps(original)
    def split(self: Any, *args: Any, **kwargs: Any) -> Any:
        for train, test in original(self, *args, **kwargs):
            witness.dealt(train, test)
            yield train, test

    return split


def _pandas(witness: Witness, module: Any) -> None:
    for owner in (module.DataFrame, module.Series):
        _methods(witness, owner, REDUCTIONS, "reduced")
        _methods(witness, owner, ("sample",), "sampled")
    groups = sys.modules["pandas.core.groupby"]
    for owner in (groups.DataFrameGroupBy, groups.SeriesGroupBy):
        _methods(witness, owner, GROUPS, "grouped")
    _functions(witness, module, ("qcut", "cut"), "reduced")


def _methods(witness: Witness, owner: Any, names: tuple[str, ...], kind: str) -> None:
    for name in names:
        found = getattr(owner, name, None)
        if inspect.isfunction(found) and MARK not in found.__dict__:
            setattr(owner, name, wrapped(witness, kind, name, found))


WATCHED: dict[str, Callable[[Witness, Any], None]] = {
    "sklearn.base": _sklearn_base,
    "sklearn.model_selection._split": _splitters,
    "sklearn.model_selection._validation": lambda w, m: _functions(w, m, CROSSED, "crossed"),
    "sklearn.metrics._classification": lambda w, m: _functions(w, m, METRICS, "scored"),
    "sklearn.metrics._ranking": lambda w, m: _functions(w, m, METRICS, "scored"),
    "sklearn.metrics._regression": lambda w, m: _functions(w, m, METRICS, "scored"),
    "sklearn.utils._indexing": lambda w, m: _functions(w, m, ("resample",), "sampled"),
    "sklearn.utils": lambda w, m: _functions(w, m, ("resample",), "sampled"),
    "pandas": _pandas,
}


class Finder:
    """Finds modules as always, and changes the watched ones once they have been loaded."""

    def __init__(self, witness: Witness) -> None:
        """Stand before the other finders."""
        self.witness = witness
        self.looking = False

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The spec that the others find, its loader followed by our change."""
        if name not in WATCHED or self.looking:
            return None
        self.looking = True
        try:
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        finally:
            self.looking = False
        if spec is not None and spec.loader is not None:
            self._follow(name, spec.loader)
        return spec

    def _follow(self, name: str, loader: Any) -> None:
        load = loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            try:
                WATCHED[name](self.witness, module)
            except Exception as error:  # noqa: BLE001 - the import must succeed whatever we make of it
                self.witness.record.trouble(name, error)

        loader.exec_module = exec_module


def start(watch: dict[str, Any] | None = None) -> Witness:
    """Begin to watch; modules that are already there are changed at once."""
    witness = Witness(watch)
    for name, change in WATCHED.items():
        module = sys.modules.get(name)
        if module is not None:
            try:
                change(witness, module)
            except Exception as error:  # noqa: BLE001 - as above
                witness.record.trouble(name, error)
    builtin = sys.modules[__name__.rpartition(".")[0]]
    builtin.__dict__["effects"] = functools.partial(effects, witness)
    sys.meta_path.insert(0, Finder(witness))
    return witness
