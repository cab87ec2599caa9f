import csv
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trialpiece.core.readiness.audit import audit
from trialpiece.core.readiness.audit.strength import area_error, area_interval, of_class, of_quantity


def observed(tmp_path, rows, kind, **options):
    file = tmp_path / "table.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return [each for each in audit(str(file), **options).tables[0].observations if each.kind == kind]


def test_the_error_of_an_area_is_the_published_one():
    # Hanley & McNeil (1982), Radiology 143, 29-36: area .893 of 51 abnormal and 58 normal images, standard error .032
    assert area_error(0.893, 51, 58) == pytest.approx(0.032, abs=0.0005)


@pytest.mark.parametrize(("true", "cases", "others"), [(0.85, 10, 40), (0.95, 10, 40), (0.95, 100, 300)])
def test_the_interval_holds_the_true_area_about_as_often_as_it_says(true, cases, others):
    chance, shift = np.random.default_rng(3), stats.norm.ppf(true) * 2**0.5
    held = 0
    for _ in range(400):
        pairs = chance.normal(shift, 1, cases)[:, None] > chance.normal(0, 1, others)
        held += true in area_interval(float(pairs.mean()), cases, others)
    assert held / 400 > 0.92


def test_a_perfect_area_of_ten_cases_is_not_called_certain():
    interval = area_interval(1.0, 10, 40)
    assert interval.high == 1
    assert interval.low == pytest.approx(0.875, abs=0.001)


@given(st.lists(st.integers(0, 9), min_size=50, max_size=60), st.randoms(use_true_random=False))
def test_the_rank_correlation_is_scipys(numbers, random):
    other = [random.random() + each for each in numbers]
    found = of_quantity([float(each) for each in numbers], [str(each) for each in other])
    if found is None:
        assert len(set(numbers)) == 1
    else:
        assert found.value == pytest.approx(abs(stats.spearmanr(numbers, other).statistic))
        assert found.interval is None or found.value in found.interval


def test_the_order_of_rows_tells_nothing(tmp_path):
    # cases and their controls in turn: folds of every second row would call any category a giveaway
    chance = random.Random(3)
    rows = [
        {"region": chance.choice(["north", "south", "east"]), "size": chance.gauss(50, 9), "churned": "yn"[at % 2]}
        for at in range(400)
    ]
    assert observed(tmp_path, rows, "gives-outcome-away", label_column="churned") == []


def test_a_code_whose_order_says_nothing_is_found(tmp_path):
    chance = random.Random(4)
    rows = [{"reason": chance.choice([1, 2, 3]), "size": chance.gauss(50, 9)} for _ in range(400)]
    rows = [{**row, "churned": "y" if row["reason"] == 2 else "n"} for row in rows]
    [found] = observed(tmp_path, rows, "gives-outcome-away", label_column="churned")
    assert found.column == "reason"
    assert "out of fold 1.000, 95%: 0.98" in found.says
    assert "n = 400" in found.says


def test_a_good_predictor_is_seldom_called_a_giveaway_where_cases_are_few():
    chance, shift = np.random.default_rng(5), stats.norm.ppf(0.85) * 2**0.5
    outcomes, called = ["1"] * 10 + ["0"] * 40, 0
    for _ in range(400):
        found = of_class([*chance.normal(shift, 1, 10).tolist(), *chance.normal(0, 1, 40).tolist()], outcomes)
        assert found is not None
        assert found.interval is not None
        called += found.value >= 0.95 and found.interval.low >= 0.85
    assert called <= 4


def test_nothing_is_said_of_fewer_than_ten_cases():
    assert of_class([1.0] * 9 + [0.0] * 91, ["1"] * 9 + ["0"] * 91) is None


def test_of_several_outcomes_it_is_the_share_of_the_error_that_a_value_removes():
    outcomes = ["a", "b", "c"] * 40
    told = of_class(outcomes, outcomes)
    assert told is not None
    assert told.value == 1
    assert told.method == "share of the error that it removes, out of fold"
    assert told.interval is not None
    assert told.interval.low > 0.85
    one_easy = of_class(["a" if each == "a" else "other" for each in outcomes], outcomes)
    assert one_easy is not None
    assert one_easy.value < 0.7
