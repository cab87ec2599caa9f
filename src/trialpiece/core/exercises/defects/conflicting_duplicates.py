"""Records entered twice, the later one different in some columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where, some


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Repeat a share of rows with a later `dated` column and, in `columns`, another row's values."""
    table = data.tables[parameters["table"]]
    chosen = some(rng, np.ones(len(table), dtype=bool), parameters["share"])
    again = table.take(chosen)
    days = rng.integers(5, 90, len(again)).astype("timedelta64[D]")
    again = again.with_column(parameters["dated"], again[parameters["dated"]] + days)
    for name in parameters["columns"]:
        values = np.unique(table[name])
        at = np.searchsorted(values, again[name])
        again = again.with_column(name, values[(at + rng.integers(1, len(values), len(again))) % len(values)])
    both = table.followed_by(again)
    shuffled = both.take(rng.permutation(len(both)))
    return data.with_table(parameters["table"], shuffled), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Keys that stand more than once."""
    keys, counts = np.unique(next(iter(tables[parameters["table"]].columns.values())), return_counts=True)
    return frozenset(keys[counts > 1].tolist())


register("conflicting-duplicates", plant=plant, detect=detect)
