"""The gate limits what may be opened: by a verdict that says go, or against its advice with a name and a reason."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_application, make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import visible_text
from tests.factories.readiness import levels_by, make_assessment

from trialpiece.core.readiness.gate import shipped_gate
from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.openings import domain, queries
from trialpiece.web.openings.enums import AIRole, Engagement, OpeningState, Way
from trialpiece.web.openings.models import Passage
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness.enums import VERDICT_HOLDS, Advice
from trialpiece.web.readiness.queries import advice_for

REASON = "The client pays for this one, and brings data and sponsor along."


@pytest.fixture
def draft(hiring_manager):
    """An opening with plan and interviewers, in an organisation that nobody assessed."""
    return make_opening(manager=hiring_manager, is_open=False)


def open_it(opening, by):
    domain.advance(opening, to=OpeningState.OPEN, by=by)


def older(assessment, age):
    """The assessment as if it had been closed so long ago."""
    type(assessment).objects.filter(pk=assessment.pk).update(closed_at=timezone.now() - age)


def refused(opening, by):
    """What the gate says when it does not let the opening pass; nothing is left behind."""
    events = AuditEvent.objects.count()
    with pytest.raises(domain.GateSaysNo) as told:
        open_it(opening, by)
    opening.refresh_from_db()
    assert opening.state == OpeningState.DRAFT
    assert not Passage.objects.exists()
    assert AuditEvent.objects.count() == events
    return told.value.advice.kind


def test_a_post_opens_where_the_gate_says_go_and_keeps_by_which_verdict(draft, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[3, 3, 3], is_closed=True)
    open_it(draft, hiring_manager)
    passage = queries.passage_of(draft)
    assert draft.state == OpeningState.OPEN
    assert (passage.advice, passage.assessment, passage.by) == (Advice.GO, assessment, hiring_manager)
    assert not passage.is_override
    detail = AuditEvent.objects.get(verb="opening.open").detail.after
    assert (detail["gate"], detail["assessment"]) == ("go", assessment.pk)


def test_no_post_opens_before_anybody_was_asked(draft, hiring_manager):
    assert refused(draft, hiring_manager) == Advice.NONE


def test_an_assessment_that_still_collects_opens_nothing(draft, hiring_manager):
    make_assessment(by=hiring_manager, levels=[4, 4])
    assert refused(draft, hiring_manager) == Advice.NONE


def test_no_post_opens_against_a_verdict_of_not_yet(draft, hiring_manager):
    make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    assert refused(draft, hiring_manager) == Advice.NOT_YET


def test_no_post_opens_where_too_little_was_answered_to_say_anything(draft, hiring_manager):
    some = next(iter(shipped_instrument().items())).key
    make_assessment(by=hiring_manager, levels=[{some: 4}], is_closed=True)
    assert refused(draft, hiring_manager) == Advice.UNSAID


def test_the_newest_verdict_decides(draft, hiring_manager):
    older(make_assessment(by=hiring_manager, levels=[4], is_closed=True), timedelta(days=30))
    make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    assert refused(draft, hiring_manager) == Advice.NOT_YET


def test_a_verdict_grows_too_old_to_open_posts_on(draft, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[3], is_closed=True)
    older(assessment, VERDICT_HOLDS + timedelta(hours=1))
    assert refused(draft, hiring_manager) == Advice.STALE
    older(assessment, VERDICT_HOLDS - timedelta(hours=1))
    open_it(draft, hiring_manager)


def test_a_verdict_of_another_organisation_opens_nothing(draft, hiring_manager):
    with scopes_disabled():
        elsewhere = MembershipFactory(organisation=OrganisationFactory(), role=Role.HIRING_MANAGER)
        with scope(organisation=elsewhere.organisation):
            make_assessment(by=elsewhere, levels=[4], is_closed=True)
    assert refused(draft, hiring_manager) == Advice.NONE


@pytest.mark.parametrize("levels", [[], [1]])
def test_an_administrator_opens_it_against_the_advice_and_the_trail_says_what_was_overridden(
    draft, administrator, hiring_manager, levels
):
    assessment = make_assessment(by=hiring_manager, levels=levels, is_closed=True) if levels else None
    domain.open_against_advice(opening=draft, by=administrator, reason=f"  {REASON}\n")
    passage = Passage.objects.get(opening=draft)
    assert draft.state == OpeningState.OPEN
    assert (passage.by, passage.reason, passage.assessment) == (administrator, REASON, assessment)
    assert passage.advice == (Advice.NOT_YET if levels else Advice.NONE)
    assert passage.at - timezone.now() < timedelta(minutes=1)
    event = AuditEvent.objects.get(verb="opening.gate_overridden")
    assert event.actor_key == administrator.pk
    assert event.detail.after["reason"] == REASON
    assert event.detail.after["assessment"] == (assessment.pk if assessment else None)
    assert event.detail.after["said"] == passage.says == advice_for(draft.organisation).says


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_does_not_even_by_the_domain(draft, member_with, role):
    with pytest.raises(domain.MayNotOverride):
        domain.open_against_advice(opening=draft, by=member_with(role), reason=REASON)
    draft.refresh_from_db()
    assert draft.state == OpeningState.DRAFT
    assert not AuditEvent.objects.filter(verb="opening.gate_overridden").exists()


def test_an_administrator_of_another_organisation_does_not(draft):
    with scopes_disabled():
        stranger = MembershipFactory(organisation=OrganisationFactory(), role=Role.ADMINISTRATOR)
    with pytest.raises(domain.MayNotOverride):
        domain.open_against_advice(opening=draft, by=stranger, reason=REASON)


def test_nor_an_administrator_who_has_left(draft, member_with):
    with pytest.raises(domain.MayNotOverride):
        domain.open_against_advice(opening=draft, by=member_with(Role.ADMINISTRATOR, is_active=False), reason=REASON)


@pytest.mark.parametrize("reason", ["", "urgent", " " * 40, "a         b         c   "])
def test_a_reason_is_a_sentence(draft, administrator, reason):
    with pytest.raises(domain.ReasonTooShort):
        domain.open_against_advice(opening=draft, by=administrator, reason=reason)
    assert not Passage.objects.exists()


def test_the_database_keeps_no_override_without_a_reason(draft, administrator):
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(
            organisation=draft.organisation, opening=draft, way=Way.OVERRIDE, advice=Advice.NONE, says="-",
            by=administrator,
        )  # fmt: skip


def test_where_the_gate_says_go_by_now_there_is_nothing_to_override(draft, administrator, hiring_manager):
    make_assessment(by=hiring_manager, levels=[3], is_closed=True)
    domain.open_against_advice(opening=draft, by=administrator, reason=REASON)
    assert not queries.passage_of(draft).is_override
    assert not AuditEvent.objects.filter(verb="opening.gate_overridden").exists()


def test_an_incomplete_plan_does_not_open_against_advice_either(hiring_manager, administrator):
    opening = make_opening(manager=hiring_manager, is_open=False, stages=0)
    with pytest.raises(domain.PlanIncomplete):
        domain.open_against_advice(opening=opening, by=administrator, reason=REASON)


def test_a_post_that_passed_once_is_paused_and_opened_again_whatever_the_gate_says_then(draft, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[3], is_closed=True)
    open_it(draft, hiring_manager)
    older(assessment, 2 * VERDICT_HOLDS)
    domain.advance(draft, to=OpeningState.PAUSED, by=hiring_manager)
    open_it(draft, hiring_manager)
    assert Passage.objects.get(opening=draft).advice == Advice.GO


def test_those_who_are_named_as_able_to_are_those_whom_the_rule_allows(draft, member_with, hiring_manager):
    everybody = [member_with(role) for role in Role] + [member_with(Role.ADMINISTRATOR, is_active=False)]
    allowed = {one.pk for one in everybody if may(one, "openings.override_gate", draft)}
    assert {one.pk for one in queries.who_may_override(hiring_manager)} == allowed
    assert len(allowed) == 1


def test_of_two_who_open_it_at_once_one_is_refused_and_one_passage_is_kept(draft, administrator, hiring_manager):
    same = type(draft).objects.get(pk=draft.pk)
    domain.open_against_advice(opening=draft, by=administrator, reason=REASON)
    make_assessment(by=hiring_manager, levels=[3], is_closed=True)
    with pytest.raises(domain.WrongState):
        open_it(same, hiring_manager)
    assert Passage.objects.get(opening=draft).reason == REASON


# what a verdict that is no go permits first

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


def page_of(opening, rest=""):
    return f"/o/northquay/openings/{opening.pk}/{rest}"


def test_the_page_of_a_draft_says_what_the_gate_says_and_where_to_read_why(client_as, draft, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    response = client_as(hiring_manager).get(page_of(draft))
    said = visible_text(response)
    assert assessment.headline in said
    assert "Do first." in said
    assert f"/o/northquay/readiness/{assessment.pk}/" in response.content.decode()
    assert "Open it" not in said
    client_as(hiring_manager).post(page_of(draft, "step/"), {"to": "open"})
    draft.refresh_from_db()
    assert draft.state == OpeningState.DRAFT


def test_the_manager_is_told_who_can_open_it_all_the_same(client_as, draft, hiring_manager, administrator):
    said = visible_text(client_as(hiring_manager).get(page_of(draft)))
    assert f"an administrator can open it, with a reason: {administrator}" in said
    assert client_as(hiring_manager).post(page_of(draft, "against-advice/"), {"reason": REASON}).status_code == 403


def test_the_button_turns_into_a_form_that_keeps_what_was_typed(client_as, draft, administrator):
    client = client_as(administrator)
    said = visible_text(client.get(page_of(draft)))
    assert "Open against the gate’s advice" in said
    assert "Open it" not in said
    again = client.post(page_of(draft, "against-advice/"), {"reason": "urgent"})
    assert again.status_code == 200
    assert "urgent" in again.content.decode()
    assert client.post(page_of(draft, "against-advice/"), {"reason": REASON}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == OpeningState.OPEN


@pytest.mark.parametrize("role", Role)
def test_an_override_stays_visible_on_the_opening_and_in_the_list(client_as, draft, administrator, member_with, role):
    domain.open_against_advice(opening=draft, by=administrator, reason=REASON)
    reader = member_with(role)
    draft.interviewers.add(reader)
    said = visible_text(client_as(reader).get(page_of(draft)))
    assert "Opened against the gate’s advice" in said
    assert f"{administrator}, " in said
    assert REASON in said
    assert "against the gate" in visible_text(client_as(reader).get("/o/northquay/openings/"))


def test_an_override_is_told_in_the_trail_with_its_reason(client_as, draft, administrator):
    domain.open_against_advice(opening=draft, by=administrator, reason=REASON)
    said = visible_text(client_as(administrator).get("/o/northquay/settings/audit/"))
    assert f"went against the gate's advice for “{draft}”" in said
    assert REASON in said
    assert REASON in client_as(administrator).get("/o/northquay/settings/audit.csv").content.decode()


def test_an_interviewer_reads_the_override_but_not_the_verdict(client_as, draft, administrator, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    domain.open_against_advice(opening=draft, by=administrator, reason=REASON)
    reader = draft.interviewers.first()
    said = client_as(reader).get(page_of(draft)).content.decode()
    assert REASON in said
    assert assessment.headline not in said
    assert assessment.pk not in said
