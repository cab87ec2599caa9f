"""Copies of what models and transformers were given, bounded in size, so that they can be trained again afterwards."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from trialpiece.runner.witness.cells import Table
from trialpiece.runner.witness.rows import fingerprint

BYTES = 96 * 1024 * 1024
LIBRARIES = ("sklearn", "imblearn", "xgboost", "lightgbm")
"""Whose estimators are trained again. The candidate's own classes are not run once more: they may write files."""
JUDGED = 40


@dataclass(slots=True)
class Trained:
    """A fit: the estimator before it, and what it was given."""

    number: int
    estimator: Any
    data: Any
    outcome: Any
    table: Table
    seconds: float


@dataclass(slots=True)
class Made:
    """A transformed table: by which fit, from what."""

    fit: int
    source: Any
    source_table: Table
    table: Table
    width: int


@dataclass(slots=True)
class Judged:
    """A model's predictions were scored: what it was given, and the true outcomes."""

    fit: int
    data: Any
    table: Table
    outcome: Any


@dataclass(slots=True)
class Resampling:
    """A resampler, what it was given and what it gave."""

    estimator: Any
    data: Any
    outcome: Any
    source_table: Table
    table: Table
    width: int
    number: int


@dataclass(slots=True)
class Crossed:
    """A cross-validation: of what, over which rows, cut how."""

    estimator: Any
    data: Any
    outcome: Any
    table: Table
    folds: Any
    seconds: float


@dataclass(slots=True)
class Kept:
    """Everything kept so far."""

    trained: dict[int, Trained] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    resampled: list[Resampling] = field(default_factory=list)
    crossed: list[Crossed] = field(default_factory=list)
    copied: list[tuple[int, Table]] = field(default_factory=list)
    """Rows drawn from a table, maybe several times, under the number of the draw."""
    size: int = 0
    full: bool = False
    copies: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def copy(self, data: Any, table: Table | None) -> Any:
        """A copy of a table or an outcome; None where there is no more room, or it cannot be copied."""
        key = None if table is None else (*fingerprint(table), type(data).__name__, tuple(table.names))
        if key is not None and key in self.copies:
            return self.copies[key]
        if not hasattr(data, "copy") and not isinstance(data, tuple):
            return None  # Polars and others, whose rows are not taken out here as NumPy's and pandas' are
        size = _bytes(data)
        if self.size + size > BYTES:
            self.full = True
            return None
        self.size += size
        copied = list(data) if isinstance(data, list | tuple) else data.copy()
        if key is not None:
            self.copies[key] = copied
        return copied


def unfitted(estimator: Any) -> Any:
    """The estimator as it was before its fit, where all of it comes from a library and writes no cache; else None."""
    given = estimator.get_params(deep=True)
    if any(name.endswith("memory") and value is not None for name, value in given.items()):
        return None
    inner = [each for each in given.values() if hasattr(each, "fit")]
    if any(type(each).__module__.partition(".")[0] not in LIBRARIES for each in (estimator, *inner)):
        return None
    return sys.modules["sklearn.base"].clone(estimator)


def width_of(data: Any) -> int:
    """How many columns."""
    shape: tuple[int, ...] = getattr(data, "shape", ())
    return int(shape[1]) if len(shape) > 1 else 1


def _bytes(data: Any) -> int:
    if hasattr(data, "memory_usage"):
        used = data.memory_usage(index=True)
        return int(used.sum() if hasattr(used, "sum") else used)
    if hasattr(data, "nnz"):
        return int(data.data.nbytes) * 2
    return int(getattr(data, "nbytes", 64 * len(data)))
