"""Calls that are looked at on those lines only that findings speak of: means, expressions, tables side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trialpiece.runner.witness.alignment import aligned, joined
from trialpiece.runner.witness.cells import table_of
from trialpiece.runner.witness.note import Note

EXPRESSED = ("mean", "median", "std", "var", "quantile", "min", "max", "sum", "mode")
AXES = {"wrapreduction": 3, "quantile_unchecked": 2}
"""Where NumPy's functions take the axis, if not second."""
CALLED = {"amin": "min", "amax": "max", "quantile_unchecked": "quantile"}


def reduced(witness: Any, note: Note, _result: Any) -> None:
    """A mean or the like of a table."""
    _learned(witness, note, note.name, [])


def grouped(witness: Any, note: Note, _result: Any) -> None:
    """The same per group."""
    _learned(witness, note, note.name, ["groupby", *(each for each in note.args[1:2] if isinstance(each, str))])


def array(witness: Any, note: Note, _result: Any) -> None:
    """The same over the rows of an array; over each row's own cells it learns from no other row."""
    if note.given(AXES.get(note.name, 1), "axis") not in {None, 0, (0,)}:
        return
    name = str(note.given(2, "method")) if note.name == "wrapreduction" else CALLED.get(note.name, note.name)
    _learned(witness, note, name, note.parts[:5])


def expressed(witness: Any, note: Note, result: Any) -> None:
    """Expressions of Polars; new columns leave the rows where they are."""
    said = " ".join(str(each) for each in (*note.args[1:], *note.kwargs.values()))
    parts = [name for name in EXPRESSED if f".{name}(" in said]
    if parts:
        _learned(witness, note, note.name, parts)
    out = table_of(result) if note.name == "with_columns" and note.table is not None else None
    if out is not None and note.table is not None and out.n == note.table.n:
        witness.work += out.cells
        witness.registry.placed(out, note.table.roots)


def met(_witness: Any, _note: Note, _result: Any) -> None:
    """A table whose rows are worth knowing; the call itself says nothing."""


def owned(witness: Any, note: Note, result: Any) -> None:
    """A table that may still say whom its rows belong to, and the one made of it."""
    for data in (*note.args[:1], result):
        named = {
            str(each) for each in (*getattr(data, "columns", ()), getattr(getattr(data, "index", None), "name", ""))
        }
        if not named.isdisjoint(witness.sides.names):
            witness.seen(data)


def folds(witness: Any, note: Note, _result: Any) -> None:
    """Rows that a splitter deals out in the candidate's own loop."""
    witness.tell("folds", note, **witness.apart(note))


def _learned(witness: Any, note: Note, name: str, parts: list[str]) -> None:
    witness.tell("learned", note, fit=None, name=name, parts=parts, model=False)


NEAR_BY: dict[str, Callable[[Any, Note, Any], None]] = {
    "reduced": reduced, "grouped": grouped, "array": array, "expressed": expressed, "met": met, "owned": owned, "folds": folds,
    "joined": joined, "aligned": aligned,
}  # fmt: skip
