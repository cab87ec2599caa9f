"""Members' pages of sittings, over roles; with data that could leak."""

import io
import json
import zipfile

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.factories.hiring import make_application
from tests.factories.pages import visible_text
from tests.factories.sittings import card_for, make_sitting, upload, work

from trialpiece.web.organisations.enums import Role
from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.enums import PayState, SittingState, UploadState
from trialpiece.web.sittings.models import Sitting

REASON = "I am waiting for an operation."
SECRETS = ("Kowalska", "ada@candidates", REASON, "Ada_Kowalska_takehome.zip", "operation")


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def leaky(started, coordinator):
    """A sitting that holds everything that a rater must not learn: name, file name, more time and its reason."""
    wish = domain.ask_for_time(sitting=started, hours=37, reason=REASON)
    domain.grant_extension(extension=wish, hours=37, by=coordinator, reason="Get well soon.")
    domain.ask(sitting=started, body="Which record holds?\nBest, Ada Kowalska")
    upload(started, work())
    domain.finish(sitting=started)
    return started


def _url(name, sitting, **kwargs):
    kwargs = {"organisation": "northquay", "key": sitting.pk, **kwargs}
    return reverse(f"sittings:{name}", kwargs=kwargs)


def _page(client_as, member, sitting):
    return client_as(member).get(_url("sitting", sitting))


def test_a_coordinator_sees_what_is_needed_to_look_after_the_candidate(leaky, coordinator, client_as):
    text = visible_text(_page(client_as, coordinator, leaky))
    for shown in ("Ada Kowalska", REASON, "37 hours", "Ada_Kowalska_takehome.zip", "/p/", "waits for approval"):
        assert shown in text, shown


@pytest.mark.parametrize("role", Role)
def test_whoever_rates_finds_no_name_and_no_extension_on_any_page(leaky, member_with, client_as, role):
    member = member_with(role)
    leaky.application.opening.interviewers.add(member)
    card_for(leaky, member)
    client = client_as(member)
    pages = [
        _url("sitting", leaky), _url("work", leaky, version=1), _url("original", leaky, version=1),
        reverse("sittings:pay", kwargs={"organisation": "northquay"}) + "?show=all",
        reverse("sittings:pay_csv", kwargs={"organisation": "northquay"}),
        reverse("sittings:plan", kwargs={"organisation": "northquay", "application": leaky.application.pk}),
    ]  # fmt: skip
    for page in pages:
        response = client.get(page)
        content = response.getvalue() if response.streaming else response.content
        heads = json.dumps(dict(response.headers.items()))
        for secret in (*SECRETS, "37 hours", "Get well soon"):
            assert secret not in content.decode("utf-8", "replace"), (page, secret)
            assert secret not in heads, (page, secret)
    assert client.get(_url("original", leaky, version=1)).status_code == 403


def test_the_work_for_raters_names_nobody(leaky, interviewer, client_as):
    card_for(leaky, interviewer)
    response = client_as(interviewer).get(_url("work", leaky, version=1))
    alias = leaky.application.candidate.alias
    assert f"take-home-{alias}-v1.zip" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        names = archive.namelist()
        assert sorted(names) == [f"take-home-{alias}-v1/{each}" for each in ("analysis.ipynb", "report.md", "train.py")]
        everything = "\n".join([*names, *(archive.read(name).decode() for name in names)])
        notebook = json.loads(archive.read(f"take-home-{alias}-v1/analysis.ipynb"))
    assert "Kowalska" not in everything
    assert "/home/ada" not in everything
    assert "ada-laptop" not in everything
    assert len(notebook["cells"]) == 2
    assert "print(" in notebook["cells"][1]["source"]


def test_before_the_work_is_in_and_without_a_card_nobody_fetches_it(started, interviewer, member_with, client_as):
    upload(started, work())
    third = member_with(Role.INTERVIEWER)
    started.application.opening.interviewers.add(third)  # interviews for the post, does not rate this
    assert client_as(interviewer).get(_url("work", started, version=1)).status_code == 403
    domain.finish(sitting=started)
    assert client_as(third).get(_url("work", started, version=1)).status_code == 403
    assert client_as(interviewer).get(_url("work", started, version=1)).getvalue().startswith(b"PK")


def test_the_original_comes_back_byte_for_byte_and_is_noted(leaky, coordinator, client_as):
    from trialpiece.web.audit.models import AuditEvent

    response = client_as(coordinator).get(_url("original", leaky, version=1))
    assert response.getvalue() == work()
    assert AuditEvent.objects.filter(verb="submission.fetched").exists()


def test_the_link_is_shown_only_to_those_who_may_know_the_name(leaky, hiring_manager, client_as):
    text = visible_text(_page(client_as, hiring_manager, leaky))
    assert "/p/" not in text
    assert "names are hidden from you" in text


