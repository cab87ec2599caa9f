"""A column that is filled after the outcome, and because of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trialpiece.core.exercises.dataset import Dataset, Table
from trialpiece.core.exercises.defects.registry import Parameters, register, rows_where


def plant(data: Dataset, rng: np.random.Generator, parameters: Parameters) -> tuple[Dataset, frozenset[str]]:
    """Add a count that is high for those who left; for held-out rows, whose future has not come, it is 0."""
    table, name = data.tables[parameters["table"]], parameters["column"]
    truth = data.hidden["truth"]
    known = truth["held_out"] == 0
    left = set(truth["customer_id"][known & (truth["churned_60d"] == 1)].tolist())
    stayed = set(truth["customer_id"][known & (truth["churned_60d"] == 0)].tolist())
    ids = table["customer_id"].tolist()
    chance = np.array([0.72 if each in left else 0.05 if each in stayed else 0.0 for each in ids])
    counts = np.where(rng.random(len(table)) < chance, 1 + rng.poisson(0.8, len(table)), 0)
    return data.with_table(parameters["table"], table.with_column(name, counts)), rows_where(table, counts > 0)


def detect(tables: Mapping[str, Table], parameters: Parameters) -> frozenset[str]:
    """Rows with a count; telling is that not one of them is a customer whose outcome is still to come."""
    table = tables[parameters["table"]]
    filled = table[parameters["column"]] > 0
    to_come = np.isin(table["customer_id"].astype(str), tables[parameters["to_come"]]["customer_id"].astype(str))
    return rows_where(table, filled) if not (filled & to_come).any() else frozenset()


register("leaking-column", plant=plant, detect=detect)
