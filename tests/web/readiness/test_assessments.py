"""Assessments: who sees what when, and the states they pass."""

import itertools

import pytest
from django.core import mail
from django.test import Client
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import visible_text
from tests.factories.readiness import answer, make_assessment, make_respondent

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.audit.actors import SYSTEM
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.mail.domain import deliver_now
from trialpiece.web.mail.models import Mail
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness import domain, queries
from trialpiece.web.readiness.enums import (
    ASSESSMENT_TRANSITIONS,
    RESPONDENT_TRANSITIONS,
    AssessmentState,
    RespondentState,
)
from trialpiece.web.states import WrongState, allows, move

SECRET = "https://wiki.northquay.example/the-lake-is-a-swamp"


def path_of(respondent, rest=""):
    return f"/r/{domain.token_of(respondent)}/{rest}"


def pages_of(respondent):
    parts = [f"part/{each.id}/" for each in shipped_instrument().dimensions]
    return [path_of(respondent, rest) for rest in ("", "check/", *parts)]


@pytest.mark.parametrize(("now", "to"), list(itertools.product(AssessmentState, repeat=2)))
def test_an_assessment_moves_by_its_table(hiring_manager, now, to):
    assessment = make_assessment(by=hiring_manager, levels=[2])
    type(assessment).objects.filter(pk=assessment.pk).update(state=now)
    assessment.refresh_from_db()
    if allows(ASSESSMENT_TRANSITIONS, now=now, to=to):
        move(assessment, to=to, table=ASSESSMENT_TRANSITIONS, by=SYSTEM)
        assert assessment.state == to
    else:
        with pytest.raises(WrongState):
            move(assessment, to=to, table=ASSESSMENT_TRANSITIONS, by=SYSTEM)


@pytest.mark.parametrize("now", RespondentState)
@pytest.mark.parametrize("verb", ["save", "hand in", "withdraw"])
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_may_happen_to_a_respondent(hiring_manager, now, verb, is_closed):
    assessment = make_assessment(by=hiring_manager, levels=[3])
    one = make_respondent(assessment=assessment, by=hiring_manager)
    type(one).objects.filter(pk=one.pk).update(state=now)
    if is_closed:
        domain.close(assessment=assessment, by=hiring_manager)
    one = type(one).objects.select_related("assessment").get(pk=one.pk)
    steps = {
        "save": lambda: domain.save_answers(respondent=one, answers={"data.access": 2}, evidence={}),
        "hand in": lambda: domain.hand_in(respondent=one, answers={"data.access": 2}, evidence={}),
        "withdraw": lambda: domain.withdraw(respondent=one, by=hiring_manager),
    }
    to = {"save": now, "hand in": RespondentState.SUBMITTED, "withdraw": RespondentState.WITHDRAWN}[verb]
    is_answering = now in (RespondentState.INVITED, RespondentState.STARTED)
    if not is_closed and is_answering and (verb == "save" or to in RESPONDENT_TRANSITIONS[now]):
        steps[verb]()
        one.refresh_from_db()
        assert one.state == (RespondentState.STARTED if verb == "save" else to)
    else:
        with pytest.raises((WrongState, domain.NotOpen)):
            steps[verb]()


def test_a_respondent_is_asked_by_mail_and_answers_by_link(client_as, hiring_manager):
    assessment = make_assessment(by=hiring_manager)
    data = {"email": "Grace@Northquay.example", "function": "Head of logistics"}
    page = client_as(hiring_manager).post(f"/o/northquay/readiness/{assessment.pk}/", data, follow=True)
    assert "grace@northquay.example" in visible_text(page)
    deliver_now(Mail.objects.get(state="queued").pk)
    assert "/r/" in mail.outbox[-1].body
    one = assessment.respondents.get()
    stranger = Client()
    form = {"data-access": "3", "data-access-evidence": "asked on Monday", "data-owner": "unknown"}
    stranger.post(path_of(one, "part/data/"), form)
    assert 'value="asked on Monday"' in stranger.get(path_of(one, "part/data/")).content.decode()
    assert "left out" in visible_text(stranger.get(path_of(one, "check/")))
    assert "Your answers are in" in visible_text(stranger.post(path_of(one, "check/"), follow=True))
    one.refresh_from_db()
    assert one.answers == {"data.access": 3, "data.owner": "unknown"}
    assert one.evidence == {"data.access": "asked on Monday"}
    event = AuditEvent.objects.get(verb="respondent.submitted")
    assert (event.actor_kind, event.actor_key) == ("respondent", one.pk)


