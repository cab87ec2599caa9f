"""One source writes local time in its own format, without saying so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Rewrite ISO UTC instants as `format` (%d, %m, %Y, %H, %M) shifted by `hours` where `by` equals `where`."""
    del rng  # which rows are concerned follows from their source alone
    table, name = data.tables[parameters["table"]], parameters["column"]
    chosen = table[parameters["by"]] == parameters["where"]
    spoilt = table[name].copy()
    shift = np.timedelta64(int(parameters["hours"]), "h")
    for at in np.flatnonzero(chosen).tolist():
        local = np.datetime64(spoilt[at].rstrip("Z"), "s") + shift
        spoilt[at] = cast("datetime", local.item()).strftime(parameters["format"])
    return data.with_table(parameters["table"], table.with_column(name, spoilt)), rows_where(table, chosen)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows whose instant is not written in ISO 8601."""
    table = tables[parameters["table"]]
    return rows_where(table, np.array(["T" not in each for each in table[parameters["column"]].tolist()]))


register("mixed-dates", plant=plant, detect=detect)
