"""Values that cannot be: a counter that ran over, or was reset."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where, some


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """In a share of rows, write a negative value or one above `most`, half each."""
    table, name = data.tables[parameters["table"]], parameters["column"]
    chosen = some(rng, np.ones(len(table), dtype=bool), parameters["share"])
    below = -rng.integers(1, 900, len(table))
    above = rng.integers(int(parameters["most"]) + 1, 3 * int(parameters["most"]), len(table))
    wrong = np.where(rng.random(len(table)) < 0.5, below, above)
    spoilt = np.where(chosen, wrong, table[name])
    return data.with_table(parameters["table"], table.with_column(name, spoilt)), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows below 0 or above what a period can hold."""
    table = tables[parameters["table"]]
    column = table[parameters["column"]]
    return rows_where(table, (column < 0) | (column > parameters["most"]))


register("impossible-range", plant=plant, detect=detect)
