import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.readiness.instrument import Answers, shipped_instrument
from trialpiece.core.readiness.profile import profile_of

INSTRUMENT = shipped_instrument()
KEYS = [item.key for item in INSTRUMENT.items()]
a_respondent = st.builds(
    lambda levels: Answers(
        "somebody", {key: level for key, level in zip(KEYS, levels, strict=True) if level is not None}
    ),
    st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=len(KEYS), max_size=len(KEYS)),
)


def everyone_says(level, **other):
    return Answers("somebody", {key: other.get(key.partition(".")[0], level) for key in KEYS})


def result(profile, dimension):
    return next(each for each in profile.dimensions if each.dimension.id == dimension)


def test_three_respondents_give_a_mean_with_an_interval():
    profile = profile_of(INSTRUMENT, [everyone_says(2, data=level) for level in (2, 3, 4)])
    data = result(profile, "data")
    assert data.estimate.value == 3
    assert data.estimate.n == 3
    assert data.estimate.interval.low == pytest.approx(3 - 4.302653 / 3**0.5, abs=1e-5)  # t(2) = 4.302653
    assert data.estimate.interval.high == 4  # the scale ends there
    assert data.spread == pytest.approx(1)


@pytest.mark.parametrize("respondents", [1, 2])
def test_one_or_two_respondents_have_no_interval_and_the_report_says_so(respondents):
    profile = profile_of(INSTRUMENT, [everyone_says(level) for level in (1, 3)][:respondents])
    assert all(each.estimate.interval is None for each in profile.dimensions)
    assert profile.caveats[0].says.startswith(f"{respondents} answered: no interval can be given")


def test_missing_answers_are_counted_bounded_and_never_filled_in():
    full = everyone_says(3)
    half = Answers("b", {key: 3 for key in KEYS if key != "data.access"}, frozenset({"data.owner"}))
    half = Answers("b", {key: level for key, level in half.levels.items() if key != "data.owner"}, half.unknown)
    data = result(profile_of(INSTRUMENT, [full, half]), "data")
    assert data.estimate.value == 3
    assert data.missing == 2
    assert (data.bounds.low, data.bounds.high) == (14 * 3 / 16, (14 * 3 + 2 * 4) / 16)
    assert [each.skipped for each in data.items][:2] == [1, 0]
    assert [each.unknown for each in data.items][:2] == [0, 1]


def test_who_answered_less_than_half_of_a_dimension_is_left_out_there_and_it_is_said():
    little = Answers("b", {"data.access": 0})
    profile = profile_of(INSTRUMENT, [everyone_says(4), little])
    assert result(profile, "data").estimate.value == 4
    [said] = [caveat.says for caveat in profile.caveats if caveat.code == "left-out" and caveat.says.startswith("Data")]
    assert "1 of 2 answered less than half of it and is left out there." in said
    assert "the mean would be 2.0 or 3.8." in said  # the mean of 4 lies outside: who is left out may change it


def test_the_agenda_begins_with_the_widest_difference():
    profile = profile_of(
        INSTRUMENT,
        [
            Answers("a", {**dict.fromkeys(KEYS, 2), "process.baseline": 0, "data.owner": 1}),
            Answers("b", {**dict.fromkeys(KEYS, 2), "process.baseline": 4, "data.owner": 3}),
        ],
    )
    assert [topic.item.key for topic in profile.agenda] == ["process.baseline", "data.owner"]
    assert profile.agenda[0].says == "Today's baseline: answers reach from 0 to 4 of 4."


def test_what_half_of_them_do_not_know_is_on_the_agenda():
    unsure = [Answers("a", {k: 2 for k in KEYS if k != "data.owner"}, frozenset({"data.owner"})), everyone_says(2)]
    assert profile_of(INSTRUMENT, unsure).agenda[0].says == "Owners: 1 of 2 do not know."


@given(st.lists(a_respondent, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_respondents_changes_nothing(respondents, random):
    shuffled = random.sample(respondents, len(respondents))
    assert profile_of(INSTRUMENT, shuffled) == profile_of(INSTRUMENT, respondents)


@given(st.lists(a_respondent, min_size=1, max_size=6))
def test_means_and_intervals_stay_on_the_scale(respondents):
    for each in profile_of(INSTRUMENT, respondents).dimensions:
        if each.estimate:
            assert 0 <= each.estimate.value <= 4
            if each.estimate.interval:
                assert 0 <= each.estimate.interval.low <= each.estimate.value <= each.estimate.interval.high <= 4
