"""Defects put into a clean table on purpose, one at a time: each must be found, and the clean table stays quiet."""

import csv
import datetime as dt
import random

import pytest

from trialpiece.core.readiness.audit import audit
from trialpiece.core.readiness.audit.values import Weight

TODAY = dt.date(2026, 1, 10)
ROWS = 1_200


def clean_rows(seed=7):
    """Orders of two years: a key, a time, numbers, categories and an outcome that depends on two of them."""
    chance = random.Random(seed)
    start = dt.datetime(2024, 1, 5, 8, tzinfo=dt.UTC)
    rows = []
    for number in range(ROWS):
        amount = round(chance.lognormvariate(3.5, 0.6), 2)
        rows.append(
            {
                "order_id": 10_000 + number,
                "ordered_at": (start + dt.timedelta(hours=number * 14.6)).strftime("%Y-%m-%d %H:%M:%S"),
                "product": f"{chance.choice(['oak', 'ash', 'elm', 'fir'])} {chance.choice(['table', 'chair', 'shelf', 'lamp'])} {chance.randrange(10**6):06d}",
                "region": chance.choice(["north", "south", "east", "west"]),
                "amount": amount,
                "height_cm": round(chance.gauss(120, 12), 1),
                "score": chance.randrange(0, 60),
                "returned": int(chance.random() < 0.15 + 0.1 * (amount > 40)),
            }
        )
    return rows


def every(step, column, change):
    def plant(rows):
        for row in rows[::step]:
            row[column] = change(row[column])
        return rows

    return plant


def new(column, value_of):
    def plant(rows):
        for position, row in enumerate(rows):
            row[column] = value_of(position, row)
        return rows

    return plant


def again(rows):
    return rows + [dict(row) for row in rows[:40]]


def almost_again(rows):
    return rows + [
        {**row, "order_id": row["order_id"] + 5_000, "product": f" {row['product'].upper()}"} for row in rows[:40]
    ]


def typed_again(rows):
    return rows + [
        {**row, "order_id": row["order_id"] + 5_000, "product": row["product"].replace("a", "e", 1)}
        for row in rows[:200:5]
    ]


def without_march(rows):
    return [row for row in rows if not row["ordered_at"].startswith("2025-03")]


def shifted(rows):
    for row in rows[ROWS // 2 :]:
        row["score"] += 25
    return rows


def as_slashes(text):
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}"


def card(number):
    """A made-up card number whose check digit is right."""
    digits = f"4{number * 7919:014d}"
    doubled = [int(each) * (2 - at % 2) for at, each in enumerate(reversed(digits))]
    return int(digits + str(-sum(each - 9 if each > 9 else each for each in doubled) % 10))


