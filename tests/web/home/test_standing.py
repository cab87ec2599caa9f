"""The organisation's home says where it stands on the journey, and the one thing to do next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.hiring import make_application, make_opening
from tests.factories.pages import visible_text
from tests.factories.readiness import answer, make_assessment, make_respondent
from tests.factories.scoring import make_scored

from trialpiece.web.home.journey import journeys
from trialpiece.web.home.standing import standing_of
from trialpiece.web.openings.domain import open_against_advice
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness.domain import close
from trialpiece.web.scoping.domain import write_advert, write_brief

HOME = "/o/northquay/"


def notes(member):
    return {step.label: (step.state, step.note) for step in standing_of(member).steps}


def action(member):
    found = standing_of(member).next_step
    return found.action if found else None


def test_a_new_organisation_is_sent_to_readiness_first(client_as, hiring_manager):
    told = notes(hiring_manager)
    assert [told[name][0] for name in told] == ["now", "next", "next", "next", "next"]
    said = visible_text(client_as(hiring_manager).get(HOME))
    assert "Where we stand" in said
    assert "Ask whether you are ready" in said
    assert "Describe an opening" in said


def test_the_next_step_goes_along_the_journey(hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[3], waiting=1)
    assert action(hiring_manager) == "See who is missing"
    assert notes(hiring_manager)["Ready?"] == ("now", "1 of 2 answers in")
    answer(assessment.respondents.get(state="invited"), 3)
    assert action(hiring_manager) == "Close it and read the result"
    close(assessment=assessment, by=hiring_manager)
    assert notes(hiring_manager)["Ready?"][0] == "done"
    assert action(hiring_manager) == "Write a brief"
    write_brief(by=hiring_manager, title="Late deliveries")
    assert action(hiring_manager) == "Go on with the brief"
    opening = make_opening(manager=hiring_manager, is_open=False, stages=0)
    assert action(hiring_manager) == "Add a stage"
    opening.delete()
    make_opening(manager=hiring_manager, is_open=False)
    assert action(hiring_manager) == "Open it"


def test_a_verdict_of_not_yet_comes_with_its_plan(hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    make_opening(manager=hiring_manager, is_open=False)
    assert notes(hiring_manager)["Ready?"] == ("blocked", assessment.headline)
    found = standing_of(hiring_manager).next_step
    assert (found.action, found.address) == ("The plan for 90 days", f"{HOME}readiness/{assessment.pk}/")


def test_where_people_only_wait_there_is_no_next_step(hiring_manager):
    opening = make_opening(manager=hiring_manager)
    write_brief(by=hiring_manager, title="Late deliveries")
    assert action(hiring_manager) == "Add candidates"
    make_application(opening=opening)
    assert standing_of(hiring_manager).next_step is None


def test_steps_count_what_is_there(hiring_manager, administrator, coordinator):
    open_against_advice(
        opening=make_opening(manager=hiring_manager, is_open=False), by=administrator,
        reason="The client brings data and sponsor along.",
    )  # fmt: skip
    make_scored(by=coordinator)
    write_brief(by=hiring_manager, title="Late deliveries")
    write_advert(by=hiring_manager, text="You train models.")
    told = notes(hiring_manager)
    assert told["Work and role"] == ("done", "1 brief, 1 advert")
    assert told["What to ask"] == ("done", "2 posts planned, 1 against the gate")
    assert told["Evidence"] == ("done", "1 candidate, 1 scored")
    assert told["Came true?"] == ("next", "Nobody hired yet")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COORDINATOR])
def test_those_who_may_not_do_the_next_step_read_it_without_a_button(member_with, role):
    found = standing_of(member_with(role)).next_step
    assert found.says
    assert not found.address


def test_interviewers_do_not_read_about_readiness(client_as, interviewer, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    assert standing_of(interviewer) is None
    assert assessment.headline not in visible_text(client_as(interviewer).get(HOME))


def test_it_asks_as_often_for_much_as_for_little(hiring_manager, coordinator):
    counts = []
    for _ in range(2):
        assessment = make_assessment(by=hiring_manager, levels=[3, 3], waiting=2)
        make_respondent(assessment=assessment, by=hiring_manager)
        write_brief(by=hiring_manager, title="Late deliveries")
        write_advert(by=hiring_manager, text="You train models.")
        make_scored(by=coordinator)
        make_opening(manager=hiring_manager, is_open=False)
        with CaptureQueriesContext(connection) as asked:
            standing_of(hiring_manager)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_a_gate_that_was_passed_against_advice_is_not_ticked_off(hiring_manager, administrator):
    against = make_opening(manager=hiring_manager, title="Against", is_open=False)
    open_against_advice(opening=against, by=administrator, reason="The client brings data and sponsor along.")
    advised = make_opening(manager=hiring_manager, title="Advised")  # which also makes the organisation ready
    states = {
        one.opening.pk: {step.label: step.state for step in one.steps}["Gate"] for one in journeys(hiring_manager)
    }
    assert states == {advised.pk: "done", against.pk: "against"}
