import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.scoping.team import stage_for, team_for
from trialpiece.core.scoping.work import TeamPlan


@pytest.mark.parametrize(
    ("models", "stage", "headcount"),
    [
        (0, "prototype", (2, 2)),
        (1, "first_model", (3, 4)),
        (3, "several_models", (5, 7)),
        (5, "several_models", (5, 7)),
        (10, "platform", (8, None)),
        (40, "platform", (8, None)),
    ],
)
def test_the_number_of_models_means_a_stage_with_its_team(models, stage, headcount):
    reading = team_for(TeamPlan(models_in_production=models))
    assert (reading.stage.id, reading.headcount) == (stage, headcount)


def test_twelve_models_and_no_mlops_engineer():
    reading = team_for(TeamPlan(models_in_production=12, present={"data_scientist": 5, "ml_engineer": 4}))
    assert "12 production models and no MLOps engineer." in reading.gaps
    assert reading.next_hire == "mlops_engineer"


def test_two_people_with_twelve_models_are_overwhelmed():
    reading = team_for(TeamPlan(models_in_production=12, present={"data_scientist": 2}))
    assert "A team of 2 with 12 production models is overwhelmed." in reading.gaps


def test_eight_people_on_a_proof_of_concept_move_slowly():
    reading = team_for(TeamPlan(stage="prototype", present={"data_scientist": 4, "ml_engineer": 4}))
    assert any(gap.startswith("A team of 8 on a proof of concept moves slowly") for gap in reading.gaps)
    assert any("4 ML engineers at this stage" in gap for gap in reading.gaps)


def test_a_team_that_fits_has_no_gaps():
    present = {"data_scientist": 1, "data_engineer": 1, "ml_engineer": 2, "mlops_engineer": 1}
    reading = team_for(TeamPlan(models_in_production=4, present=present))
    assert reading.gaps == ()
    assert reading.next_hire is None


def test_a_first_production_model_adds_an_ml_engineer():
    reading = team_for(TeamPlan(stage="first_model", present={"data_scientist": 1, "data_engineer": 1}))
    assert reading.next_hire == "ml_engineer"


def test_neither_stage_nor_models_is_refused():
    with pytest.raises(ValueError, match="name the stage"):
        stage_for(TeamPlan())


@given(st.integers(0, 5000))
def test_every_number_of_models_has_one_stage_whose_roles_fit_its_headcount(models):
    reading = team_for(TeamPlan(models_in_production=models))
    least = sum(need.least for need in reading.needs)
    assert least <= reading.headcount[0]
    if all(need.most is not None for need in reading.needs):
        assert sum(need.most for need in reading.needs) >= reading.headcount[1]


@given(
    st.integers(0, 30),
    st.dictionaries(
        st.sampled_from(["data_scientist", "ml_engineer", "mlops_engineer", "data_engineer"]), st.integers(0, 9)
    ),
)
def test_gaps_are_whole_sentences(models, present):
    for gap in team_for(TeamPlan(models_in_production=models, present=present)).gaps:
        assert gap.endswith(".")
        assert gap[0].isupper() or gap[0].isdigit()
