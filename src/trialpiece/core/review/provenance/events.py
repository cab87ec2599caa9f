"""What happened to the data: learned, split, fitted, predicted, scored, chosen; each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from trialpiece.core.review.finding import Location
from trialpiece.core.review.provenance.rows import NO_ROWS, Rows
from trialpiece.core.review.provenance.values import NONE, Ids

Stack = tuple[Location, ...]
"""Calls of the submission's own functions that led here, outermost first."""


class What(StrEnum):
    """What kind of thing was learned, which decides how much it matters."""

    STATISTIC = "statistic"
    """Means, scales, components: a fitted transformer."""
    REDUCTION = "reduction"
    """A mean, median, quantile of a column, computed by hand."""
    GROUP = "group"
    """A statistic per group, put back on the rows that it was computed from."""
    COUNT = "count"
    """How often values occur."""
    VOCABULARY = "vocabulary"
    """Which categories there are."""
    WORDS = "words"
    """Which words there are in texts, and their numbering."""
    SELECTION = "selection"
    """Which features to keep."""
    EDGES = "edges"
    """Bounds of bins."""
    MODEL = "model"
    """A model's predictions used as data."""
    EXTREME = "extreme"
    """A smallest or largest value, or a sum."""
    GAPS = "gaps"
    """Which columns have gaps."""


@dataclass(slots=True)
class Event:
    """Something that happened, at a place, maybe inside functions called from elsewhere."""

    id: int
    at: Location
    stack: Stack

    @property
    def outermost(self) -> Location:
        """Where the reader meets it: the call that led here, or the place itself."""
        return self.stack[0] if self.stack else self.at


@dataclass(slots=True)
class Learned(Event):
    """Something was learned from rows."""

    what: What
    name: str
    """What learned it, as in the code: `StandardScaler`, `mean`."""
    rows: Rows = NO_ROWS
    after: Ids = NONE
    """Learned events that had already shaped what it learned from."""
    from_outcome: bool = False


@dataclass(slots=True)
class Resampled(Event):
    """Rows were repeated or made up from others."""

    name: str
    rows: Rows = NO_ROWS


@dataclass(slots=True)
class Cut(Event):
    """Rows were cut into parts: a split, folds, a slice."""

    how: str
    """`split`, `folds`, `slice`, `sample`, `mask`, `files`."""
    seeded: bool = True
    shuffled: bool = True
    stratified: bool = False
    grouped: bool = False
    """Rows of one group stay on one side."""
    rows: Rows = NO_ROWS
    names: dict[str, str] = field(default_factory=dict)
    """Side → the name that the code gives it."""


@dataclass(slots=True)
class Grouped(Event):
    """Rows were gathered by a column, which says that there are several for each of its values."""

    name: str
    rows: Rows = NO_ROWS
    rowwise: bool = False
    """What was computed per group was put back on its rows: lags, counts, statistics."""
    single: bool = False
    """One row was kept for each."""


@dataclass(slots=True)
class Fitted(Event):
    """A model was fitted."""

    name: str
    thing: int
    rows: Rows = NO_ROWS
    learned: Ids = NONE
    resampled: Ids = NONE
    preds: Ids = NONE
    bases: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    """Source tables of which any column not taken out is a feature."""
    without: frozenset[str] = frozenset()
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    """Features whose making is known, and the columns as read that each was made from."""
    outcome_bases: frozenset[str] = frozenset()
    outcome_rows: Rows = NO_ROWS
    framed: bool = False
    """The features came as a table whose columns can be told."""
    search: bool = False
    dummy: bool = False
    composed: bool = False
    """Preprocessing is inside, so that it is learned on the same rows."""
    inner_resampling: bool = False
    seeded: bool = True
    index: frozenset[str] = frozenset()
    loops: Ids = NONE
    """Numbers of the loops around it that were gone through once for all their turns."""
    stepwise: bool = False
    """By steps of a training loop, whose innermost loop is not among `loops`: its turns are no models of their own."""

    @property
    def looped(self) -> bool:
        """Whether it stands for several turns of a loop."""
        return bool(self.loops)


@dataclass(slots=True)
class Predicted(Event):
    """A fitted model was applied to rows."""

    fits: Ids
    rows: Rows = NO_ROWS
    learned: Ids = NONE
    crossed: bool = False
    """By cross-validation: every row by a model that had not seen it."""
    thing: int = 0
    """The model's place on the heap."""


@dataclass(slots=True)
class Scored(Event):
    """Predictions were compared with the outcome."""

    fits: Ids
    rows: Rows
    metric: str
    crossed: bool = False
    shown: bool = True
    picture: bool = False
    loops: Ids = NONE
    """Numbers of the loops around it that were gone through once for all their turns."""
    preds: Ids = NONE
    learned: Ids = NONE
    """What had shaped the rows, where the model is applied to them by the score itself."""
    applied: bool = False
    """The score itself applied the model, as `model.score(X, y)` does."""
    thresholded: bool = False
    """Of classes that a threshold made of probabilities."""
    said: frozenset[str] = frozenset()
    """Sides that the names of the arguments speak of."""

    @property
    def looped(self) -> bool:
        """Whether it stands for several turns of a loop."""
        return bool(self.loops)


@dataclass(slots=True)
class CrossValidated(Event):
    """A model, or a search, was judged by cross-validation."""

    name: str
    rows: Rows
    learned: Ids
    resampled: Ids
    search: bool
    composed: bool
    fits: Ids = NONE


@dataclass(slots=True)
class Chosen(Event):
    """A choice was made by scores."""

    how: str
    scores: Ids


@dataclass(slots=True)
class Misaligned(Event):
    """Rows were put together that do not belong together."""

    how: str


@dataclass(slots=True)
class Trace:
    """Everything that happened, by kind, in order."""

    learned: dict[int, Learned] = field(default_factory=dict)
    resampled: dict[int, Resampled] = field(default_factory=dict)
    cuts: dict[int, Cut] = field(default_factory=dict)
    fitted: dict[int, Fitted] = field(default_factory=dict)
    predicted: dict[int, Predicted] = field(default_factory=dict)
    scored: dict[int, Scored] = field(default_factory=dict)
    crossed: dict[int, CrossValidated] = field(default_factory=dict)
    chosen: dict[int, Chosen] = field(default_factory=dict)
    grouped: dict[int, Grouped] = field(default_factory=dict)
    misaligned: dict[int, Misaligned] = field(default_factory=dict)
    unordered: dict[int, Event] = field(default_factory=dict)
    """Where the first of what a search tried was taken, in the order of trying."""
    assigned: dict[str, Location] = field(default_factory=dict)
    """Column → where it was last made."""
    made: dict[str, frozenset[str]] = field(default_factory=dict)
    """Column → the columns as read that it was last made from."""
    mentioned: dict[str, set[str]] = field(default_factory=dict)
    """Table as read (`source:*`) → columns of it that the code speaks of."""
    sources: dict[int, str] = field(default_factory=dict)
    """Source number → the file or call it was read by."""
    order: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Statements that could not be followed, and why; for whoever works on the interpretation."""
    bounded: str | None = None
    """Why the reading stopped short, in one plain sentence."""
