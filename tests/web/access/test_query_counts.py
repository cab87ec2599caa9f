"""Pages that list ask the database as often for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.hiring import make_application, make_opening
from tests.factories.readiness import make_assessment
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import make_sitting

from trialpiece.web.organisations.enums import Role
from trialpiece.web.sittings.enums import SittingState


@pytest.fixture
def opening(hiring_manager, interviewer, member_with):
    return make_opening(manager=hiring_manager, interviewers=[interviewer, member_with(Role.INTERVIEWER)])


def count(client, address):
    client.get(address)  # sessions and content types are read once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked), [query["sql"][:160] for query in asked]


PAGES = {
    "openings": ("/o/northquay/openings/", "viewer"),
    "openings as CSV": ("/o/northquay/openings/openings.csv", "viewer"),
    "opening": ("/o/northquay/openings/{opening}/", "coordinator"),
    "opening, blind": ("/o/northquay/openings/{opening}/", "rater"),
    "candidates as CSV": ("/o/northquay/openings/{opening}/candidates.csv", "viewer"),
    "home of a rater": ("/o/northquay/", "rater"),
    "home of a coordinator": ("/o/northquay/", "coordinator"),
    "home of a manager": ("/o/northquay/", "manager"),
    "pay": ("/o/northquay/pay/", "coordinator"),
    "audit": ("/o/northquay/settings/audit/", "administrator"),
}


@pytest.mark.parametrize("page", PAGES)
def test_queries_are_as_many_for_one_row_as_for_three(  # noqa: PLR0917 (fixtures)
    client_as, opening, hiring_manager, interviewer, coordinator, viewer, administrator, page
):
    address, who = PAGES[page]
    member = {
        "viewer": viewer, "coordinator": coordinator, "rater": interviewer, "manager": hiring_manager,
        "administrator": administrator,
    }[who]  # fmt: skip
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_sitting(by=coordinator, opening=opening, state=SittingState.SUBMITTED)
            make_opening(manager=hiring_manager)
            _revealed(coordinator, opening)
            make_assessment(by=hiring_manager, levels=[3], is_closed=True)
        counts.append(count(client_as(member), address.format(opening=opening.pk)))
    assert counts[0][0] == counts[1][0], "\n".join(counts[1][1])


def _revealed(by, opening):
    sitting = make_sitting(by=by, opening=opening, state=SittingState.SUBMITTED)
    for card in cards_of(sitting):
        hand_in_card(card, 3)


def test_the_debrief_asks_as_often_for_two_raters_as_for_four(client_as, hiring_manager, member_with):
    counts = []
    for raters in (2, 4):
        people = [member_with(Role.INTERVIEWER) for _ in range(raters)]
        opening = make_opening(manager=hiring_manager, interviewers=people, is_open=False)
        opening.stages.update(min_raters=raters)
        opening.state = "open"
        opening.save()
        sitting = make_sitting(
            by=hiring_manager, application=make_application(opening=opening), state=SittingState.SUBMITTED
        )
        assert len(cards_of(sitting)) == raters
        for card in cards_of(sitting):
            hand_in_card(card, 3)
        counts.append(count(client_as(hiring_manager), f"/o/northquay/candidates/{sitting.application_id}/debrief/"))
    assert counts[0][0] == counts[1][0], "\n".join(counts[1][1])
