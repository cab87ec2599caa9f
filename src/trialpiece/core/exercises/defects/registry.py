"""The registry of defects: a planter that spoils clean data, and a detector that finds what was spoilt.

A planter is a pure function of a data set, a random stream and its parameters; it returns the new data set and the
keys of the rows that it touched. A detector sees only what candidates see. A new defect is one file with both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trialpiece.core.exercises.dataset import Column, Dataset, Table

Parameters = Mapping[str, Any]
Plant = Callable[[Dataset, np.random.Generator, Parameters], tuple[Dataset, frozenset[str]]]
Detect = Callable[[Mapping[str, Table], Parameters], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Planter:
    """A kind of defect: how it is made, and how it can be found in what was issued."""

    name: str
    plant: Plant
    detect: Detect


PLANTERS: dict[str, Planter] = {}


def register(name: str, *, plant: Plant, detect: Detect) -> None:
    """Make a defect available to keys (`planter = "..."` in key/defects.toml)."""
    PLANTERS[name] = Planter(name, plant, detect)


def keys_of(table: Table) -> Column:
    """What a row is called: its first column, with the month where there is one."""
    first = next(iter(table.columns.values()))
    if "month" not in table.columns:
        return first
    months = np.datetime_as_string(table["month"]).tolist()
    return np.array([f"{key}/{month}" for key, month in zip(first.tolist(), months, strict=True)], dtype=object)


def rows_where(table: Table, mask: Column) -> frozenset[str]:
    """The keys of the rows where the mask is true."""
    return frozenset(keys_of(table)[mask].tolist())


def some(rng: np.random.Generator, mask: Column, share: float) -> Column:
    """A mask of that share (an exact count, rounded) of the rows where `mask` is true: same difficulty for all."""
    among = np.flatnonzero(mask)
    chosen = np.zeros(len(mask), dtype=bool)
    chosen[rng.choice(among, round(share * len(among)), replace=False)] = True
    return chosen
