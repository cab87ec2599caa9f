"""What a leak changes: trains again without it, after the candidate's code has ended, and scores the same test rows."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from trialpiece.runner.witness.cells import Table
from trialpiece.runner.witness.keep import Crossed, Judged, Kept, Made, Resampling, Trained, width_of
from trialpiece.runner.witness.rows import fingerprint

DRAWS = 400
DEEPEST = 6
EFFECTS = 3
BY_CHANCE = 0.02
"""Share of training rows that may look like test rows and be others."""
FEWEST, FEWEST_EACH = 30, 10
"""Test rows, and test rows of each class, below which no figure is given."""


class Unmeasurable(Exception):
    """Why an effect cannot be measured, in one plain sentence."""


@dataclass(slots=True)
class Replay:
    """Tables as they would have been, had nothing been learned from the test rows."""

    kept: Kept
    test: Any
    """Roots of the test rows."""
    dirty: dict[int, str] = field(default_factory=dict)
    """Fits that had learned from test rows, and the names of their estimators."""
    again: dict[int, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def clean(self, data: Any, table: Table, depth: int = 0) -> tuple[Any, bool]:
        """The table made again, and whether anything in it had to be."""
        np = sys.modules["numpy"]
        if depth > DEEPEST:
            return data, False
        changed, left = False, set(range(len(table.columns)))
        for made in reversed(self.kept.made):
            at = _positions(table, made.table)
            columns = {} if at is None else _same_columns(table, made.table, at, left)
            if at is None or not columns or made.fit not in self.kept.trained:
                continue
            source, upstream = self.clean(_rows(made.source, at), made.source_table.taken(at), depth + 1)
            transformer = self._again(made.fit, depth, upstream=upstream)
            left -= columns.keys()
            if transformer is None:
                continue
            new, changed = transformer.transform(source), True
            if len(columns) == len(table.columns) and width_of(data) == made.width:
                return new, True
            if made.width > len(made.table.columns) or width_of(new) != made.width:
                raise Unmeasurable(
                    "What it changes was not measured: the columns that it made could not be told apart."
                )
            data = _put(data, new, columns)
        return data, changed and np is not None

    def _again(self, number: int, depth: int, *, upstream: bool) -> Any:
        """A transformer learned without the test rows; None where it never had any."""
        np = sys.modules["numpy"]
        if number in self.again:
            return self.again[number]
        trained = self.kept.trained[number]
        keep = np.flatnonzero(~np.isin(trained.table.roots, self.test))
        data, earlier = self.clean(_rows(trained.data, keep), trained.table.taken(keep), depth + 1)
        learned_from_test = len(keep) < trained.table.n
        if not (learned_from_test or earlier or upstream):
            self.again[number] = None
            return None
        if learned_from_test:
            self.dirty[number] = type(trained.estimator).__name__
        if len(keep) < FEWEST:
            raise Unmeasurable("What it changes was not measured: it had learned from hardly any rows but test rows.")
        self.seconds += trained.seconds
        self.again[number] = _fit(trained.estimator, data, _rows(trained.outcome, keep))
        return self.again[number]


def effects(witness: Any, seconds: float) -> None:
    """Measure what can be measured in the given time, and record it."""
    loky = sys.modules.get("joblib.externals.loky.reusable_executor")
    if getattr(loky, "_executor", None) is not None:
        witness.record.write(event="workers")
    seen: set[tuple[int, ...]] = set()
    with warnings.catch_warnings(), contextlib.redirect_stdout(open(os.devnull, "w")):  # noqa: PTH123 - for the rest of the process
        warnings.simplefilter("ignore")
        for judged in reversed(witness.kept.judged):
            model = witness.kept.trained.get(judged.fit)
            if model is not None and len(seen) < EFFECTS:
                _tell(witness, seen, functools.partial(_effect, witness.kept, model, judged, seconds, seen))
        for column in witness.columns[:EFFECTS]:
            _tell(witness, seen, functools.partial(_effect_of_column, witness.kept, column, seconds))
        for crossed in reversed(witness.kept.crossed):
            if len(seen) < 2 * EFFECTS:
                _tell(witness, seen, functools.partial(_effect_in_folds, witness.kept, crossed, seconds, seen))


def _tell(witness: Any, seen: set[tuple[int, ...]], measure: Callable[[], dict[str, Any]]) -> None:
    """Record one effect, or why there is none; what had been told of the same fits is not told again."""
    try:
        facts = measure()
        fits = tuple(facts.get("fits", ()))
    except Unmeasurable as error:
        fits = tuple(error.args[1]) if len(error.args) > 1 else ()
        facts = {"why": str(error.args[0]), "fits": fits}
    except Exception as error:  # noqa: BLE001 - training again may fail in as many ways as training
        witness.record.trouble("measuring", error)
        return
    if fits and fits not in seen:
        witness.record.write(event="effect", **{**facts, "fits": list(fits)})
        seen.add(fits)


def _effect(kept: Kept, model: Trained, judged: Judged, seconds: float, seen: set[tuple[int, ...]]) -> dict[str, Any]:
    np = sys.modules["numpy"]
    replay = Replay(kept, np.unique(judged.table.roots))
    resampling = _resampled_before(kept, model, judged)
    copies = np.isin(model.table.roots, replay.test) & (model.table.roots >= 0)
    fits: tuple[int, ...] = ()
    if resampling is not None:
        fits = (resampling.number,)
    elif copies.mean() > BY_CHANCE:
        fits = (model.number, *(number for number, table in kept.copied if np.isin(replay.test, table.roots).any()))
    train, _ = replay.clean(model.data, model.table)
    test, _ = replay.clean(judged.data, judged.table)
    fits = fits or tuple(sorted(replay.dirty))
    if not fits or fits in seen:
        return {}
    if 3 * model.seconds + 2 * replay.seconds > seconds:
        raise Unmeasurable("What it changes was not measured: training again would take too long.", fits)
    truth = np.asarray(judged.outcome).reshape(-1)
    kind = _kind(model.estimator, truth)
    rows = np.arange(len(truth))
    outcome = model.outcome
    if resampling is not None:
        train, test, outcome, rows = _without_copies(resampling, model, judged)
    elif model.number in fits:
        keep = np.flatnonzero(~copies)
        _, rows = np.unique(judged.table.roots, return_index=True)
        train, outcome, test = _rows(model.data, keep), _rows(model.outcome, keep), _rows(judged.data, rows)
    _enough(kind, truth[rows], fits)
    one = _chances(_fit(model.estimator, model.data, model.outcome), _rows(judged.data, rows), kind)
    other = _chances(_fit(model.estimator, train, outcome), test, kind)
    low, high = _interval(kind, truth[rows], one, other)
    return {
        "fits": fits, "model": _name(model.estimator), "metric": kind, "n": len(rows), "low": low, "high": high,
        "as_handed_in": float(SCORES[kind](truth[rows], one)), "corrected": float(SCORES[kind](truth[rows], other)),
    }  # fmt: skip


def _effect_of_column(kept: Kept, column: str, seconds: float) -> dict[str, Any]:
    """What the model that was scored last with a column reaches without it."""
    np = sys.modules["numpy"]
    for judged in reversed(kept.judged):
        model = kept.trained.get(judged.fit)
        if model is None or column not in model.table.names or column not in judged.table.names:
            continue
        if 3 * model.seconds > seconds:
            return {}
        truth, kind = np.asarray(judged.outcome).reshape(-1), _kind(model.estimator, np.asarray(judged.outcome))
        _enough(kind, truth, ())
        train, test = (_without(each.data, each.table.names.index(column)) for each in (model, judged))
        one = _chances(_fit(model.estimator, model.data, model.outcome), judged.data, kind)
        other = _chances(_fit(model.estimator, train, model.outcome), test, kind)
        low, high = _interval(kind, truth, one, other)
        return {
            "fits": (-1, *column.encode()), "column": column, "model": _name(model.estimator), "metric": kind,
            "n": len(truth), "low": low, "high": high,
            "as_handed_in": float(SCORES[kind](truth, one)), "corrected": float(SCORES[kind](truth, other)),
        }  # fmt: skip
    return {}


def _without(data: Any, column: int) -> Any:
    """The table without one of its columns."""
    np = sys.modules["numpy"]
    kept = np.delete(np.arange(width_of(data)), column)
    return data.iloc[:, kept] if hasattr(data, "iloc") else data[:, kept]


def _effect_in_folds(kept: Kept, crossed: Crossed, seconds: float, seen: set[tuple[int, ...]]) -> dict[str, Any]:
    """A cross-validation again, with what had been learned outside the folds learned within each."""
    np, base = sys.modules["numpy"], sys.modules["sklearn.base"]
    data, table, chain = crossed.data, crossed.table, list[Trained]()
    while (made := _whole(kept, table)) is not None and len(chain) < DEEPEST:
        chain.insert(0, kept.trained[made.fit])
        data, table = made.source, made.source_table
    fits = tuple(sorted(each.number for each in chain))
    if not fits or fits in seen:
        return {}
    if 4 * (crossed.seconds + sum(each.seconds for each in chain)) > seconds:
        raise Unmeasurable("What it changes was not measured: training again would take too long.", fits)
    truth = np.asarray(crossed.outcome).reshape(-1)
    kind = _kind(crossed.estimator, truth)
    selection = importlib.import_module("sklearn.model_selection")
    classes = base.is_classifier(crossed.estimator)
    folds = list(
        selection.check_cv(crossed.folds, crossed.outcome, classifier=classes).split(crossed.data, crossed.outcome)
    )
    tested = np.unique(np.concatenate([test for _, test in folds]))  # in folds over time the first rows never are
    _enough(kind, truth[tested], fits)
    within = importlib.import_module("sklearn.pipeline").make_pipeline(
        *(each.estimator for each in chain), crossed.estimator
    )
    one, other = (
        _over_folds(_seeded(base.clone(each)), rows, crossed.outcome, folds, kind)
        for each, rows in ((crossed.estimator, crossed.data), (within, data))
    )
    truth, one, other = truth[tested], one[tested], other[tested]
    low, high = _interval(kind, truth, one, other)
    return {
        "fits": fits, "model": _name(crossed.estimator), "metric": kind, "n": len(truth), "low": low, "high": high,
        "as_handed_in": float(SCORES[kind](truth, one)), "corrected": float(SCORES[kind](truth, other)),
    }  # fmt: skip


def _whole(kept: Kept, table: Table) -> Made | None:
    """The transformation that gave a table as it is, learned on the very rows that it was given."""
    mine = fingerprint(table)
    for made in reversed(kept.made):
        trained = kept.trained.get(made.fit)
        if (
            trained is not None
            and fingerprint(made.table) == mine
            and fingerprint(trained.table) == fingerprint(made.source_table)
        ):
            return made
    return None


def _over_folds(model: Any, data: Any, outcome: Any, folds: Any, kind: str) -> Any:
    """For each row what a model says of it that was trained on the other folds; nothing for a row that none holds out."""
    np = sys.modules["numpy"]
    said = np.full(len(outcome), None, dtype=object if kind == "accuracy" else np.float64)
    for train, test in folds:
        said[test] = _chances(_fit(model, _rows(data, train), _rows(outcome, train)), _rows(data, test), kind)
    return said


def _resampled_before(kept: Kept, model: Trained, judged: Judged) -> Resampling | None:
    """A resampling of which both the training and the test rows came, whole or through transformers of all columns."""
    np = sys.modules["numpy"]
    for each in reversed(kept.resampled):
        roots = each.table.roots
        if np.isin(judged.table.roots, roots).mean() > 0.9 and np.isin(model.table.roots, roots).mean() > 0.9:
            return each
    return None


def _without_copies(resampling: Resampling, model: Trained, judged: Judged) -> tuple[Any, Any, Any, Any]:
    """Train rows resampled without the test rows, and the test rows that are no copies; only straight ways are gone."""
    np = sys.modules["numpy"]
    if _positions(model.table, resampling.table) is None or width_of(model.data) != resampling.width:
        raise Unmeasurable(
            "What it changes was not measured: too much happened between resampling and training.", (resampling.number,)
        )
    same = _same_columns(
        model.table, resampling.table, _positions(model.table, resampling.table), set(range(len(model.table.columns)))
    )
    if len(same) < len(model.table.columns):
        raise Unmeasurable(
            "What it changes was not measured: the rows were changed between resampling and training.",
            (resampling.number,),
        )
    real = np.flatnonzero(np.isin(judged.table.roots, resampling.source_table.roots))
    _, first = np.unique(judged.table.roots[real], return_index=True)
    real = np.sort(real[first])
    keep = np.flatnonzero(~np.isin(resampling.source_table.roots, judged.table.roots))
    sampler = _seeded(sys.modules["sklearn.base"].clone(resampling.estimator))
    train, outcome = sampler.fit_resample(_rows(resampling.data, keep), _rows(resampling.outcome, keep))
    return train, _rows(judged.data, real), outcome, real


def _positions(table: Table, whole: Table) -> Any:
    """For each row of a table its place in another; None where not all are there."""
    np = sys.modules["numpy"]
    order = np.argsort(whole.roots, kind="stable")
    at = np.searchsorted(whole.roots[order], table.roots)
    at[at == whole.n] = 0
    places = order[at]
    return places if bool((whole.roots[places] == table.roots).all()) and bool((table.roots >= 0).all()) else None


def _same_columns(table: Table, made: Table, at: Any, among: set[int]) -> dict[int, int]:
    """Column of a table → the column of the made one that holds the same cells."""
    np = sys.modules["numpy"]
    found: dict[int, int] = {}
    for mine in sorted(among):
        for other in range(len(made.columns)):
            if other not in found.values() and np.array_equal(table.columns[mine], made.columns[other][at]):
                found[mine] = other
                break
    return found


def _rows(data: Any, at: Any) -> Any:
    if data is None:
        return None
    if hasattr(data, "iloc"):
        return data.iloc[at]
    return [data[int(each)] for each in at] if isinstance(data, list) else data[at]


def _put(data: Any, new: Any, columns: dict[int, int]) -> Any:
    """The table with some columns replaced."""
    np = sys.modules["numpy"]
    new = new.to_numpy() if hasattr(new, "to_numpy") else new.toarray() if hasattr(new, "toarray") else np.asarray(new)
    if hasattr(data, "iloc"):
        data = data.copy()
        for mine, other in columns.items():
            data[data.columns[mine]] = new[:, other]
        return data
    data = np.asarray(data).copy()
    data[:, list(columns)] = new[:, list(columns.values())]
    return data


def _seeded(estimator: Any) -> Any:
    """With a seed where it has none, and in one process."""
    given = estimator.get_params(deep=True)
    fixed = {name: 0 for name, value in given.items() if name.endswith("random_state") and value is None}
    alone = {name: 1 for name, value in given.items() if name.endswith("n_jobs") and value is not None}
    return estimator.set_params(**fixed, **alone)


def _fit(estimator: Any, data: Any, outcome: Any) -> Any:
    fresh = _seeded(sys.modules["sklearn.base"].clone(estimator))
    return fresh.fit(data) if outcome is None else fresh.fit(data, outcome)


def _name(estimator: Any) -> str:
    steps = getattr(estimator, "steps", None)
    return type(steps[-1][1] if steps else estimator).__name__


def _kind(estimator: Any, truth: Any) -> str:
    np = sys.modules["numpy"]
    if not sys.modules["sklearn.base"].is_classifier(estimator):
        return "R2"
    both = len(np.unique(truth)) == 2 and (
        hasattr(estimator, "predict_proba") or hasattr(estimator, "decision_function")
    )
    return "ROC AUC" if both else "accuracy"


def _enough(kind: str, truth: Any, fits: tuple[int, ...]) -> None:
    np = sys.modules["numpy"]
    least = np.unique(truth, return_counts=True)[1].min() if kind == "ROC AUC" else len(truth)
    if len(truth) < FEWEST or least < FEWEST_EACH:
        raise Unmeasurable(f"What it changes cannot be said: {len(truth)} test rows are too few.", fits)


def _chances(model: Any, data: Any, kind: str) -> Any:
    if kind != "ROC AUC":
        return model.predict(data)
    return model.predict_proba(data)[:, 1] if hasattr(model, "predict_proba") else model.decision_function(data)


def _auc(truth: Any, chances: Any) -> Any:
    """Area under the ROC curve by midranks (Hanley & McNeil 1982)."""
    np = sys.modules["numpy"]
    high = truth == truth.max()
    _, back, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[back]
    ones = high.sum()
    return (ranks[high].sum() - ones * (ones + 1) / 2) / (ones * (len(truth) - ones))


def _r2(truth: Any, predicted: Any) -> Any:
    return 1 - ((truth - predicted) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()


SCORES = {"ROC AUC": _auc, "accuracy": lambda truth, predicted: (truth == predicted).mean(), "R2": _r2}


def _interval(kind: str, truth: Any, one: Any, other: Any) -> tuple[float, float]:
    """Percentiles of the difference over draws of the same test rows (paired bootstrap; Efron & Tibshirani 1993)."""
    np = sys.modules["numpy"]
    chance, score, found = np.random.default_rng(0), SCORES[kind], []
    for _ in range(DRAWS):
        at = chance.integers(0, len(truth), len(truth))
        if len(np.unique(truth[at])) > 1:
            found.append(score(truth[at], one[at]) - score(truth[at], other[at]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
