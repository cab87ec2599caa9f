from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trialpiece.core.documents import BadDocument, packaged
from trialpiece.core.readiness.all_profiles import markdown_of_profiles
from trialpiece.core.readiness.gate import (
    DIMENSIONS,
    Standing,
    all_standings,
    decide,
    load_gate,
    shipped_gate,
)
from trialpiece.core.readiness.instrument import Answers, shipped_instrument
from trialpiece.core.readiness.permission import in_force
from trialpiece.core.readiness.profile import profile_of

INSTRUMENT = shipped_instrument()
KEYS = [item.key for item in INSTRUMENT.items()]
LOW, JUST, STRONG = Standing.LOW, Standing.JUST_SUFFICIENT, Standing.STRONG


def verdict_for(*respondents):
    """Each respondent is four levels, one per dimension."""
    answers = [
        Answers(str(n), {key: levels[DIMENSIONS.index(key.partition(".")[0])] for key in KEYS})
        for n, levels in enumerate(respondents)
    ]
    return decide(profile_of(INSTRUMENT, answers))


@pytest.mark.parametrize(
    ("levels", "outcome"),
    [
        ((1, 3, 3, 3), "data-quality-initiative"),
        ((3, 1, 3, 3), "problem-definition-workshop"),
        ((3, 1, 1, 3), "problem-definition-workshop"),  # strong data: rule 2 comes before "several low"
        ((2, 1, 3, 3), "problem-definition-workshop"),
        ((3, 3, 3, 1), "sponsor-and-budget"),
        ((1, 1, 1, 1), "sponsor-and-budget"),  # nothing else lasts without it
        ((3, 3, 1, 3), "infrastructure-first"),
        ((1, 3, 1, 3), "staged-plan"),
        ((1, 1, 3, 3), "staged-plan"),
        ((2, 1, 1, 3), "staged-plan"),
        ((3, 3, 3, 3), "go"),
        ((2, 2, 2, 2), "go"),
    ],
)
def test_each_rule_of_the_gate(levels, outcome):
    verdict = verdict_for(levels)
    assert verdict.outcome.id == outcome
    assert verdict.go == (outcome == "go")


def test_every_one_of_the_81_profiles_has_a_sensible_outcome():
    gate = shipped_gate()
    for standings in all_standings():
        low = {dimension for dimension, standing in standings.items() if standing is LOW}
        outcome = gate.rule_for(standings).outcome
        assert (outcome == "go") == (not low)
        if len(low) == 1:
            alone = {
                "data": "data-quality-initiative",
                "process": "problem-definition-workshop",
                "technology": "infrastructure-first",
                "leadership": "sponsor-and-budget",
            }
            assert outcome == alone[next(iter(low))]
        if outcome == "data-quality-initiative":
            assert low == {"data"}
        if outcome == "staged-plan":
            assert len(low) > 1
            assert "leadership" not in low
        if outcome == "sponsor-and-budget":
            assert "leadership" in low


BUILDS_MODELS = {"ml_engineer", "data_scientist", "ai_researcher"}
MENDS = {
    "data_engineer": "data",
    "data_analyst": "data",
    "mlops_engineer": "technology",
    "platform_engineer": "technology",
}


@pytest.mark.parametrize(
    ("levels", "permitted"),
    [
        ((1, 3, 3, 3), "data engineer or data analyst"),
        ((3, 1, 3, 3), ""),
        ((3, 3, 3, 1), ""),
        ((1, 1, 1, 1), ""),  # no sponsor: no post, whatever it would build
        ((3, 3, 1, 3), "MLOps engineer or platform engineer"),
        ((0, 3, 1, 3), "data engineer or data analyst on contract"),
        ((1, 3, 0, 3), "MLOps engineer or platform engineer on contract"),
        ((1, 0, 3, 3), ""),  # the question is weakest: nobody who is hired brings it
        ((1, 1, 0, 3), "MLOps engineer or platform engineer on contract"),
        ((3, 3, 3, 3), ""),
    ],
)
def test_each_verdict_permits_first_what_builds_the_thing_that_is_missing(levels, permitted):
    verdict = verdict_for(levels)
    assert "; ".join(each.says for each in verdict.permits) == permitted
    if verdict.go:
        assert verdict.permits_says == ""
    elif permitted:
        assert verdict.permits_says == f"The verdict permits one post first: {permitted}."
    else:
        assert verdict.permits_says == "The verdict permits no post yet."


def test_in_all_81_profiles_only_what_is_low_may_be_mended_and_no_model_is_built():
    gate = shipped_gate()
    for standings in all_standings():
        low = {dimension for dimension, standing in standings.items() if standing is LOW}
        outcome = gate.outcomes[gate.rule_for(standings).outcome]
        for weakest in low:
            for permission in in_force(outcome.permits, weakest):
                assert not set(permission.roles) & BUILDS_MODELS
                assert "leadership" not in low
                assert {MENDS[role] for role in permission.roles} == {weakest}
                assert (permission.engagement == "contractor") == (len(low) > 1)
        if outcome.go:
            assert not outcome.permits


def test_a_dimension_without_answers_permits_nothing():
    verdict = decide(profile_of(INSTRUMENT, [Answers("a", {key: 4 for key in KEYS if not key.startswith("data")})]))
    assert verdict.permits == ()
    assert verdict.permits_says == ""


