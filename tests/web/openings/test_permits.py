"""A verdict that is no go permits first the one post that builds what is missing."""

import csv
import io
from datetime import timedelta

import pytest
from tests.factories.gate import REASON, older, open_it, page_of
from tests.factories.hiring import make_application, make_opening
from tests.factories.pages import visible_text
from tests.factories.readiness import levels_by, make_assessment

from trialpiece.core.readiness.gate import shipped_gate
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.openings import domain, queries
from trialpiece.web.openings.enums import AIRole, Engagement, OpeningState, Way
from trialpiece.web.openings.models import Passage
from trialpiece.web.readiness.enums import VERDICT_HOLDS, Advice

NOWHERE_TO_RUN = levels_by(data=3, process=3, technology=1, leadership=3)
PLATFORM = "MLOps engineer or platform engineer"


@pytest.fixture
def platform_first(hiring_manager):
    """The gate says: infrastructure first."""
    return make_assessment(by=hiring_manager, levels=[NOWHERE_TO_RUN], is_closed=True)


def a_draft(by, role, engagement=Engagement.EMPLOYEE):
    return make_opening(manager=by, is_open=False, role=role, engagement=engagement)


def test_an_mlops_engineer_opens_where_infrastructure_comes_first_and_keeps_by_which_permission(
    hiring_manager, platform_first
):
    opening = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    open_it(opening, hiring_manager)
    passage = queries.passage_of(opening)
    assert opening.state == OpeningState.OPEN
    assert (passage.way, passage.advice, passage.permits) == (Way.PERMITTED, Advice.NOT_YET, PLATFORM)
    assert (passage.assessment, passage.by, passage.reason) == (platform_first, hiring_manager, "")
    assert not passage.is_override
    detail = AuditEvent.objects.get(verb="opening.open").detail.after
    assert (detail["gate"], detail["way"], detail["permits"]) == ("not_yet", "permitted", PLATFORM)
    assert not AuditEvent.objects.filter(verb="opening.gate_overridden").exists()


@pytest.mark.parametrize("role", [role for role in AIRole if role not in {"mlops_engineer", "platform_engineer"}])
def test_no_other_role_opens_on_it(hiring_manager, platform_first, role):
    with pytest.raises(domain.GateSaysNo, match=f"permits one post first: {PLATFORM}. This post is another: "):
        open_it(a_draft(hiring_manager, role), hiring_manager)
    assert not Passage.objects.exists()


SEVERAL_LOW = {
    "data weakest": levels_by(data=0, process=3, technology=1, leadership=3),
    "technology weakest": levels_by(data=1, process=1, technology=0, leadership=3),
    "question weakest": levels_by(data=1, process=0, technology=3, leadership=3),
}
CONTRACT, FOR_GOOD = Engagement.CONTRACTOR, Engagement.EMPLOYEE


@pytest.mark.parametrize(
    ("weakest", "role", "engagement", "opens"),
    [
        ("data weakest", AIRole.DATA_ENGINEER, CONTRACT, True),
        ("data weakest", AIRole.DATA_ANALYST, CONTRACT, True),
        ("data weakest", AIRole.DATA_ENGINEER, FOR_GOOD, False),
        ("data weakest", AIRole.MLOPS_ENGINEER, CONTRACT, False),
        ("technology weakest", AIRole.PLATFORM_ENGINEER, CONTRACT, True),
        ("technology weakest", AIRole.PLATFORM_ENGINEER, FOR_GOOD, False),
        ("technology weakest", AIRole.DATA_ENGINEER, CONTRACT, False),
        ("question weakest", AIRole.DATA_ENGINEER, CONTRACT, False),
        ("question weakest", AIRole.DATA_SCIENTIST, CONTRACT, False),
    ],
)
def test_a_staged_plan_permits_one_contract_for_its_first_stage(hiring_manager, weakest, role, engagement, opens):
    make_assessment(by=hiring_manager, levels=[SEVERAL_LOW[weakest]], is_closed=True)
    opening = a_draft(hiring_manager, role, engagement)
    if opens:
        open_it(opening, hiring_manager)
        assert queries.passage_of(opening).permits.endswith(" on contract")
    else:
        with pytest.raises(domain.GateSaysNo):
            open_it(opening, hiring_manager)


def test_one_post_goes_through_on_it_until_it_is_closed_without_a_hire(hiring_manager, platform_first):
    first, second = (a_draft(hiring_manager, AIRole.MLOPS_ENGINEER) for _ in range(2))
    open_it(first, hiring_manager)
    with pytest.raises(domain.GateSaysNo, match=f"“{first.title}” went through on it already"):
        open_it(second, hiring_manager)
    domain.advance(first, to=OpeningState.FILLED, by=hiring_manager)
    with pytest.raises(domain.GateSaysNo):
        open_it(second, hiring_manager)
    domain.advance(first, to=OpeningState.OPEN, by=hiring_manager)
    domain.advance(first, to=OpeningState.CLOSED, by=hiring_manager)
    open_it(second, hiring_manager)
    assert queries.passage_of(second).is_permitted


def test_a_verdict_that_is_too_old_permits_nothing(hiring_manager, platform_first):
    older(platform_first, VERDICT_HOLDS + timedelta(hours=1))
    with pytest.raises(domain.GateSaysNo):
        open_it(a_draft(hiring_manager, AIRole.MLOPS_ENGINEER), hiring_manager)


