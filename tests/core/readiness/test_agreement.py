import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.readiness.agreement import in_words, item_variances, rwg_j

AGREE = [[4, 4, 5, 4], [4, 5, 5, 4], [3, 4, 4, 4], [5, 4, 5, 5], [4, 4, 4, 3]]
POLARISED = [[1, 5, 1, 5], [5, 1, 5, 1], [1, 5, 1, 5], [5, 1, 5, 1]]

ratings = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=2, max_size=8)
)


def test_an_agreeing_group_worked_by_hand():
    # James, Demaree & Wolf (1984), eq. 4, five levels, uniform null variance 2
    assert item_variances(AGREE) == pytest.approx([0.5, 0.2, 0.3, 0.5])
    assert rwg_j(AGREE).value == pytest.approx(0.9454545454545454, abs=1e-9)


def test_a_polarised_group_is_out_of_range_and_not_clipped():
    agreement = rwg_j(POLARISED)
    assert item_variances(POLARISED) == pytest.approx([16 / 3] * 4)
    assert agreement.value == pytest.approx(1.6666666666666667, abs=1e-9)
    assert "out-of-range" in [caveat.code for caveat in agreement.caveats]


@given(ratings)
def test_full_agreement_is_one(rows):
    assert rwg_j([rows[0]] * 3).value == 1


@given(ratings, st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_items_changes_nothing(rows, random):
    before = rwg_j(rows).mean_variance
    order = random.sample(range(len(rows[0])), len(rows[0]))
    shuffled = [[row[column] for column in order] for row in random.sample(rows, len(rows))]
    assert rwg_j(shuffled).mean_variance == pytest.approx(before)


@given(ratings)
def test_turning_the_scale_round_changes_nothing(rows):
    assert item_variances([[4 - value for value in row] for row in rows]) == pytest.approx(item_variances(rows))


def test_one_respondent_cannot_agree():
    agreement = rwg_j([[1, 2, 3]])
    assert agreement.value is None
    assert agreement.interval is None
    assert agreement.caveats[0].code == "one-respondent"


def test_missing_answers_use_the_items_that_two_answered():
    agreement = rwg_j([[1, None, 3], [1, 2, None], [None, None, 3]])
    assert agreement.items == 2
    assert agreement.n == 3
    assert agreement.value == 1


def test_the_interval_holds_the_true_value_about_as_often_as_it_says():
    # Five-level answers of a true between-respondent variance, J = 7, eight respondents.
    random = np.random.default_rng(5)
    chances = [0.05, 0.2, 0.5, 0.2, 0.05]
    variance = 2 * (0.05 * 4 + 0.2 * 1)
    true = 7 * (1 - variance / 2) / (7 * (1 - variance / 2) + variance / 2)
    intervals = [rwg_j(random.choice(5, size=(8, 7), p=chances).tolist()).interval for _ in range(400)]
    given_ones = [each for each in intervals if each is not None]
    assert len(given_ones) > 390
    assert 0.90 < sum(true in each for each in given_ones) / len(given_ones) < 0.985


def test_the_stricter_null_gives_less_agreement():
    agreement = rwg_j(AGREE)
    assert agreement.against_slight_skew is not None
    assert agreement.value is not None
    assert agreement.against_slight_skew < agreement.value
    assert math.isclose(agreement.mean_variance or 0, 0.375)


@pytest.mark.parametrize("respondents", [3, 4, 6])
def test_few_respondents_who_are_lenient_or_strict_throughout_get_an_honest_interval(respondents):
    random = np.random.default_rng(respondents)

    def answers(n, items):
        leaning = random.normal(0, 0.8, (n, 1))
        return np.clip(np.rint(2 + leaning + random.normal(0, 0.5, (n, items))), 0, 4)

    ratio = float(answers(200_000, 1).var()) / 2
    true = 7 * (1 - ratio) / (7 * (1 - ratio) + ratio)
    intervals = [rwg_j(answers(respondents, 7).tolist()).interval for _ in range(300)]
    given_ones = [each for each in intervals if each is not None]
    assert len(given_ones) > 285
    assert sum(true in each for each in given_ones) / len(given_ones) >= 0.9


def test_answers_that_are_alike_by_accident_do_not_shrink_the_interval_to_a_point():
    # each respondent is as far from the others as each other one: the jackknife alone gives an interval without width
    agreement = rwg_j([[1, 2, 2, 2], [2, 1, 2, 2], [2, 2, 1, 2], [2, 2, 2, 1]])
    assert agreement.interval is not None
    assert agreement.interval.width > 0.05


@given(ratings)
def test_an_interval_has_no_end_that_the_pole_made_up(rows):
    interval = rwg_j(rows).interval
    if interval is not None:
        assert interval.low == -math.inf or interval.low >= 0
        assert 0 <= interval.high <= 1


def test_agreement_is_called_by_both_ends_of_its_interval_and_by_none_without_one():
    assert in_words(rwg_j(AGREE)).startswith("Strong to very strong agreement: rWG(J) 0.95 (95%: 0.77 to 0.98; n = 5)")
    assert "0.91 if people lean to one side" in in_words(rwg_j(AGREE))
    assert in_words(rwg_j(AGREE[:2])).startswith("How strong agreement is cannot be said: rWG(J) 0.9")
    apart = [[0, 1, 1, 2], [2, 2, 3, 2], [4, 3, 4, 4], [3, 2, 2, 3]]
    assert "(95%: below 0 to 0." in in_words(rwg_j(apart))
    assert in_words(rwg_j([[2, 3]] * 3)).startswith("All gave the same levels: rWG(J) 1.00 (no interval; n = 3)")
