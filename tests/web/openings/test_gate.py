"""The gate limits what may be opened: by a verdict that says go, or against its advice with a name and a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.factories.gate import REASON, older, open_it, page_of, refused
from tests.factories.hiring import make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import visible_text
from tests.factories.readiness import make_assessment

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.openings import domain, queries
from trialpiece.web.openings.enums import OpeningState, Way
from trialpiece.web.openings.models import Passage
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness.enums import VERDICT_HOLDS, Advice
from trialpiece.web.readiness.queries import advice_for


@pytest.fixture
def draft(hiring_manager):
    """An opening with plan and interviewers, in an organisation that nobody assessed."""
    return make_opening(manager=hiring_manager, is_open=False)


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
