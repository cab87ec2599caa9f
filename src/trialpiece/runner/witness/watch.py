"""What each watched call tells: who learned from which rows, who was applied to which, who was scored on which."""

from __future__ import annotations

import os
import sys
import threading
import time
import weakref
from collections import Counter
from dataclasses import dataclass
from typing import Any

from trialpiece.runner.witness.cells import Table, mixed, steps_of, table_of
from trialpiece.runner.witness.keep import JUDGED, Crossed, Judged, Kept, Made, Resampling, Trained, unfitted, width_of
from trialpiece.runner.witness.note import Note
from trialpiece.runner.witness.places import Places
from trialpiece.runner.witness.record import Record
from trialpiece.runner.witness.rows import Registry
from trialpiece.runner.witness.shapes import Shapes
from trialpiece.runner.witness.sides import Sides
from trialpiece.runner.witness.small import NEAR_BY

WORK = 60_000_000
"""Cells hashed in all; after that nothing more is followed. Work, not time: the same on every machine."""
PREDICTIONS = 60
CLOSELY = frozenset({"reduced", "grouped", "array", "expressed", "met", "joined", "aligned"})
"""Calls that are everywhere, and are looked at on those lines only that findings speak of."""
LIMITED = CLOSELY | {"owned", "folds"}
OFTEN = 12
"""Times that such a call, or another that is common, is looked at on one line: in a loop the first ones tell as much as all."""


@dataclass(slots=True)
class Fit:
    """A fitted estimator, known by its number."""

    number: int
    name: str
    model: bool


