"""Briefs and adverts: read while people type, kept by those who plan, seen by those who may."""

import time

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import visible_text

from trialpiece.core.scoping.whole import read_brief
from trialpiece.core.scoping.work import shipped_work
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.openings.enums import AIRole
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.scoping import domain, queries, shown
from trialpiece.web.scoping.models import Advert, WorkBrief

BASE = "/o/northquay/work/"
BRIEF = {
    "title": "Predict late deliveries",
    "business_question": "Does warning dispatchers two days ahead cut late deliveries from 12% to 8% by June 2027?",
    "decision_good": "Roll it out to all depots.",
}
ADVERT = (
    "We are a team of friendly people.\n\n"
    "You will train and tune machine-learning models for forecasting.\n"
    "You will deploy models to production and own their monitoring and retraining.\n"
    "You will translate business questions into analyses for stakeholders.\n"
)
COSTS = {name: getattr(shipped_work().costs, name) for name in shipped_work().costs.__dataclass_fields__}


@pytest.fixture
def brief(hiring_manager):
    return domain.write_brief(
        by=hiring_manager, title="Predict late deliveries", content={"business_question": BRIEF["business_question"]}
    )


@pytest.fixture
def advert(hiring_manager):
    return domain.write_advert(by=hiring_manager, title="Data scientist", text=ADVERT)


def test_a_brief_is_written_attached_to_an_opening_and_read(client_as, hiring_manager):
    opening = make_opening(manager=hiring_manager)
    client = client_as(hiring_manager)
    page = client.post(f"{BASE}briefs/new/", BRIEF | {"opening": opening.pk}, follow=True)
    text = visible_text(page)
    assert "Not ready to start" in text
    assert "Roll it out to all depots." in text
    made = WorkBrief.objects.get()
    assert made.opening == opening
    assert AuditEvent.objects.filter(verb="workbrief.created", object_key=made.pk).exists()
    client.post(f"{BASE}briefs/{made.pk}/edit/", BRIEF | {"title": "Late parcels", "opening": ""})
    made.refresh_from_db()
    assert (made.title, made.opening) == ("Late parcels", None)


def test_what_is_missing_is_said_while_people_type_and_nothing_is_kept(client_as, hiring_manager):
    client = client_as(hiring_manager)
    text = visible_text(client.post(f"{BASE}read/brief/", BRIEF))
    assert "missing" in text
    question = read_brief(queries.core_brief(title="", content={"business_question": BRIEF["business_question"]}))
    assert question.clear == 1
    assert not WorkBrief.objects.exists()


def test_a_brief_that_says_everything_is_ready_to_start(client_as, hiring_manager):
    content = {
        "business_question": "Does warning dispatchers two days ahead cut late deliveries from 12% to 8% by June 2027?",
        "baseline": "12% of 41,000 deliveries were late in 2026, by the dispatch report.",
        "success_metric": "Share of late deliveries, in percent of all deliveries a month",
        "success_threshold": "8% or less in the last month",
        "failure_condition": "We stop if it is still above 11% by 2027-05-31.",
        "tables": "dispatch.deliveries\ndispatch.routes",
        "credentials": "Role analyst_read, granted by the data owner on 2026-11-02.",
        "included": "Deliveries from the depots Kiel and Lübeck",
        "excluded": "Returns",
        "start": "2027-01-11",
        "end": "2027-03-26",
        "looks": "2027-02-12",
        "decision_good": "Roll it out to all depots in April and fund a second team.",
        "decision_bad": "Stop, and close the project.",
        "decision_unclear": "Repeat for four weeks with the new data, then stop.",
    }
    made = domain.write_brief(by=hiring_manager, title="Late deliveries", content=content)
    told = read_brief(queries.core_of(made))
    assert told.is_ready, [each for each in told.requirements if each.problems]
    assert "Ready to start" in visible_text(client_as(hiring_manager).get(f"{BASE}briefs/{made.pk}/"))


def test_kind_of_work_team_and_contract_are_saved_and_read(client_as, hiring_manager, brief):
    client, base = client_as(hiring_manager), f"{BASE}briefs/{brief.pk}/"
    questions = [each.id for each in shipped_work().questions]
    first = {"part0-title": "Ranking"} | {f"part0-{name}": "engineering" for name in questions}
    second = {"part1-title": "New physics"} | {f"part1-{name}": "research" for name in questions}
    assert "Split it" in visible_text(client.post(f"{BASE}read/parts/", first | second))
    client.post(f"{base}kind/", first | second)
    team = {"models_in_production": "12", "data_scientist": "2"}
    assert "no MLOps engineer" in visible_text(client.post(f"{BASE}read/team/", team))
    client.post(f"{base}team/", team)
    situation = {"duration_months": "24", "ongoing_ownership": "yes", "strategic": "high", "in_house_direction": "yes"}
    client.post(f"{base}contract/", situation | COSTS | {"salary_year": "70000"})
    brief.refresh_from_db()
    assert [part["title"] for part in brief.parts] == ["Ranking", "New physics"]
    assert brief.team == {"models_in_production": 12, "stage": None, "present": {"data_scientist": 2}}
    assert brief.situation["ongoing_ownership"] is True
    assert brief.costs == {"salary_year": 70000.0}
    page = client.get(base)
    text = visible_text(page)
    for part in ("Split it", "no MLOps engineer", "An employee: this must be owned", "Exit and knowledge transfer"):
        assert part in text
    assert page.content.decode().count("<polyline") == 3
    for rest in ("edit/", "kind/", "team/", "contract/"):
        assert client.get(base + rest).status_code == 200


