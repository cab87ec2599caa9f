"""Outcomes that one source records wrongly, in one direction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where, some


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Turn a share of the ones from the source `where` into zeros."""
    table, name = data.tables[parameters["table"]], parameters["column"]
    hit = (table[parameters["by"]] == parameters["where"]) & (table[name] == 1)
    chosen = some(rng, hit, parameters["share"])
    return data.with_table(parameters["table"], table.with_column(name, np.where(chosen, 0, table[name]))), rows_where(
        table, chosen
    )


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows that the audit contradicts: only a sample, but all of one source and one direction."""
    table, audit = tables[parameters["table"]], tables[parameters["audit"]]
    said = dict(zip(table["customer_id"].tolist(), table[parameters["column"]].tolist(), strict=True))
    checked = zip(audit["customer_id"].tolist(), audit[parameters["audited"]].tolist(), strict=True)
    return frozenset(key for key, truth in checked if said[key] != truth)


register("label-noise", plant=plant, detect=detect)