EMAILS = ("ada", "bo", "cy")
PLANTED = {
    "empty cells": (every(5, "amount", lambda _: ""), "missing", "amount"),
    "an empty column": (new("comment", lambda *_: ""), "empty-column", "comment"),
    "a constant column": (new("currency", lambda *_: "EUR"), "constant", "currency"),
    "a nearly constant column": (new("flag", lambda at, _: "y" if at == 3 else "n"), "near-constant", "flag"),
    "exact duplicates": (again, "duplicate-rows", None),
    "a repeated key": (every(60, "order_id", lambda _: 10_001), "key-repeats", "order_id"),
    "duplicates but for key, capitals and spaces": (almost_again, "near-duplicate-rows", None),
    "duplicates with a typing error": (typed_again, "near-duplicate-rows", "product"),
    "numbers as text by a stray word": (every(90, "score", lambda _: "n/a"), "sentinel", "score"),
    "numbers as text by units": (every(1, "amount", lambda value: f"{value} EUR"), "number-as-text", "amount"),
    "numbers with two decimal signs": (
        every(2, "amount", lambda value: str(value).replace(".", ",")),
        "mixed-numbers",
        "amount",
    ),
    "two units in a text": (
        new("weight", lambda at, _: f"{at % 40 + 1} {'kg' if at % 3 else 'lb'}"),
        "unit-mixture",
        "weight",
    ),
    "dates in two formats": (every(3, "ordered_at", as_slashes), "mixed-dates", "ordered_at"),
    "dates in three formats": (
        lambda rows: every(4, "ordered_at", lambda text: "3 March 2025")(every(3, "ordered_at", as_slashes)(rows)),
        "mixed-dates",
        "ordered_at",
    ),
    "dates as numbers": (
        every(1, "ordered_at", lambda text: text[:10].replace("-", "")),
        "date-as-number",
        "ordered_at",
    ),
    "yes and no in several ways": (
        new("paid", lambda at, _: ("yes", "no", "Y", "n")[at % 4]),
        "several-spellings",
        "paid",
    ),
    "spellings of one category": (every(11, "region", lambda text: f"{text.title()} "), "several-spellings", "region"),
    "-999 for unknown": (every(25, "score", lambda _: -999), "sentinel", "score"),
    "999 for unknown": (every(40, "height_cm", lambda _: 999), "sentinel", "height_cm"),
    "-1 for unknown": (every(30, "score", lambda _: -1), "sentinel", "score"),
    "0 where nothing can be 0": (every(20, "height_cm", lambda _: 0), "sentinel", "height_cm"),
    "1900 for unknown": (
        new("paid_on", lambda at, row: "1900-01-01" if at % 9 == 0 else row["ordered_at"][:10]),
        "sentinel",
        "paid_on",
    ),
    "unknown as a category": (every(8, "region", lambda _: "unknown"), "sentinel", "region"),
    "negative prices": (new("price", lambda at, row: -5.5 if at % 70 == 0 else row["amount"]), "out-of-range", "price"),
    "ages of 200": (new("age", lambda at, _: 214 if at % 300 == 0 else 20 + at % 50), "out-of-range", "age"),
    "a lost decimal point": (every(900, "height_cm", lambda value: value * 100), "far-out", "height_cm"),
    "metres among centimetres": (
        every(6, "height_cm", lambda value: round(value / 100, 3)),
        "unit-mixture",
        "height_cm",
    ),
    "dates in the future": (every(500, "ordered_at", lambda _: "2031-01-01 00:00:00"), "future", "ordered_at"),
    "a month without rows": (without_march, "gap-in-time", "ordered_at"),
    "an old table": (lambda rows: rows[: ROWS // 2], "freshness", "ordered_at"),
    "drift": (shifted, "drift", "score"),
    "an outcome that is often missing": (every(7, "returned", lambda _: ""), "label-missing", "returned"),
    "a rare outcome": (new("returned", lambda at, _: int(at % 100 == 0)), "label-balance", "returned"),
    "a column that gives the outcome away": (
        new("refund", lambda at, row: row["amount"] if row["returned"] else 0),
        "gives-outcome-away",
        "refund",
    ),
    "a category that gives the outcome away": (
        new("state", lambda at, row: "closed late" if row["returned"] else "closed"),
        "gives-outcome-away",
        "state",
    ),
    "e-mail addresses": (new("contact", lambda at, _: f"{EMAILS[at % 3]}{at}@example.org"), "personal-data", "contact"),
    "a few addresses in a comment": (
        new("comment", lambda at, _: f"please write to ada{at}@example.org soon" if at % 50 == 0 else f"note {at}"),
        "personal-data",
        "comment",
    ),
    "account numbers": (new("account", lambda *_: "DE89 3704 0044 0532 0130 00"), "personal-data", "account"),
    "dates of birth": (new("date_of_birth", lambda at, _: f"19{50 + at % 50}-03-04"), "personal-data", "date_of_birth"),
    "9999 for unknown in the midst of the range": (
        new("income", lambda at, row: 9999 if at % 20 == 0 else 2000 + row["order_id"] * 37 % 60_000),
        "sentinel",
        "income",
    ),
    "a few wrong signs": (every(400, "height_cm", lambda value: -value), "out-of-range", "height_cm"),
    "percentages over 100": (
        new("discount_pct", lambda at, _: 400 if at % 90 == 0 else at % 30),
        "out-of-range",
        "discount_pct",
    ),
    "times as milliseconds": (
        new("updated_at", lambda at, _: 1_700_000_000_000 + at * 977_000),
        "date-as-number",
        "updated_at",
    ),
    "card numbers as numbers": (new("payment", lambda at, _: card(at)), "personal-data", "payment"),
    "names of persons": (
        new("name", lambda at, _: f"{('Ada', 'Bo', 'Cyd')[at % 3]} {('Moss', 'Quint', 'Rau', 'Stein')[at % 4]}"),
        "personal-data",
        "name",
    ),
    "telephone numbers": (
        new("call", lambda at, _: f"+49 170 {1_000_000 + at * 7919 % 9_000_000}"),
        "personal-data",
        "call",
    ),
    "dates in one format but one": (
        every(2000, "ordered_at", lambda text: f"{text[8:10]}.{text[5:7]}.{text[:4]}"),
        "mixed-dates",
        "ordered_at",
    ),
    "a copy of the outcome with a few errors": (
        new("stage", lambda at, row: row["returned"] if at % 99 else 1 - row["returned"]),
        "gives-outcome-away",
        "stage",
    ),
    "a region that stopped": (
        lambda rows: [
            {**row, "region": "west" if at > ROWS // 2 and row["region"] == "east" else row["region"]}
            for at, row in enumerate(rows)
        ],
        "drift",
        "region",
    ),
    "infinities written out": (every(200, "amount", lambda _: "inf"), "number-as-text", "amount"),
}


def written(tmp_path, rows):
    file = tmp_path / "orders.csv"
    columns = list(rows[0])
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def observed(source):
    return audit(source, label_column="returned", today=TODAY).tables[0].observations


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_is_found_where_it_was_planted(defect, tmp_path):
    plant, kind, column = PLANTED[defect]
    found = observed(written(tmp_path, plant(clean_rows())))
    assert (kind, column) in [(each.kind, each.column) for each in found]
    worrying = next(each for each in found if (each.kind, each.column) == (kind, column))
    assert worrying.weight is not Weight.NOTE


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_table_stays_quiet(tmp_path, seed):
    found = observed(written(tmp_path, clean_rows(seed)))
    assert [each.says for each in found if each.weight is not Weight.NOTE] == []
