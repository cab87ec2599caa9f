from dataclasses import replace

import pytest

from trialpiece.core.documents import BadDocument
from trialpiece.core.scoping.requirements import State, read_requirements, ready_to_start
from trialpiece.core.scoping.work import WorkBrief, blank_brief, load_brief

GOOD = WorkBrief(
    title="Fewer cancellations",
    business_question="Can calling the 200 customers most likely to cancel each month reduce cancellations by 2 points by June 2026?",
    baseline="8.4% of customers cancelled per month, January to December 2025, from billing.",
    success_metric="Monthly cancellation rate of the customers called, against those not called",
    success_threshold="2 percentage points lower",
    failure_condition="We stop if the difference is under 0.5 points by 2026-05-29.",
    tables=("crm.customer", "billing.invoice"),
    credentials="Read role churn_poc, granted by the CRM owner on 12 January",
    included=("Private customers in Germany",),
    excluded=("Business customers", "Pricing", "The app"),
    start="2026-03-02",
    end="2026-05-29",
    decision_good="The head of sales rolls it out to Austria and funds two posts.",
    decision_bad="The head of sales stops it and returns the budget.",
    decision_unclear="Run once more for six weeks with 400 customers; then stop.",
)


def state_of(brief, requirement):
    return next(each for each in read_requirements(brief) if each.requirement.id == requirement)


def test_a_brief_that_says_everything_is_ready_to_start():
    readings = read_requirements(GOOD)
    assert [(each.requirement.id, each.problems) for each in readings if each.problems] == []
    assert ready_to_start(readings)


def test_an_empty_brief_misses_all_eight_of_which_six_hold_up_a_proof_of_concept():
    readings = read_requirements(WorkBrief("x"))
    assert [each.state for each in readings] == [State.MISSING] * 8
    assert sum(each.requirement.six for each in readings) == 6


@pytest.mark.parametrize("placeholder", ["", "TBD", "tbd.", "n/a", "To be defined", "?", "..."])
def test_a_placeholder_says_nothing(placeholder):
    assert state_of(replace(GOOD, business_question=placeholder), "business_question").state is State.MISSING


@pytest.mark.parametrize(
    ("requirement", "change", "says"),
    [
        (
            "business_question",
            {"business_question": "Use AI to improve the customer experience in all channels"},
            "names a technology ('Use AI')",
        ),
        ("business_question", {"business_question": "How can we reduce the churn of our customers?"}, "no number"),
        ("business_question", {"business_question": "Churn prediction"}, "a topic, not a question"),
        ("baseline", {"baseline": "Handling takes forever"}, "no figure"),
        ("baseline", {"baseline": "14 minutes per ticket"}, "for which period"),
        ("success_metric", {"success_threshold": ""}, "No threshold"),
        ("success_metric", {"success_threshold": "clearly better"}, "The threshold has no number: 'clearly better'"),
        (
            "success_metric",
            {"success_metric": "F1", "success_threshold": "0.85 points"},
            "'F1' measures the model, not the business",
        ),
        ("failure_condition", {"failure_condition": "We stop if it does not work."}, "no number"),
        ("failure_condition", {"failure_condition": "We stop below 0.5 points."}, "no date"),
        ("data_access", {"tables": ("the customer data",)}, "'the customer data' is a topic, not a table"),
        ("data_access", {"credentials": ""}, "through which account"),
        ("data_access", {"credentials": "Access will be requested from IT"}, "asked for, not granted"),
        ("scope", {"excluded": ()}, "Nothing is ruled out"),
        ("scope", {"included": ("All customers in all countries",)}, "'All customers' is no boundary"),
        ("timeline", {"end": "when it works"}, "'when it works' is no date"),
        ("timeline", {"end": ""}, "no end date"),
        ("timeline", {"start": "tomorrow"}, "'tomorrow' is no date; a start is a day"),
        ("timeline", {"looks": ("soon",)}, "'soon' is no date; a look in between"),
        ("timeline", {"looks": ("2026-04-01", "2027-04-03")}, "The look of 2027-04-03 is not between start and end"),
        ("timeline", {"end": "2026-01-01"}, "ends (2026-01-01) before it begins"),
        ("timeline", {"end": "2027-06-01"}, "65 weeks without a decision"),
        ("decisions", {"decision_unclear": ""}, "an outcome that is unclear is not said"),
        ("decisions", {"decision_bad": "Then we'll see"}, "puts the decision off"),
        ("decisions", {"decision_good": "Great success for everybody"}, "If good: no action is named"),
        (
            "decisions",
            {"decision_good": "Roll out", "decision_bad": "Stop it", "decision_unclear": "Repeat once"},
            "who decides",
        ),
        ("decisions", {"decision_unclear": GOOD.decision_bad}, "same decision; then the result does not matter"),
    ],
)
def test_what_is_vague_is_named_with_the_reason(requirement, change, says):
    reading = state_of(replace(GOOD, **change), requirement)
    assert reading.state is State.VAGUE
    assert any(says in problem for problem in reading.problems), reading.problems
    assert reading.requirement.why


@pytest.mark.parametrize(
    "question",
    [
        "Will sorting claims by expected amount cut the mean time to payment from 21 to 14 days by autumn?",
        "Can a forecast per shop keep waste below 3% of sales without more than 1% empty shelves?",
        "Does suggesting answers save support staff at least 5 minutes per ticket?",
        "If machines are serviced on predicted wear, does unplanned downtime fall by a third within six months?",
    ],
)
def test_questions_that_could_turn_out_false_are_clear(question):
    assert state_of(replace(GOOD, business_question=question), "business_question").problems == ()


def test_a_file_with_dates_and_lists_becomes_a_brief(tmp_path):
    file = tmp_path / "BRIEF.toml"
    file.write_text(
        'schema = "trialpiece.work-brief/1"\ntitle = "x"\n[timeline]\nstart = 2026-03-02\nend = 2026-05-29\n'
        '[scope]\nexcluded = ["", "Pricing"]\n[costs]\nsalary_year = 80000\n',
        encoding="utf-8",
    )
    brief = load_brief(file)
    assert (brief.start, brief.end) == ("2026-03-02", "2026-05-29")
    assert brief.excluded == ("Pricing",)
    assert brief.costs.salary_year == 80000
    assert brief.costs.months_to_hire == 5


def test_the_blank_brief_is_a_valid_file_in_which_nothing_is_said(tmp_path):
    file = tmp_path / "BRIEF.toml"
    file.write_text(blank_brief(), encoding="utf-8")
    assert {each.state for each in read_requirements(load_brief(file))} == {State.MISSING}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            'title = "x"\nbusines_question = "y"',
            3,
            "Unknown key `busines_question`; do you mean `business_question`?",
        ),
        ('title = "x"\nzebra = "y"', 3, "Unknown key `zebra`; known here are baseline"),
        (
            'title = "x"\n[[part]]\ntitle = "y"\n[part.answers]\nmethods = "research"',
            6,
            "There is no question 'methods'",
        ),
        ('title = "x"\n[team]\nstage = "big"', 4, "There is no stage 'big'"),
        ('title = "x"\n[engagement]\nstrategic = "very"', 4, "it must be one of low, medium, high"),
    ],
)
def test_an_error_in_a_brief_names_file_and_line(tmp_path, text, line, says):
    file = tmp_path / "BRIEF.toml"
    file.write_text(f'schema = "trialpiece.work-brief/1"\n{text}\n', encoding="utf-8")
    with pytest.raises(BadDocument) as error:
        load_brief(file)
    assert str(error.value).startswith(f"{file}:{line}: ")
    assert says in str(error.value)
