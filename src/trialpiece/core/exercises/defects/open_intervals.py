"""Periods that were never closed, so that a join by owner gives more rows than there are owners."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where, some


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Empty the end of a share of the closed periods, whose successor is open already."""
    table, name = data.tables[parameters["table"]], parameters["column"]
    chosen = some(rng, ~np.isnat(table[name]), parameters["share"])
    spoilt = table[name].copy()
    spoilt[chosen] = np.datetime64("NaT")
    return data.with_table(parameters["table"], table.with_column(name, spoilt)), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Of owners with more than one open period, all but the latest."""
    table, owner = tables[parameters["table"]], parameters["owner"]
    still_open = np.flatnonzero(np.isnat(table[parameters["column"]]))
    order = still_open[np.lexsort((table[parameters["dated"]][still_open], table[owner][still_open].astype(str)))]
    followed = table[owner][order[:-1]] == table[owner][order[1:]]
    early = np.zeros(len(table), dtype=bool)
    early[order[:-1][followed]] = True
    return rows_where(table, early)


register("open-intervals", plant=plant, detect=detect)