@pytest.mark.parametrize("moment", ["waiting", "handed in", "closed without me"])
def test_a_respondent_never_sees_anothers_answers_before_their_own_are_in(hiring_manager, moment):
    assessment = make_assessment(by=hiring_manager, levels=[1, 4])
    answer(make_respondent(assessment=assessment, by=hiring_manager), 0, {"data.access": SECRET})
    mine = make_respondent(assessment=assessment, by=hiring_manager, function="Mine")
    if moment == "handed in":
        answer(mine, 3)
    if moment == "closed without me":
        domain.close(assessment=assessment, by=hiring_manager)
    for address in pages_of(mine):
        text = visible_text(Client().get(address, follow=True))
        assert SECRET not in text
        for leak in ("rWG(J)", "What follows, and why", "n = 3", "To talk about", "answered, you among"):
            assert leak not in text, address


def test_who_handed_in_reads_the_result_when_all_is_closed_without_names_and_evidence(hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[1, 3])
    mine = answer(make_respondent(assessment=assessment, by=hiring_manager), 2, {"data.access": SECRET})
    domain.close(assessment=assessment, by=hiring_manager)
    text = visible_text(Client().get(path_of(mine)))
    assert "rWG(J)" in text
    assert "3 people answered, you among them" in text
    assert SECRET not in text
    assert "Function" not in text


@pytest.mark.parametrize("role", Role)
def test_no_member_sees_an_answer_before_closing(client_as, hiring_manager, member_with, role):
    assessment = make_assessment(by=hiring_manager, levels=[1], waiting=1)
    answer(make_respondent(assessment=assessment, by=hiring_manager), 0, {"data.access": SECRET})
    client = client_as(member_with(role))
    for address in ("/o/northquay/readiness/", f"/o/northquay/readiness/{assessment.pk}/", "/o/northquay/"):
        text = visible_text(client.get(address))
        assert SECRET not in text
        assert "rWG(J)" not in text
    assert queries.result_of(assessment) is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_active", [True, False])
def test_the_rules_and_the_queries_agree(hiring_manager, organisation, role, is_active):
    member = MembershipFactory(organisation=organisation, role=role, is_active=is_active)
    open_one = make_assessment(by=hiring_manager, levels=[2])
    closed = make_assessment(by=hiring_manager, levels=[2], is_closed=True)
    allowed = {one for one in (open_one, closed) if may(member, "readiness.view", one)}
    assert allowed == set(queries.visible_to(member))
    assert not may(member, "readiness.see_result", open_one)
    assert may(member, "readiness.see_result", closed) == (closed in allowed)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_plan_may_ask_and_close(client_as, hiring_manager, member_with, role):
    assessment = make_assessment(by=hiring_manager, levels=[2], waiting=1)
    client, base = client_as(member_with(role)), f"/o/northquay/readiness/{assessment.pk}/"
    waiting = assessment.respondents.get(state=RespondentState.INVITED)
    may_do = role in (Role.ADMINISTRATOR, Role.HIRING_MANAGER)
    posts = {
        base: {"email": "x@northquay.example", "function": "X"},
        f"{base}respondents/{waiting.pk}/again/": {},
        f"{base}respondents/{waiting.pk}/withdraw/": {},
        f"{base}close/": {},
        "/o/northquay/readiness/new/": {"title": "Another"},
    }
    for address, data in posts.items():
        assert client.post(address, data).status_code == (302 if may_do else 403), address


