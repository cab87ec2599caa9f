import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.scoping.research import Nature, nature_of
from trialpiece.core.scoping.work import Part, shipped_work

QUESTIONS = [each.id for each in shipped_work().questions]
ALL = dict.fromkeys(QUESTIONS, "engineering")


def part(title="The whole", evidence=None, **changes):
    return Part(title, {**ALL, **changes}, evidence or {})


@pytest.mark.parametrize(
    ("changes", "nature"),
    [
        ({}, Nature.ENGINEERING),
        ({"method": "research"}, Nature.RESEARCH),
        ({"comparable": "research"}, Nature.RESEARCH),
        ({"inputs": "research"}, Nature.MIXED),
        ({"inputs": "research", "effort": "research", "failure": "research"}, Nature.RESEARCH),
        ({"effort": "unsure", "failure": "unsure"}, Nature.ENGINEERING),
        ({"method": "unsure"}, Nature.UNCLEAR),
        (dict.fromkeys(QUESTIONS, "unsure"), Nature.UNCLEAR),
    ],
)
def test_the_verdict_over_one_part(changes, nature):
    assert nature_of([part(**changes)]).nature is nature


def test_a_research_question_gives_its_reasons_and_changes_role_schedule_and_contract():
    verdict = nature_of([part(method="research")])
    assert "finding the method is the work" in verdict.parts[0].reasons[0]
    assert "AI researcher" in verdict.consequence.role
    assert "Time boxes" in verdict.consequence.schedule
    assert "Never fixed price" in verdict.consequence.contract
    assert "drifts" in verdict.warning


def test_parts_of_both_kinds_are_split_research_first():
    verdict = nature_of([part("Pipeline for invoices"), part("Reading handwriting", method="research")])
    assert verdict.nature is Nature.MIXED
    assert verdict.split == (
        "Research, time-boxed: Reading handwriting. Ends with go on, change or stop.",
        "Engineering, can start now unless it needs a result from above: Pipeline for invoices.",
    )


def test_one_open_minor_question_is_cut_out_as_a_time_box():
    verdict = nature_of([part("Triage", inputs="research")])
    assert verdict.split[0] == "Research, time-boxed: settle inputs for 'Triage'."
    assert verdict.split[1].startswith("Engineering, after that decision")


def test_answers_without_evidence_are_said_to_be_so():
    verdict = nature_of([part(evidence={"method": "Gradient boosting, as in our fraud model"})])
    assert "Method" not in verdict.parts[0].without_evidence
    assert len(verdict.parts[0].without_evidence) == 4


a_part = st.builds(
    Part,
    st.just("p"),
    st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["engineering", "research", "unsure"])),
)


@given(st.lists(a_part, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_change_the_verdict(parts, random):
    shuffled = random.sample(parts, len(parts))
    assert nature_of(shuffled).nature is nature_of(parts).nature


@given(a_part, st.sampled_from(QUESTIONS))
def test_an_answer_for_research_never_makes_a_part_engineering(before, question):
    if nature_of([before]).nature is not Nature.ENGINEERING:
        after = Part("p", {**before.answers, question: "research"})
        assert nature_of([after]).nature is not Nature.ENGINEERING
