"""A plain solution with numpy alone: clean by the key, nine columns, logistic regression. Never issued.

It says what sound work reaches, so that tests can hold the difficulty of every seed's variant to a narrow band.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = Mapping[str, list[str]]
"""A table as read from CSV: columns of text."""


def predict(tables: Mapping[str, Rows], *, with_column: str | None = None) -> tuple[list[str], Floats]:
    """Customers to score and their probabilities; `with_column` adds a column of customers.csv, such as the leak."""
    known, coming = tables["outcomes"], tables["to_score"]
    learn = features(tables, known, with_column)
    mean, spread = learn.mean(axis=0), learn.std(axis=0) + 1e-9
    weights = fit((learn - mean) / spread, np.array(known["churned_60d"], dtype=float))
    new = (features(tables, coming, with_column) - mean) / spread
    return coming["customer_id"], _sigmoid(np.column_stack([np.ones(len(new)), new]) @ weights)


def features(tables: Mapping[str, Rows], reviews: Rows, with_column: str | None) -> Floats:
    """One row per review: use lately and before, failures, tickets, billing, tenure, partner, price rise."""
    ids = reviews["customer_id"]
    review = dict(zip(ids, reviews["review_date"], strict=True))
    latest = _latest(tables["customers"], by="updated_at")
    plan = _latest(tables["subscriptions"], by="started_on", only_open=True)
    use = _use(tables["usage_monthly"], review)
    failed = _count(tables["payments"], lambda row: row["status"] == "failed")
    tickets = _count(tables["tickets"], lambda _: True)
    rows = []
    for each in ids:
        lately, before = use.get(each, (0.0, 0.0))
        raised = plan[each]["plan"] == "basic" and review[each] >= "2025-03-01"
        row = [
            np.log1p(lately),
            np.log1p(lately) - np.log1p(before),
            min(failed.get(each, 0), 4),
            np.log1p(tickets.get(each, 0)),
            plan[each]["billing"] == "annual",
            latest[each]["channel"] == "partner",
            raised,
            min(_days(latest[each]["signup_date"], review[each]), 1080),
        ]
        rows.append([*row, float(latest[each][with_column])] if with_column else row)
    return np.array(rows, dtype=float)


def fit(columns: Floats, left: Floats, ridge: float = 1.0, steps: int = 25) -> Floats:
    """Logistic regression by Newton's method with a small ridge; the intercept comes first."""
    design = np.column_stack([np.ones(len(columns)), columns])
    weights = np.zeros(design.shape[1])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0
    for _ in range(steps):
        chance = _sigmoid(design @ weights)
        slope = design.T @ (left - chance) - penalty @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def auc(left: Floats, score: Floats) -> float:
    """Area under the ROC curve: how often a leaver is ranked above a stayer, ties count half (Mann & Whitney 1947)."""
    gone, stayed = score[left == 1], np.sort(score[left == 0])
    below = np.searchsorted(stayed, gone, side="left")
    ties = np.searchsorted(stayed, gone, side="right") - below
    return float((below + ties / 2).mean() / len(stayed))


def _sigmoid(odds: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-odds))
    return result


def _records(table: Rows) -> list[dict[str, str]]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _latest(table: Rows, *, by: str, only_open: bool = False) -> dict[str, dict[str, str]]:
    """Each customer's record with the latest `by`."""
    records = [each for each in _records(table) if not only_open or not each["ended_on"]]
    return {each["customer_id"]: each for each in sorted(records, key=lambda each: each[by])}


def _use(table: Rows, review: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Mean sessions in the last two months before the review, and in those more than four months before."""
    lately: dict[str, list[int]] = {}
    before: dict[str, list[int]] = {}
    for customer, month, sessions in zip(table["customer_id"], table["month"], table["sessions"], strict=True):
        if customer in review:
            ago = _month(review[customer]) - _month(month)
            place = lately if ago <= 2 else before if ago > 4 else None
            if place is not None:
                place.setdefault(customer, []).append(int(sessions))
    means = {each: sum(values) / len(values) for each, values in lately.items()}
    earlier = {each: sum(values) / len(values) for each, values in before.items()}
    return {each: (means[each], earlier.get(each, means[each])) for each in means}


def _count(table: Rows, wanted: object) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in _records(table):
        if callable(wanted) and wanted(each):
            counts[each["customer_id"]] = counts.get(each["customer_id"], 0) + 1
    return counts


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])


def _days(first: str, last: str) -> int:
    return int((np.datetime64(last) - np.datetime64(first)).astype(int))