def test_other_assumptions_change_the_plot_at_once(client_as, hiring_manager):
    client = client_as(hiring_manager)
    dear = client.post(f"{BASE}read/contract/", COSTS | {"contractor_day_rate": "2000"})
    assert "month " in visible_text(dear)
    assert 'class="reference"' in dear.content.decode()
    wrong = client.post(f"{BASE}read/contract/", COSTS | {"horizon_months": "-3"})
    assert "Horizon, months" in visible_text(wrong)


def test_an_advert_is_read_while_people_type_with_the_sentences_marked(client_as, hiring_manager):
    client = client_as(hiring_manager)
    started = time.perf_counter()
    page = client.post(f"{BASE}read/advert/", {"title": "Data scientist", "text": ADVERT})
    assert time.perf_counter() - started < 5  # the first one loads the model
    content = page.content.decode()
    assert "<mark" in content
    assert "What you might change" in visible_text(page)
    assert not Advert.objects.exists()
    assert "Nothing to read yet" in visible_text(client.post(f"{BASE}read/advert/", {"text": " "}))


def test_markup_in_an_advert_stays_text(client_as, hiring_manager):
    text = "You will train models <script>alert(1)</script> and deploy them to production."
    page = client_as(hiring_manager).post(f"{BASE}read/advert/", {"text": text, "title": "<b>x</b>"})
    assert "<script>alert" not in page.content.decode()


def test_the_marked_pieces_joined_are_the_text():
    told = shown.read_advert(ADVERT, title="Data scientist")
    assert "".join(piece.text for piece in told.pieces) == ADVERT
    assert any(piece.role for piece in told.pieces)


def test_an_advert_is_put_beside_its_brief_and_its_opening(client_as, hiring_manager, brief):
    opening = make_opening(manager=hiring_manager, role=AIRole.AI_RESEARCHER)
    data = {"title": "Data scientist", "text": ADVERT, "opening": opening.pk, "brief": brief.pk}
    text = visible_text(client_as(hiring_manager).post(f"{BASE}adverts/new/", data, follow=True))
    assert "Brief and advert" in text
    assert "The opening says AI researcher" in text
    made = Advert.objects.get()
    assert made.brief == brief
    assert made.pk in visible_text(client_as(hiring_manager).get(f"{BASE}briefs/{brief.pk}/")) or brief.adverts.exists()


@pytest.mark.parametrize("role", Role)
def test_who_plans_writes_and_who_may_reads(client_as, member_with, brief, advert, role):
    client = client_as(member_with(role))
    writes = role in (Role.ADMINISTRATOR, Role.HIRING_MANAGER)
    reads = role != Role.INTERVIEWER
    for address in ("", f"briefs/{brief.pk}/", f"adverts/{advert.pk}/"):
        assert client.get(BASE + address).status_code == (200 if reads else 403)
    for address in (
        "briefs/new/",
        f"briefs/{brief.pk}/edit/",
        f"briefs/{brief.pk}/contract/",
        f"adverts/{advert.pk}/edit/",
    ):
        assert client.get(BASE + address).status_code == (200 if writes else 403)
    assert client.post(f"{BASE}adverts/{advert.pk}/delete/").status_code == (302 if writes else 403)
    assert Advert.objects.exists() != writes


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_active", [True, False])
def test_the_rule_and_the_queries_agree(organisation, brief, advert, role, is_active):
    member = MembershipFactory(organisation=organisation, role=role, is_active=is_active)
    assert ({brief} if may(member, "scoping.view", brief) else set()) == set(queries.visible_to(member))
    assert ({advert} if may(member, "scoping.view", advert) else set()) == set(queries.adverts_visible_to(member))


def test_another_organisation_finds_nothing_and_cannot_attach(client_as, hiring_manager, brief, advert):
    opening = make_opening(manager=hiring_manager)
    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
    client = client_as(stranger)
    for address in (f"briefs/{brief.pk}/", f"briefs/{brief.pk}/edit/", f"adverts/{advert.pk}/"):
        assert client.get(f"/o/elsewhere/work/{address}").status_code == 404
    page = client.post("/o/elsewhere/work/briefs/new/", BRIEF | {"opening": opening.pk})
    assert "valid choice" in visible_text(page)
    told = client.post("/o/elsewhere/work/read/advert/", {"text": ADVERT, "brief": brief.pk, "opening": opening.pk})
    assert "Brief and advert" not in visible_text(told)
    with scopes_disabled():
        assert not WorkBrief.objects.filter(organisation=other).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    client_as, hiring_manager, django_assert_max_num_queries, number
):  # fmt: skip
    opening = make_opening(manager=hiring_manager)
    for _ in range(number):
        domain.write_brief(by=hiring_manager, title="Work", opening=opening)
        domain.write_advert(by=hiring_manager, text=ADVERT, opening=opening)
    client = client_as(hiring_manager)
    with django_assert_max_num_queries(12):
        client.get(BASE)