def test_a_gate_that_permits_an_unknown_role_is_refused_with_its_line(tmp_path):
    file = tmp_path / "gate.toml"
    text = packaged("readiness", "gate.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('"platform_engineer"]', '"plattform_engineer"]'), encoding="utf-8")
    with pytest.raises(BadDocument, match=r"gate.toml:\d+: There is no role 'plattform_engineer' in \[roles\]"):
        load_gate(file)


def test_a_go_permits_everything_and_so_names_nothing(tmp_path):
    file = tmp_path / "gate.toml"
    text = packaged("readiness", "gate.toml").read_text(encoding="utf-8")
    file.write_text(
        text.replace("go = true", 'go = true\nposts = 1\npermits = [{ roles = ["data_engineer"] }]'), encoding="utf-8"
    )
    with pytest.raises(BadDocument):
        load_gate(file)


def test_the_documented_table_is_the_gate():
    page = Path(__file__).parents[3] / "docs" / "science" / "readiness.md"
    assert markdown_of_profiles() in page.read_text(encoding="utf-8")


def test_a_go_names_what_is_only_just_sufficient():
    assert verdict_for((3, 2, 3, 3)).headline == "Go, with one caveat: Process clarity is only just sufficient."
    assert verdict_for((3, 3, 3, 3)).headline == "Go."


def test_further_low_dimensions_are_said_beside_the_rule_that_fired():
    verdict = verdict_for((3, 1, 1, 3))
    assert verdict.rule.id == "question-first"
    assert any("technical foundation is low as well" in each for each in verdict.also)


def test_the_reasons_are_items_of_the_dimensions_that_made_the_rule_fire():
    verdict = verdict_for((3, 3, 1, 3))
    assert {reason.item.key.partition(".")[0] for reason in verdict.carried_by} == {"technology"}
    assert all(reason.item.first_step for reason in verdict.carried_by)


def test_a_staged_plan_goes_weakest_first():
    assert verdict_for((1, 0, 3, 3)).order == ("Process clarity", "Data maturity")


def test_what_would_change_the_verdict_is_said_in_answers():
    verdict = verdict_for((2, 3, 3, 3))
    assert verdict.would_change[0].outcome == "data-quality-initiative"
    assert "about 1 of 8 answers one level lower" in verdict.would_change[0].says


def test_the_nearest_change_may_be_at_the_threshold_of_strong():
    # data at 2.6 is strong, so the question comes first; just sufficient, the missing sponsor would
    verdict = verdict_for(*[(data, 1, 1, 1) for data in (3, 3, 3, 2, 2)])
    assert verdict.outcome.id == "problem-definition-workshop"
    assert "Data maturity below 2.5 instead of 2.60" in verdict.sensitivity
    assert verdict.would_change[0].outcome == "sponsor-and-budget"


@given(st.tuples(*[st.integers(0, 4)] * 4), st.tuples(*[st.integers(0, 4)] * 4))
def test_every_verdict_that_one_dimension_alone_can_bring_is_named(first, second):
    verdict, gate = verdict_for(first, second), shipped_gate()
    assume(verdict.rule is not None)
    reachable = {
        gate.rule_for({**verdict.standings, dim: standing}).outcome for dim in DIMENSIONS for standing in Standing
    }
    assert {each.outcome for each in verdict.would_change} == reachable - {verdict.rule.outcome}


def test_it_is_never_more_answers_than_there_are():
    told = [each.says for each in verdict_for((3, 3, 3, 3)).would_change]
    assert told
    assert all("every answer more than one level lower" in says for says in told)


def test_intervals_that_cross_the_threshold_make_the_verdict_not_firm():
    verdict = verdict_for((1, 3, 3, 3), (2, 3, 3, 3), (4, 3, 3, 3))
    assert verdict.go
    assert [each.outcome for each in verdict.within_intervals] == ["data-quality-initiative"]
    assert "not firm" in verdict.sensitivity


def test_missing_answers_that_could_turn_the_verdict_are_said():
    answers = Answers("a", {key: 2 for key in KEYS if key != "leadership.risk"})
    verdict = decide(profile_of(INSTRUMENT, [answers]))
    assert [each.says for each in verdict.within_intervals] == [
        "Within the missing answers it could also be: Secure a sponsor and a budget first."
    ]


def test_a_dimension_that_nobody_answered_leaves_the_verdict_open():
    verdict = decide(profile_of(INSTRUMENT, [Answers("a", {key: 4 for key in KEYS if not key.startswith("data")})]))
    assert verdict.outcome is None
    assert not verdict.go
    assert verdict.headline == "This cannot be said yet: nobody answered half of Data maturity."


def test_a_mean_on_the_threshold_has_reached_it():
    assert shipped_gate().thresholds.standing(2.0) is JUST
    assert shipped_gate().thresholds.standing(2.5) is STRONG


def test_a_gate_with_a_hole_is_refused_with_the_profile_that_falls_through(tmp_path):
    text = packaged("readiness", "gate.toml").read_text(encoding="utf-8")
    file = tmp_path / "gate.toml"
    file.write_text(text.replace("lows = 2", "lows = 4"), encoding="utf-8")
    with pytest.raises(BadDocument, match="No rule fits the profile data "):
        load_gate(file)


@given(st.tuples(*[st.integers(0, 4)] * 4), st.integers(0, 3))
def test_raising_a_dimension_never_takes_a_go_away(levels, raised):
    better = [*levels]
    better[raised] = min(4, better[raised] + 1)
    assert verdict_for(tuple(better)).go >= verdict_for(levels).go


@pytest.mark.parametrize("outcome", shipped_gate().outcomes.values(), ids=lambda each: each.id)
def test_every_plan_fills_the_thirteen_weeks_and_ends_with_another_look(outcome):
    assert outcome.plan[0].weeks.startswith("1")
    assert outcome.plan[-1].weeks == "13"
