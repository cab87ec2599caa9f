"""The shipped worked examples are read as an experienced reviewer would: careful work is not accused."""

import pytest

from trialpiece.core.exercises.loader import shipped_packs
from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Polarity, Strength
from trialpiece.core.review.reader import read_submission


def findings_of(quality):
    folder = shipped_packs() / "subscription-retention" / "key" / "submissions" / quality
    return review(read_submission(folder)).findings


def concerns(quality):
    found = findings_of(quality)
    return {one.kind for one in found if one.polarity is Polarity.CONCERN and one.strength is Strength.STRONG}


def test_careful_work_is_not_accused():
    assert concerns("strong") == set()


def test_rows_kept_back_by_date_are_seen_as_kept_back():
    assert "evaluation.held_out" in {one.kind for one in findings_of("strong")}


def test_statistics_from_all_rows_are_found_in_the_middling_one():
    assert "leakage.preprocessing" in concerns("middling")


@pytest.mark.parametrize("kind", ["reproducibility.hidden_state", "reproducibility.split_unseeded"])
def test_what_is_wrong_with_the_weak_one_is_found(kind):
    assert kind in concerns("weak")


def test_features_that_were_never_written_down_are_not_guessed():
    assert "leakage.target" not in concerns("weak")  # `cols` is nowhere defined, so what it holds cannot be said


@pytest.mark.parametrize("quality", ["strong", "middling", "weak"])
def test_nothing_is_told_twice(quality):
    told = [(one.kind, one.location, one.says) for one in findings_of(quality)]
    assert len(told) == len(set(told))