class Witness:
    """Sees calls in the main thread of the candidate's process. Nothing that goes wrong here is felt there."""

    def __init__(self, watch: dict[str, Any] | None = None) -> None:
        """Nothing has happened yet."""
        self.record = Record()
        self.registry = Registry()
        self.places = Places(watch)
        self.columns = [str(each) for each in (watch or {}).get("columns", [])]
        """Features whose worth is measured: a model should not have had them."""
        self.functions = watch is None or bool(watch.get("functions"))
        """Whether means and the like of NumPy and Polars are looked at."""
        self.sides = Sides([str(each) for each in (watch or {}).get("groups", [])])
        self.shapes = Shapes(wanted=bool((watch or {}).get("shapes")))
        self.times = Counter[tuple[Any, ...]]()
        self.thread = threading.get_ident()
        self.pid = os.getpid()
        self.kept = Kept()
        self.inside: Note | None = None
        self.busy = False
        self.work = 0
        self.fits: dict[int, tuple[Any, Fit]] = {}
        self.count = 0
        self.predictions: dict[int, tuple[int, Table, Any]] = {}
        """Hash of a column of predictions → the fit that made them, the rows that they are for, what it was given."""
        self.chances: list[tuple[int, Table, Any]] = []

    def before(self, kind: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], frame: Any) -> Note | None:
        """Look at a call before it happens; None where it is not to be told."""
        if self.busy or self.inside is not None or self.record.full or threading.get_ident() != self.thread:
            return None
        if os.getpid() != self.pid:
            return None
        self.busy = True
        try:
            frame, parts = self.places.through(frame, kind)
            if kind in CLOSELY and (frame is None or not self.places.watched(frame)):
                return None
            note = Note(kind, name, args, kwargs, self.places.here(frame), parts)
            if not note.at or (kind in LIMITED and self._often(note)):
                return None
            self._look(note)
            if not self.record.full:
                self.inside, note.began = note, time.process_time()
                return note
        except Exception as error:  # noqa: BLE001 - the call happens whatever we make of it
            self.record.trouble(f"before {name}", error)
        finally:
            self.busy = False
        return None

    def _often(self, note: Note) -> bool:
        """Whether enough of these calls were looked at."""
        where = (note.name, *note.at[0].values())
        self.times[where] += 1
        return self.times[where] > OFTEN

    def after(self, note: Note | None, result: Any, *, failed: bool) -> None:
        """Look at what a call gave."""
        if note is None or note is not self.inside:
            return
        self.inside, self.busy = None, True
        note.began = time.process_time() - note.began
        try:
            if not failed:
                known = NEAR_BY.get(note.kind)
                known(self, note, result) if known is not None else getattr(self, f"_{note.kind}")(note, result)
        except Exception as error:  # noqa: BLE001 - as above
            self.record.trouble(f"after {note.name}", error)
        finally:
            self.busy = False

    def dealt(self, data: Any, train: Any, test: Any, frame: Any) -> None:
        """Positions that a splitter deals out, within a watched call or in the candidate's own loop."""
        if self.inside is not None:
            if self.inside.kind == "split" or (self.sides.names and not self.inside.dealt):
                self.inside.dealt.append((train, test))
        elif self.sides.names and not self.busy:
            note = self.before("folds", "split", (data,), {}, frame)
            if note is not None:
                note.dealt.append((train, test))
                self.after(note, None, failed=False)

    def _look(self, note: Note) -> None:
        """The table that a call is given, as it is before the call can change it."""
        if note.kind in {"split", "scored", "joined", "aligned", "owned"}:
            return
        if note.kind == "grouped":
            data = getattr(note.args[0], "obj", None)
        elif note.kind == "crossed":
            data = note.given(1, "X")
        elif note.kind in {"sampled", "reduced", "array", "expressed", "met", "folds"}:
            data = note.args[0] if note.args else None
        else:
            data = note.given(1, "X", "raw_documents", "data")
        note.data, note.table = data, self.seen(data)

    def seen(self, data: Any) -> Table | None:
        """A value as a table whose rows are known."""
        table = table_of(data)
        if table is None:
            return None
        self.work += table.cells
        if self.work > WORK:
            self.record.stop("The data were too large to follow every call.")
            return None
        return self.known(table)

    def known(self, table: Table) -> Table:
        """The table with the roots of its rows; where new rows came to be known, the record says which."""
        self.registry.resolve(table)
        while self.registry.new:
            self.record.write(event="origin", rows=self.record.rows(self.registry.new.pop()))
        self.sides.learn(table)
        return table

    def rows(self, table: Table | None) -> int | None:
        """The set of rows of a table, for a record."""
        return None if table is None else self.record.rows(table.roots)

    # what happened, one method for each kind of call

    def _learned(self, note: Note, result: Any) -> None:
        estimator = note.args[0]
        fit = self._fitted(estimator)
        self.tell(
            "learned",
            note,
            fit=fit.number,
            name=fit.name,
            parts=parts_of(estimator),
            model=fit.model,
            **self.apart(note),
        )
        self._keep_fit(note, fit)
        if fit.model:
            self.shapes.keep(fit.number, note.data)
        if note.name == "fit_transform":
            self._came_out(note, result, fit)
        elif note.name == "fit_predict":
            self._predicted(note, fit, result)

    def _applied(self, note: Note, result: Any) -> None:
        known = self.fits.get(id(note.args[0]))
        if known is None or known[0]() is not note.args[0]:
            return
        fit = known[1]
        self.tell("applied", note, fit=fit.number, how=note.name, model=fit.model, **self._shaped(fit, note))
        if note.name == "transform":
            self._came_out(note, result, fit)
        elif note.name == "score":
            self.tell("scored", note, fit=fit.number, metric="score")
            self._keep_score(fit.number, note.table, note.data, note.given(2, "y"))
        else:
            self._predicted(note, fit, result)

    def _keep_fit(self, note: Note, fit: Fit) -> None:
        """What is needed to train it again, where it is a library's and there is room."""
        estimator = None if note.table is None or note.name == "partial_fit" else unfitted(note.args[0])
        data = None if estimator is None else self.kept.copy(note.data, note.table)
        if data is None or note.table is None:
            return
        given = note.given(2, "y")
        outcome = None if given is None else self.kept.copy(given, table_of(given))
        self.kept.trained[fit.number] = Trained(fit.number, estimator, data, outcome, note.table, note.began)

    def _keep_score(self, fit: int, table: Table | None, data: Any, outcome: Any) -> None:
        if table is None or data is None or outcome is None or fit not in self.kept.trained:
            return
        kept, truth = self.kept.copy(data, table), self.kept.copy(outcome, table_of(outcome))
        if kept is not None and truth is not None and len(truth) == table.n:
            self.kept.judged = [*self.kept.judged[1 - JUDGED :], Judged(fit, kept, table, truth)]

    def _came_out(self, note: Note, result: Any, fit: Fit) -> None:
        """What a transformer gives has the rows that it was given, in their places."""
        if note.table is None:
            return
        table = table_of(result)
        if table is not None and table.n == note.table.n:
            self.work += table.cells
            if table.names[0] is None and len(table.names) == len(note.table.names):
                table.names = note.table.names
            self.registry.placed(table, note.table.roots)
            source = self.kept.copy(note.data, note.table) if fit.number in self.kept.trained else None
            if source is not None:
                self.kept.made.append(Made(fit.number, source, note.table, table, width_of(result)))

    def _predicted(self, note: Note, fit: Fit, result: Any) -> None:
        if note.table is None or not fit.model:
            return
        table = table_of(result)
        if table is None or table.n != note.table.n:
            return
        data = self.kept.copy(note.data, note.table) if fit.number in self.kept.trained else None
        for column in table.columns[:12]:
            self.predictions[_column_hash(column)] = (fit.number, note.table, data)
        self._keep_chances(fit, note.table, result)
        while len(self.predictions) > PREDICTIONS:
            del self.predictions[next(iter(self.predictions))]

    def _keep_chances(self, fit: Fit, table: Table, result: Any) -> None:
        """The likelihoods themselves, of the last few predictions: thresholds may be tried on them."""
        np = sys.modules["numpy"]
        values = np.asarray(result)
        values = values[:, -1] if values.ndim == 2 else values
        if values.dtype.kind == "f":
            self.chances = [*self.chances[-5:], (fit.number, table, values.copy())]

    def _scored(self, note: Note, result: Any) -> None:
        given = note.given(1, "y_pred", "y_score", "y_prob", "y_proba")
        table = table_of(given)
        if table is None:
            return
        self.work += table.cells
        for column in table.columns[:12]:
            found = self.predictions.get(_column_hash(column))
            if found is not None:
                note.table = found[1]
                self.tell("scored", note, fit=found[0], metric=note.name)
                self._keep_score(*found, note.given(0, "y_true"))
                return
        cut = self._cut_from(given)
        if cut is not None:
            note.table = cut[1]
        self.tell("scored", note, fit=None if cut is None else cut[0], metric=note.name, cut=cut is not None)

    def _cut_from(self, given: Any) -> tuple[int, Table] | None:
        """The predictions of which a threshold made these classes, where some recent ones fit."""
        np = sys.modules["numpy"]
        classes = np.asarray(given)
        if classes.ndim != 1 or classes.dtype.kind not in "iufb":
            return None
        high = classes == classes.max()
        for fit, table, values in reversed(self.chances):
            cut = len(values) == len(classes) and high.any() and not high.all()
            if cut and values[~high].max() <= values[high].min():
                return fit, table
        return None

    def _split(self, note: Note, result: Any) -> None:
        wide = [number for number, data in enumerate(note.args[:6]) if getattr(data, "ndim", 2) > 1]
        number = next(iter(wide), 0)
        table = self.seen(note.args[number])
        if table is None:
            return
        pieces: list[Table | None] = []
        for part in (0, 1):
            piece = result[2 * number + part]
            size = piece.shape[0] if hasattr(piece, "shape") else len(piece)
            if note.dealt and len(note.dealt[0][part]) == size:
                made = table.taken(note.dealt[0][part])
                made.steps = steps_of(piece) if hasattr(piece, "shape") else made.steps
                pieces.append(self.registry.placed(made, made.roots))
            else:
                pieces.append(self.seen(piece))
        note.table = table
        train, test = pieces
        sides = {} if train is None or test is None else self.sides.compared(train, test)
        self.tell("split", note, train=self.rows(train), test=self.rows(test), **sides)

    def apart(self, note: Note) -> dict[str, Any]:
        """Facts on the first fold that was dealt in a call, where a finding asks who is on which side."""
        if not note.dealt or note.table is None or not self.sides.names or note.kind == "split":
            return {}
        return self.sides.compared(*(note.table.taken(part) for part in note.dealt[0]))

    def _shaped(self, fit: Fit, note: Note) -> dict[str, Any]:
        """Facts on how the columns that a model is applied to are distributed, where a finding asks."""
        return self.shapes.compared(fit.number, note.data) if fit.model and note.name != "transform" else {}

    def _resampled(self, note: Note, result: Any) -> None:
        """Oversamplers give the rows that they were given, in order, and the made ones after them."""
        np = sys.modules["numpy"]
        table, out = note.table, table_of(result[0])
        if table is None or out is None:
            return
        self.work += out.cells
        first = np.arange(min(table.n, out.n))
        begins = out.n >= table.n and len(out.columns) == len(table.columns)
        if begins and all(np.array_equal(a[first], b) for a, b in zip(out.columns, table.columns, strict=True)):
            out.index, out.roots = None, np.full(out.n, -1, dtype=np.int64)
            before = self.registry.next_root
            rest = self.known(out.taken(np.arange(table.n, out.n))) if out.n > table.n else None
            out.roots = table.roots if rest is None else np.concatenate([table.roots, rest.roots])
            self.registry.placed(out, out.roots)
        else:
            before = self.registry.next_root
            self.known(out)
        made = self.record.rows(out.roots[out.roots >= before])
        self.count += 1
        name = type(note.args[0]).__name__
        self.tell("resampled", note, fit=self.count, name=name, out=self.rows(out), made=made)
        self._keep_resampling(note, table, out, width_of(result[0]))

    def _keep_resampling(self, note: Note, table: Table, out: Table, width: int) -> None:
        estimator, given = unfitted(note.args[0]), note.given(2, "y")
        data = None if estimator is None else self.kept.copy(note.data, table)
        outcome = None if data is None else self.kept.copy(given, table_of(given))
        if outcome is not None:
            self.kept.resampled.append(Resampling(estimator, data, outcome, table, out, width, self.count))

    def _sampled(self, note: Note, result: Any) -> None:
        np = sys.modules["numpy"]
        out = self.seen(result[0] if isinstance(result, list | tuple) else result)
        if out is not None and note.table is not None:
            made = self.record.rows(out.roots[:0])
            self.count += 1
            rest = note.table.taken(np.flatnonzero(~np.isin(note.table.roots, out.roots)))
            sides = self.sides.compared(out, rest) if self.sides.names and rest.n else {}
            self.tell("resampled", note, fit=self.count, name=note.name, out=self.rows(out), made=made, **sides)
            self.kept.copied = [*self.kept.copied[-9:], (self.count, out)]

    def _crossed(self, note: Note, result: Any) -> None:
        estimator = note.given(0, "estimator")
        parts = [type(estimator).__name__, *parts_of(estimator)]
        self.tell("crossed", note, name=note.name, parts=parts, **self.apart(note))
        plain = note.name in {"cross_val_score", "cross_validate", "cross_val_predict"} and "groups" not in note.kwargs
        again, outcome = unfitted(estimator), note.given(2, "y")
        if not plain or note.table is None or again is None or outcome is None:
            return
        data, truth = self.kept.copy(note.data, note.table), self.kept.copy(outcome, table_of(outcome))
        if data is not None and truth is not None:
            kept = Crossed(again, data, truth, note.table, note.kwargs.get("cv"), note.began)
            self.kept.crossed = [*self.kept.crossed[-4:], kept]

    def tell(self, event: str, note: Note, **facts: Any) -> None:
        """Record what a call did."""
        n = None if note.table is None else note.table.n
        self.record.write(event=event, call=note.name, at=note.at, rows=self.rows(note.table), n=n, **facts)

    def _fitted(self, estimator: Any) -> Fit:
        self.count += 1
        fit = Fit(self.count, type(estimator).__name__, hasattr(type(estimator), "predict"))
        if type(estimator).__name__ == "Pipeline":
            fit.model = hasattr(estimator, "predict")
        self.fits[id(estimator)] = (weakref.ref(estimator), fit)
        return fit


def _column_hash(column: Any) -> int:
    """One hash for a column with its order."""
    np = sys.modules["numpy"]
    return int(mixed(column ^ mixed(np.arange(len(column), dtype=np.uint64))).sum(dtype=np.uint64))


def parts_of(estimator: Any) -> list[str]:
    """Names of the estimators inside one."""
    try:
        inner = estimator.get_params(deep=True).values()
    except Exception:  # noqa: BLE001 - whoever writes a class of their own may break this
        return []
    return sorted({type(each).__name__ for each in inner if hasattr(each, "fit") and not isinstance(each, type)})[:20]
