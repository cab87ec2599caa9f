"""One source writes an amount in another unit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Multiply `column` by `factor` where `by` equals `where` and the day is `since` or later."""
    del rng  # which rows are concerned follows from their source alone
    table, name = data.tables[parameters["table"]], parameters["column"]
    chosen = (table[parameters["by"]] == parameters["where"]) & (
        table[parameters["dated"]] >= np.datetime64(parameters["since"], "D")
    )
    spoilt = np.where(chosen, table[name] * parameters["factor"], table[name])
    return data.with_table(parameters["table"], table.with_column(name, spoilt)), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows above `ceiling`, which no honest amount reaches; all of them share a source."""
    table = tables[parameters["table"]]
    return rows_where(table, table[parameters["column"]] > parameters["ceiling"])


register("mixed-units", plant=plant, detect=detect)