def test_another_organisation_finds_nothing(client_as, hiring_manager):
    assessment = make_assessment(by=hiring_manager, levels=[2], is_closed=True)
    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
        assert not queries.visible_to(stranger).exists()
    client = client_as(stranger)
    for rest in ("", "close/"):
        assert client.get(f"/o/elsewhere/readiness/{assessment.pk}/{rest}").status_code in (404, 405)
    assert client.post(f"/o/elsewhere/readiness/{assessment.pk}/close/").status_code == 404
    assert client.get(f"/o/northquay/readiness/{assessment.pk}/").status_code == 404


def test_an_earlier_link_a_withdrawn_one_and_a_forged_one_open_nothing(hiring_manager):
    assessment = make_assessment(by=hiring_manager, waiting=1)
    one = assessment.respondents.get()
    earlier = path_of(one)
    domain.ask_again(respondent=one, by=hiring_manager)
    assert Client().get(earlier).status_code == 404
    assert Client().get(path_of(one)).status_code == 200
    assert Client().get(path_of(one).replace(".", ".x")).status_code == 404
    domain.withdraw(respondent=one, by=hiring_manager)
    assert Client().get(path_of(one)).status_code == 410


def test_the_result_shows_verdict_reasons_agenda_agreement_plan_and_what_is_missing(client_as, viewer, hiring_manager):
    keys = [item.key for item in shipped_instrument().items()]
    half = dict.fromkeys(keys, 3) | {"data.access": 0, "data.owner": "unknown"}
    del half["data.dictionary"]
    assessment = make_assessment(by=hiring_manager, levels=[3, 3, half], is_closed=True)
    assert assessment.headline
    text = visible_text(client_as(viewer).get(f"/o/northquay/readiness/{assessment.pk}/"))
    for part in ("Profile", "rWG(J)", "To talk about", "answers reach from 0 to 3", "What would change it", "90 days"):
        assert part in text
    assert "1 × do not know" in text
    assert "1 × left out" in text
    assert "2 answers missing or unknown" in text
    assert assessment.headline in visible_text(client_as(viewer).get("/o/northquay/readiness/"))


def test_an_assessment_without_an_answer_cannot_be_closed(hiring_manager):
    assessment = make_assessment(by=hiring_manager, waiting=2)
    with pytest.raises(domain.NobodyAnswered):
        domain.close(assessment=assessment, by=hiring_manager)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_database_as_often_for_three_as_for_one(
    client_as, hiring_manager, django_assert_max_num_queries, number
):
    closed = make_assessment(by=hiring_manager, levels=[2] * number, is_closed=True)
    for _ in range(number - 1):
        make_assessment(by=hiring_manager, levels=[2], is_closed=True)
    collecting = make_assessment(by=hiring_manager, levels=[2], waiting=number)
    client = client_as(hiring_manager)
    for address in ("", f"{closed.pk}/", f"{collecting.pk}/"):
        with django_assert_max_num_queries(13):
            client.get(f"/o/northquay/readiness/{address}")


def test_the_result_says_what_it_opens_while_it_is_the_newest(client_as, hiring_manager):
    first = make_assessment(by=hiring_manager, levels=[3], is_closed=True)
    page = f"/o/northquay/readiness/{first.pk}/"
    assert "Posts open on this verdict until" in visible_text(client_as(hiring_manager).get(page))
    second = make_assessment(by=hiring_manager, levels=[1], is_closed=True)
    assert "Posts open" not in visible_text(client_as(hiring_manager).get(page))
    said = visible_text(client_as(hiring_manager).get(f"/o/northquay/readiness/{second.pk}/"))
    assert "a post opens only against this advice" in said