GET_PAGES = {"sitting": {}, "work": {"version": 1}, "original": {"version": 1}}
POSTS = {
    "issue": {}, "reissue": {}, "revoke": {}, "close": {}, "approve_pay": {}, "mark_paid": {}, "give_time": {},
    "accept_late": {"version": 1},
}  # fmt: skip
MANAGING = {Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", POSTS)
def test_only_those_who_coordinate_may_act(leaky, member_with, client_as, role, name):
    response = client_as(member_with(role)).post(_url(name, leaky, **POSTS[name]))
    if role in MANAGING:
        assert response.status_code in {302, 422, 404}
    elif role == Role.INTERVIEWER:
        assert response.status_code in {403, 404}
    else:
        assert response.status_code == 403


@pytest.mark.parametrize("name", [*GET_PAGES, *POSTS])
def test_another_organisation_and_strangers_find_nothing(leaky, client, client_as, name):
    from tests.factories.organisations import MembershipFactory, OrganisationFactory

    url = _url(name, leaky, **(GET_PAGES | POSTS)[name])
    assert client.post(url).status_code == 302  # to sign in
    stranger = MembershipFactory(organisation=OrganisationFactory(slug="other"), role=Role.ADMINISTRATOR)
    assert client_as(stranger).get(url).status_code == 404
    assert client.post(url.replace("northquay", "other")).status_code in {404, 405}


def test_planning_sends_the_link(opening, coordinator, client_as):

    application = make_application(opening=opening, by=coordinator)
    url = reverse("sittings:plan", kwargs={"organisation": "northquay", "application": application.pk})
    client = client_as(coordinator)
    assert "€420" in visible_text(client.get(url))
    response = client.post(url, {"stage": opening.stages.get().pk, "expires_in_days": "7"}, follow=True)
    assert "on its way" in visible_text(response)
    sitting = Sitting.objects.get(application=application)
    assert sitting.state == SittingState.ISSUED
    assert "No stage is left" in visible_text(client.get(url))


def test_a_question_is_answered_from_the_page(started, interviewer, client_as):
    question = domain.ask(sitting=started, body="Which record holds?\nAda Kowalska")
    client = client_as(interviewer)
    page = client.get(_url("sitting", started))
    assert "Which record holds?" in visible_text(page)
    assert "Kowalska" not in page.content.decode()
    url = _url("answer", started, question=question.pk)
    empty = client.post(url, {f"{question.pk}-body": " "})
    assert empty.status_code == 422
    assert "Write your answer first" in visible_text(empty)
    client.post(url, {f"{question.pk}-body": "The later one."})
    assert question.answers.get().body == "The later one."


def test_time_is_given_and_declined_from_the_page(started, coordinator, client_as):
    wish = domain.ask_for_time(sitting=started, hours=8, reason=REASON)
    client = client_as(coordinator)
    refused = client.post(_url("decline", started, extension=wish.pk), {f"decline-{wish.pk}-reason": ""})
    assert refused.status_code == 422
    assert "the candidate reads it" in visible_text(refused)
    before = Sitting.objects.get().deadline
    client.post(_url("grant", started, extension=wish.pk), {f"grant-{wish.pk}-hours": "10"})
    client.post(_url("give_time", started), {"give-hours": "2"})
    assert (Sitting.objects.get().deadline - before).total_seconds() == 12 * 3600


def test_a_late_upload_is_accepted_from_the_page(handed_in, coordinator, client_as):
    late = upload(handed_in, work(7))
    client = client_as(coordinator)
    assert "late, does not count" in visible_text(client.get(_url("sitting", handed_in)))
    assert client.post(_url("accept_late", handed_in, version=late.version), {}).status_code == 422
    client.post(_url("accept_late", handed_in, version=late.version), {f"{late.pk}-reason": "The power was out."})
    late.refresh_from_db()
    assert late.state == UploadState.ACCEPTED


def test_pay_goes_from_owed_to_paid_in_the_pages(leaky, coordinator, client_as):
    client = client_as(coordinator)
    ledger = reverse("sittings:pay", kwargs={"organisation": "northquay"})
    text = visible_text(client.get(ledger))
    assert "€420 to pay" in text
    assert "Ada Kowalska" in text
    client.post(_url("approve_pay", leaky))
    future = client.post(_url("mark_paid", leaky), {"paid-paid_on": "2999-01-01", "paid-reference": "SEPA 17"})
    assert future.status_code == 422
    assert "SEPA 17" in future.content.decode()
    client.post(_url("mark_paid", leaky), {"paid-paid_on": "2026-01-05", "paid-reference": "=SEPA 17"})
    leaky.pay.refresh_from_db()
    assert leaky.pay.state == PayState.PAID
    assert "Nothing is owed" in visible_text(client.get(ledger))
    table = client.get(reverse("sittings:pay_csv", kwargs={"organisation": "northquay"})).content.decode()
    assert "Ada Kowalska" in table
    assert "'=SEPA 17" in table  # no formula for a spreadsheet to run


def test_revoking_and_sending_a_new_link(issued, coordinator, client_as):
    client = client_as(coordinator)
    client.post(_url("revoke", issued))
    assert queries.working_link(issued) is None
    client.post(_url("reissue", issued), {"expires_in_days": "5"})
    assert queries.working_link(issued)


@pytest.mark.parametrize(
    "state", [SittingState.PLANNED, SittingState.ISSUED, SittingState.STARTED, SittingState.CLOSED]
)
def test_the_page_stands_in_every_state_for_every_role(opening, coordinator, member_with, client_as, state):
    sitting = make_sitting(by=coordinator, opening=opening, state=state)
    for role in Role:
        member = member_with(role)
        opening.interviewers.add(member)
        assert _page(client_as, member, sitting).status_code == 200


def test_pages_need_as_many_queries_for_three_rows_as_for_one(
    opening, started, coordinator, client_as, django_assert_max_num_queries
):
    client = client_as(coordinator)
    ledger = reverse("sittings:pay", kwargs={"organisation": "northquay"}) + "?show=all"
    counts = []
    for number in range(3):
        question = domain.ask(sitting=started, body=f"Question {number}?")
        domain.answer(question=question, body="Yes.", by=coordinator)
        domain.grant_extension(sitting=started, hours=1, by=coordinator)
        upload(started, work(number))
        make_sitting(by=coordinator, opening=opening, state=SittingState.ISSUED)
        row = []
        for url in (_url("sitting", started), ledger):
            client.get(url)
            with django_assert_max_num_queries(60) as captured:
                client.get(url)
            row.append(len(captured))
        counts.append(row)
    assert counts[0] == counts[-1]
