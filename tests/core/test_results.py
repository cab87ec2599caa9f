import datetime as dt
import json
import math
from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.results import Caveat, Estimate, Interval, mean_with_interval, proportion, to_json


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (23, 25, 0.7396941578948, 0.9901604099812),
        (11, 12, 0.6152038348491, 0.9978924067681),
        (92, 100, 0.8484423641356, 0.9648284374818),
    ],
)
def test_clopper_pearson_gives_what_r_binom_test_gives(hits, n, low, high):
    share = proportion(hits, n)  # computed by R 4.2.2, binom.test(hits, n)$conf.int
    assert share.interval is not None
    assert share.interval.low == pytest.approx(low, abs=1e-9)
    assert share.interval.high == pytest.approx(high, abs=1e-9)


def test_a_share_reads_as_a_sentence():
    assert str(proportion(23, 25)) == "23 of 25 (92%; 74% to 99%)"


def test_nothing_observed_has_no_interval_and_says_so():
    share = proportion(0, 0)
    assert share.interval is None
    assert math.isnan(share.value)
    assert share.caveats[0].code == "no-observations"


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_inside_its_own_interval(case):
    hits, n = case
    share = proportion(hits, n)
    assert share.interval is not None
    assert share.value in share.interval


def test_the_t_interval_is_students():
    # Student (1908), additional hours of sleep, drug 1 (R's `sleep`): mean 0.75, 95% interval -0.53 to 2.03
    drug = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    estimate = mean_with_interval(drug)
    assert estimate.value == pytest.approx(0.75)
    assert estimate.interval is not None
    assert estimate.interval.low == pytest.approx(-0.5297804, abs=1e-6)
    assert estimate.interval.high == pytest.approx(2.0297804, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "code"), [([2.0], "n-too-small"), ([1.0, 4.0], "n-too-small"), ([2.0] * 9, "no-spread")]
)
def test_an_interval_that_cannot_be_given_is_not_given(values, code):
    estimate = mean_with_interval(values)
    assert estimate.interval is None
    assert [caveat.code for caveat in estimate.caveats] == [code]


def test_everything_becomes_plain_json():
    class Colour(StrEnum):
        RED = "red"

    @dataclass(frozen=True)
    class Box:
        colour: Colour
        inside: tuple[Estimate, ...]
        when: dt.date

    box = Box(
        Colour.RED, (Estimate(math.nan, Interval(0, math.inf), 3, "m", (Caveat("c", "Says."),)),), dt.date(2026, 1, 2)
    )
    assert json.loads(json.dumps(to_json(box), allow_nan=False)) == {
        "colour": "red",
        "inside": [
            {
                "value": None,
                "interval": {"low": 0, "high": None, "level": 0.95},
                "n": 3,
                "method": "m",
                "caveats": [{"code": "c", "says": "Says."}],
            }
        ],
        "when": "2026-01-02",
    }


def test_what_has_no_json_form_is_refused():
    with pytest.raises(TypeError, match="object has no JSON form"):
        to_json(object())
