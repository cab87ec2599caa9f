"""What is known of a value: its rows, what was learned into it, its columns, its literal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from trialpiece.core.review.provenance.rows import NO_ROWS, Cut, Rows, union

Ids = frozenset[int]
NONE: Final[Ids] = frozenset()
NO_NAMES: Final[frozenset[str]] = frozenset()
MAX_COLUMNS = 400
HOLES, FRESH, GROUPS, OWN = "holes", "fresh", "groups", "own"
"""What is known of a table's index: rows were taken out, it counts from 0, it names groups, it was set by hand."""


LATER = "~"
"""The end of a base that stands for another row of the column: earlier or later in time."""


TRIED = "tried"
"""The kind of the table of what a search tried, in the order of trying."""


class Missing:
    """The literal of a value that is none."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@dataclass(slots=True, frozen=True)
class Column:
    """A column that differs from the rest of its frame."""

    learned: Ids
    bases: frozenset[str]
    preds: Ids = NONE


@dataclass(slots=True, eq=False)
class Value:
    """One abstract value. Never changed once made; `but` makes a changed copy."""

    rows: Rows = NO_ROWS
    learned: Ids = NONE
    """Numbers of the `Learned` events that shape the contents."""
    resampled: Ids = NONE
    """Numbers of the `Resampled` events that made some of the rows."""
    bases: frozenset[str] = NO_NAMES
    """Columns as read that it was computed from, `source:name`; `source:*` for a whole table."""
    preds: Ids = NONE
    """Numbers of the `Predicted` events that it was computed from."""
    scores: Ids = NONE
    """Numbers of the `Scored` events that it was computed from."""
    things: Ids = NONE
    """Numbers of the things on the heap that it may be: estimators, containers, functions."""
    columns: Mapping[str, Column] | None = None
    """For a frame: the columns that differ from the rest."""
    without: frozenset[str] = NO_NAMES
    """For a frame: columns that were taken out."""
    closed: bool = False
    """For a frame: `columns` are all there are."""
    known: str | None = None
    """A dotted name that the knowledge may know: `sklearn.preprocessing.StandardScaler`."""
    literal: Any = MISSING
    names: tuple[str, ...] | None = None
    """The strings that it may be, or that a list of names holds."""
    picks: frozenset[Cut] = frozenset()
    """For indices and masks: the sides of cuts that they pick."""
    kind: str = ""
    """`frame`, `series`, `index`, `columns`, `grouped`, `gaps` (a mask of gaps), `errors`, `sorted`, `row`, `length`."""
    index: frozenset[str] = NO_NAMES
    """What is known of the index."""

    box: int = 0
    """Where the heap keeps what is now in it, so that changes in place are seen through every name."""

    def but(self, **changes: Any) -> Value:  # noqa: ANN401 - any field
        """A copy with some fields changed, of its own."""
        made = Value(
            self.rows,
            self.learned,
            self.resampled,
            self.bases,
            self.preds,
            self.scores,
            self.things,
            self.columns,
            self.without,
            self.closed,
            self.known,
            self.literal,
            self.names,
            self.picks,
            self.kind,
            self.index,
        )  # by position: dataclasses.replace takes three times as long, and this is the busiest line of the engine
        for name, value in changes.items():
            setattr(made, name, value)
        return made


NOTHING: Final = Value()


def all_learned(value: Value) -> Ids:
    """Learned events over all columns."""
    if value.columns is None:
        return value.learned
    learned = NONE if value.closed else value.learned
    for column in value.columns.values():
        if column.learned:
            learned |= column.learned
    return learned


def all_bases(value: Value) -> frozenset[str]:
    """Bases over all columns."""
    if not value.columns:
        return value.bases
    found = set() if value.closed else set(value.bases)
    for column in value.columns.values():
        found |= column.bases
    return frozenset(found)


def all_preds(value: Value) -> Ids:
    """Predictions over all columns."""
    preds = value.preds
    if value.columns:
        for column in value.columns.values():
            preds |= column.preds
    return preds


def flat(value: Value) -> Value:
    """The value as one column: what an array, a mask or a computed series carries of it."""
    if value.columns is None and not value.without:
        return value
    return Value(
        rows=value.rows,
        learned=all_learned(value),
        resampled=value.resampled,
        bases=all_bases(value),
        preds=all_preds(value),
        scores=value.scores,
        things=value.things,
        index=value.index,
    )


def join(one: Value, other: Value) -> Value:
    """Either of two values, at the end of a branch: keeps what they may share."""
    if one is other or other is NOTHING:
        return one
    if one is NOTHING:
        return other
    same_literal = type(one.literal) is type(other.literal) and one.literal == other.literal
    return Value(
        rows=union(one.rows, other.rows),
        learned=one.learned | other.learned,
        resampled=one.resampled | other.resampled,
        bases=one.bases | other.bases,
        preds=one.preds | other.preds,
        scores=one.scores | other.scores,
        things=one.things | other.things,
        columns=_join_columns(one, other),
        without=one.without & other.without,
        closed=one.closed and other.closed,
        known=one.known if one.known == other.known else one.known or other.known,
        literal=one.literal if same_literal else MISSING,
        names=_join_names(one.names, other.names),
        picks=one.picks & other.picks,
        kind=one.kind if one.kind == other.kind else one.kind or other.kind,
        index=one.index | other.index,
    )


def _join_names(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one == other or other is None:
        return one
    if one is None:
        return other
    return tuple(dict.fromkeys(one + other))


def _join_columns(one: Value, other: Value) -> Mapping[str, Column] | None:
    if one.columns is other.columns:
        return one.columns
    if one.columns is None or other.columns is None:
        return one.columns or other.columns
    merged = dict(one.columns)
    for name, column in other.columns.items():
        mine = merged.get(name)
        merged[name] = column if mine is None or mine == column else both_columns(mine, column)
    return merged


def both_columns(one: Column, other: Column) -> Column:
    """A column that may be either."""
    return Column(one.learned | other.learned, one.bases | other.bases, one.preds | other.preds)


def blend(values: Iterable[Value]) -> Value:
    """What is computed from several values together: one column, with the rows of the first that has any."""
    rows: Rows = NO_ROWS
    learned, resampled, preds, scores = NONE, NONE, NONE, NONE
    index: frozenset[str] = NO_NAMES
    bases: frozenset[str] = NO_NAMES
    seen = False
    for value in values:
        if value is NOTHING or value.kind == "length":
            continue
        seen = True
        if value.columns is not None:
            learned |= all_learned(value)
            bases |= all_bases(value)
            preds |= all_preds(value)
        else:
            learned |= value.learned
            bases |= value.bases
            preds |= value.preds
        rows = rows or value.rows
        resampled |= value.resampled
        scores |= value.scores
        index |= value.index
    if not seen or not (rows or learned or resampled or bases or preds or scores):
        return NOTHING
    return Value(rows, learned, resampled, bases, preds, scores, index=index)


def column_of(frame: Value, name: str) -> Value:
    """One column of a frame, as a series."""
    column = frame.columns.get(name) if frame.columns else None
    if column is not None:
        return Value(
            frame.rows,
            column.learned,
            frame.resampled,
            column.bases,
            column.preds,
            frame.scores,
            kind="series",
            index=frame.index,
        )
    read = frozenset(base[:-1] + name for base in frame.bases if base.endswith(":*"))
    bases = read or frame.bases
    return Value(
        frame.rows,
        frame.learned,
        frame.resampled,
        bases,
        frame.preds,
        frame.scores,
        kind="series",
        index=frame.index,
    )


def selected(frame: Value, names: Iterable[str]) -> Value:
    """Some columns of a frame, as a frame that holds only them."""
    columns: dict[str, Column] = {}
    for name in names:
        series = column_of(frame, name)
        columns[name] = Column(series.learned, series.bases, series.preds)
    return frame.but(
        columns=columns,
        closed=True,
        without=NO_NAMES,
        learned=NONE,
        preds=NONE,
        kind="frame",
        bases=frame.bases,
        literal=MISSING,
        names=None,
    )


def removed(frame: Value, names: Iterable[str]) -> Value:
    """A frame without some columns."""
    gone = frozenset(names)
    columns = {n: c for n, c in frame.columns.items() if n not in gone} if frame.columns else frame.columns
    return frame.but(columns=columns, without=frame.without | gone, kind="frame", names=None)


def assigned(frame: Value, names: Iterable[str], value: Value, *, weakly: bool) -> Value:
    """A frame with columns set to a value; `weakly` where it cannot be told which, or which rows."""
    fresh = Column(all_learned(value), all_bases(value), all_preds(value))
    columns = dict(frame.columns or {})
    names = tuple(names)
    each = dict.fromkeys(names, fresh)
    if len(names) > 1 and value.closed and value.columns and len(value.columns) == len(names):
        each = dict(zip(names, value.columns.values(), strict=True))
    for name in names:
        if weakly:
            old = column_of(frame, name)
            columns[name] = both_columns(Column(old.learned, old.bases, old.preds), each[name])
        else:
            columns[name] = each[name]
    if len(columns) > MAX_COLUMNS:
        return frame
    return frame.but(
        columns=columns,
        without=frame.without - frozenset(names),
        kind="frame",
        names=None,
        rows=frame.rows or value.rows,
        scores=frame.scores | value.scores,
        index=frame.index if frame.rows else value.index,
    )


def spread(frame: Value, value: Value) -> Value:
    """A frame in which some column, it cannot be told which, was set to a value."""
    specific: Ids = NONE
    for column in (frame.columns or {}).values():
        specific |= column.learned
    added = all_learned(value) - specific
    columns = frame.columns
    if columns and frame.closed and added:
        columns = {n: Column(c.learned | added, c.bases, c.preds) for n, c in columns.items()}
    return frame.but(
        learned=frame.learned | added,
        columns=columns,
        rows=frame.rows or value.rows,
        scores=frame.scores | value.scores,
        preds=frame.preds | all_preds(value),
    )
