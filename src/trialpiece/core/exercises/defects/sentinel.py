"""A value that stands for "not known" and looks like a value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where, some


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Write `value` into a share of the rows: of all, or of the missing ones (`among = "missing"`)."""
    table, name = data.tables[parameters["table"]], parameters["column"]
    column = table[name]
    missing = parameters.get("among") == "missing"
    chosen = some(rng, np.isnan(column) if missing else np.ones(len(table), dtype=bool), parameters["share"])
    spoilt = column.copy()
    spoilt[chosen] = _as(column.dtype, parameters["value"])
    return data.with_table(parameters["table"], table.with_column(name, spoilt)), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows that hold the placeholder; it stands out as one value that is far too frequent or out of range."""
    table = tables[parameters["table"]]
    column = table[parameters["column"]]
    return rows_where(table, column == _as(column.dtype, parameters["value"]))


def _as(dtype: np.dtype[np.generic], value: str) -> object:
    return np.datetime64(value, "D") if dtype.kind == "M" else float(value)


register("sentinel", plant=plant, detect=detect)
