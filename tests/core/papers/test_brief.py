"""The work brief as a paper."""

import datetime as dt
import io
import re

import pypdf
import pytest
from tests.factories.pages import text_of_pdf

from trialpiece.core.papers.brief import About, brief_pdf
from trialpiece.core.scoping.whole import read_brief
from trialpiece.core.scoping.work import Part, Situation, TeamPlan, WorkBrief, costs_with, shipped_work

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
QUESTIONS = [each.id for each in shipped_work().questions]
WHOLE = WorkBrief(
    title="Predict late deliveries", business_question="Does warning cut late deliveries from 12% to 8% by June 2027?",
    baseline="12% of 41,000 in 2026", tables=("dispatch.deliveries", "dispatch.routes"), included=("Kiel",),
    start="2027-01-11", end="2027-03-26", decision_good="Roll out to all depots.",
    parts=(
        Part("Ranking", dict.fromkeys(QUESTIONS, "engineering"), {QUESTIONS[0]: "a paper"}),
        Part("New physics", dict.fromkeys(QUESTIONS, "research")),
    ),
    team=TeamPlan(models_in_production=12, present={"data_scientist": 2}),
    situation=Situation(duration_months=24, ongoing_ownership=True, strategic="high", needed_in_months=2, in_house_direction=True),
    costs=costs_with({"contractor_day_rate": 1400}),
)  # fmt: skip
ABOUT = About("North Quay", NOW, dt.date(2026, 11, 20), "ML engineer", {"exit": "Mara Brandt, 3 March 2027"})


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_it_says_requirements_kind_of_work_team_contract_and_checklist():
    told, text = read_brief(WHOLE), squeezed(text_of_pdf(brief_pdf(WHOLE, ABOUT)))
    wanted = [
        "North Quay", "Predict late deliveries", "For ML engineer.", "Last changed 20 November 2026", "one of the six",
        WHOLE.business_question, "dispatch.routes", told.nature.headline, *told.nature.split, told.nature.consequence.role,
        *told.team.gaps, told.engagement.headline, *told.engagement.warnings, *(each.says for each in told.engagement.break_even),
        "Mara Brandt, 3 March 2027", "1,400",
    ]  # fmt: skip
    wanted += [each.requirement.title for each in told.requirements]
    wanted += [problem for each in told.requirements for problem in each.problems]
    wanted += [point.title for point in shipped_work().transfer]
    for part in wanted:
        assert squeezed(part) in text, part


def test_a_brief_that_says_nothing_is_a_paper_too():
    text = text_of_pdf(brief_pdf(WorkBrief(title="x"), About("", NOW)))
    assert "0 of 8 requirements are clear" in text
    assert "Neither the stage nor the number of models" in text


def test_it_is_tagged_and_keeps_to_the_standard_for_screen_readers():
    content = brief_pdf(WHOLE, ABOUT)
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in content


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd") #panic()', "😀 שלום " + "x" * 4000, "\x00\ud800", "a\n" * 2000, "", "\ufeff"]
)
def test_whatever_the_brief_says_is_shown_and_never_run(text):
    parts = (Part(text, dict.fromkeys(QUESTIONS, "research"), dict.fromkeys(QUESTIONS, text)),)
    brief = WorkBrief(title=text, business_question=text, tables=(text,) * 3, credentials=text, end=text, parts=parts)
    told = text_of_pdf(brief_pdf(brief, About(text, NOW, None, text, {"exit": text})))
    assert "root:" not in told