def test_a_permitted_post_cannot_turn_into_another(hiring_manager, platform_first):
    opening = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    open_it(opening, hiring_manager)
    with pytest.raises(domain.NotPermitted, match=f"because the verdict permits {PLATFORM} first"):
        domain.change_opening(opening=opening, by=hiring_manager, role=AIRole.DATA_SCIENTIST)
    opening.refresh_from_db()
    assert opening.role == AIRole.MLOPS_ENGINEER
    domain.change_opening(opening=opening, by=hiring_manager, role=AIRole.PLATFORM_ENGINEER, title="Platform engineer")


def test_a_role_that_was_changed_meanwhile_is_what_the_gate_looks_at(hiring_manager, platform_first):
    opening = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    same = type(opening).objects.get(pk=opening.pk)
    domain.change_opening(opening=same, by=hiring_manager, role=AIRole.DATA_SCIENTIST)
    with pytest.raises(domain.GateSaysNo):
        open_it(opening, hiring_manager)


def test_where_the_verdict_permits_the_post_there_is_nothing_to_override(administrator, hiring_manager, platform_first):
    opening = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    domain.open_against_advice(opening=opening, by=administrator, reason=REASON)
    assert queries.passage_of(opening).is_permitted
    assert not AuditEvent.objects.filter(verb="opening.gate_overridden").exists()


def test_every_role_that_the_gate_permits_is_one_that_an_opening_can_have():
    assert {role: AIRole(role).label for role in shipped_gate().roles} == dict(shipped_gate().roles)


# pages


def test_pages_say_which_post_is_permitted_and_show_afterwards_that_it_was(client_as, hiring_manager, platform_first):
    permitted, other = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER), a_draft(hiring_manager, AIRole.ML_ENGINEER)
    client = client_as(hiring_manager)
    result = visible_text(client.get(f"/o/northquay/readiness/{platform_first.pk}/"))
    assert f"The verdict permits one post first: {PLATFORM}." in result
    assert "its manager opens what this one permits" in result
    said = visible_text(client.get(page_of(other)))
    assert "This post is another: ML engineer, employee." in said
    assert "Open it" not in said
    said = visible_text(client.get(page_of(permitted)))
    assert "This is such a post." in said
    assert "Open it" in said
    assert "Against its advice" not in said
    client.post(page_of(permitted, "step/"), {"to": "open"})
    assert f"permitted first: {PLATFORM}" in visible_text(client.get(page_of(permitted)))
    assert "permitted first" in visible_text(client.get("/o/northquay/openings/"))
    home = visible_text(client.get("/o/northquay/"))
    assert "1 permitted first" in home
    assert "against the gate" not in home
    second = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    assert f"“{permitted.title}” went through on it already." in visible_text(client.get(page_of(second)))


def test_home_offers_to_open_the_draft_that_the_verdict_permits(client_as, hiring_manager, platform_first):
    opening = a_draft(hiring_manager, AIRole.PLATFORM_ENGINEER)
    assert f"“{opening.title}” can be opened: the verdict permits it first." in visible_text(
        client_as(hiring_manager).get("/o/northquay/")
    )


def test_the_form_keeps_what_was_typed_when_a_permitted_post_would_turn_into_another(
    client_as, hiring_manager, platform_first
):
    opening = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER)
    open_it(opening, hiring_manager)
    typed = {
        "title": "Data scientist after all", "role": "data_scientist", "level": "mid", "engagement": "employee",
        "manager": hiring_manager.pk, "interviewers": [one.pk for one in opening.interviewers.all()],
    }  # fmt: skip
    response = client_as(hiring_manager).post(page_of(opening, "edit/"), typed)
    assert "Data scientist after all" in response.content.decode()
    assert "make another opening" in visible_text(response)
    opening.refresh_from_db()
    assert opening.role == AIRole.MLOPS_ENGINEER


def lines_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_tables_for_spreadsheets_say_how_each_post_passed(client_as, administrator, hiring_manager, platform_first):
    permitted, against = a_draft(hiring_manager, AIRole.MLOPS_ENGINEER), a_draft(hiring_manager, AIRole.ML_ENGINEER)
    waiting = a_draft(hiring_manager, AIRole.ML_ENGINEER)
    open_it(permitted, hiring_manager)
    domain.open_against_advice(opening=against, by=administrator, reason="=HYPERLINK(1) is what the client asked for.")
    client = client_as(hiring_manager)
    told = {line["key"]: line for line in lines_of(client.get("/o/northquay/openings/openings.csv"))}
    assert (told[permitted.pk]["gate"], told[permitted.pk]["gate_permits"]) == ("permitted", PLATFORM)
    assert told[permitted.pk]["gate_said"] == "The first hire builds the ground."
    assert told[against.pk]["gate"] == "override"
    assert told[against.pk]["gate_by"] == str(administrator)
    assert told[against.pk]["gate_reason"] == "'=HYPERLINK(1) is what the client asked for."
    assert told[waiting.pk]["gate"] == told[waiting.pk]["gate_said"] == ""
    make_application(opening=against)
    (line,) = lines_of(client.get(page_of(against, "candidates.csv")))
    assert (line["gate"], line["gate_by"]) == ("override", str(administrator))
    assert line["gate_reason"].endswith("is what the client asked for.")
    assert AuditEvent.objects.filter(verb="openings.exported").count() == 1
