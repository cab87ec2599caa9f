"""“This finding is wrong”: a person's word, kept, told to others only once it can sway nobody, exported without names."""

import csv
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.reviews import CODE, make_report, work_of
from tests.factories.scoring import cards_of, hand_in_card
from tests.factories.sittings import make_sitting

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.audit.queries import visible_to as audit_visible_to
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews import disputes as domain
from trialpiece.web.reviews import queries
from trialpiece.web.reviews.domain import repeat_review
from trialpiece.web.reviews.enums import Wrong
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.reviews.models import Dispute
from trialpiece.web.sittings.enums import SittingState

WORDS = "Unmistakable: the imputer is fitted on a copy"


@pytest.fixture
def raters(member_with):
    return [member_with(Role.INTERVIEWER), member_with(Role.INTERVIEWER)]


@pytest.fixture
def review(hiring_manager, raters):
    opening = make_opening(manager=hiring_manager, interviewers=raters)
    return make_report(make_sitting(by=hiring_manager, opening=opening, state=SittingState.SUBMITTED))


@pytest.fixture
def leak(review):
    return next(one.key for one in evidence_of(review) if one.kind == "leakage.preprocessing")


def number_of(review, key):
    return [one.key for one in evidence_of(review)].index(key) + 1


def reveal(review):
    for card in cards_of(review.submission.sitting):
        hand_in_card(card, 3)


def test_a_rater_says_what_is_wrong_and_finds_it_beside_the_finding(review, leak, raters, client_as):
    client, number = client_as(raters[0]), number_of(review, leak)
    address = f"/o/northquay/reviews/{review.pk}/findings/{number}/wrong/"
    assert "leakage.preprocessing@analysis.ipynb:4:1" in client.get(address).content.decode()
    answer = client.post(address, {"wrong": "harmless", "reason": WORDS, "finding": leak})
    assert answer.url == f"/o/northquay/reviews/{review.pk}/#e{number}"
    page = client.get(answer.url).content.decode()
    card = page[page.index(f'id="e{number}"') :].split("</article>")[0]
    assert WORDS in card
    assert "does no harm here" in card
    assert "only you see this until every scorecard is in" in card
    assert "Take it back" in card
    assert f"findings/{number}/wrong/" not in card  # saying it once is enough


def test_something_else_wants_words_and_what_was_chosen_stays(review, leak, raters, client_as):
    address = f"/o/northquay/reviews/{review.pk}/findings/{number_of(review, leak)}/wrong/"
    page = client_as(raters[0]).post(address, {"wrong": "other", "reason": "", "finding": leak}).content.decode()
    assert "Say what is wrong with it." in page
    assert not Dispute.objects.exists()
    with pytest.raises(ValidationError):
        domain.dispute(review=review, finding=leak, wrong=Wrong.OTHER, reason=" ", by=raters[0])
    with pytest.raises(ValidationError):
        domain.dispute(
            review=review, finding="leakage.overlap@nowhere.py:0:1", wrong="not_true", reason="", by=raters[0]
        )
    with pytest.raises(ValidationError):
        domain.dispute(review=review, finding=leak, wrong="<b>", reason="", by=raters[0])


def test_a_form_about_another_finding_is_not_taken(review, leak, raters, client_as):
    other = next(number for number, one in enumerate(evidence_of(review), 1) if one.key != leak)
    address = f"/o/northquay/reviews/{review.pk}/findings/{other}/wrong/"
    page = client_as(raters[0]).post(address, {"wrong": "not_true", "finding": leak}).content.decode()
    assert "The report has changed meanwhile" in page
    assert client_as(raters[0]).get(f"/o/northquay/reviews/{review.pk}/findings/999/wrong/").status_code == 404


def test_saying_it_twice_is_saying_it_once_and_taking_it_back_leaves_the_row(review, leak, raters):
    said = domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    assert domain.dispute(review=review, finding=leak, wrong=Wrong.HARMLESS, reason="", by=raters[0]) == said
    with pytest.raises(domain.NotTheirs):
        domain.withdraw(dispute=said, by=raters[1])
    domain.withdraw(dispute=said, by=raters[0])
    domain.withdraw(dispute=said, by=raters[0])
    assert Dispute.objects.get().withdrawn_at
    again = domain.dispute(review=review, finding=leak, wrong=Wrong.HARMLESS, reason="", by=raters[0])
    assert again != said
    verbs = [event.verb for event in AuditEvent.objects.order_by("number") if event.verb.startswith("dispute.")]
    assert verbs == ["dispute.made", "dispute.withdrawn", "dispute.made"]


def test_before_the_reveal_only_its_author_knows_of_it(review, leak, raters, member_with, client_as):
    """Whoever they are: a manager who reads it could tell the rater who has not handed in."""
    said = domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    everybody = {role: member_with(role) for role in Role if role != Role.INTERVIEWER} | {"other rater": raters[1]}
    addresses = [f"/o/northquay/reviews/{review.pk}/", "/o/northquay/settings/findings/"]
    addresses += [f"/o/northquay/settings/findings/disputes.{kind}" for kind in ("csv", "json")]
    for member in everybody.values():
        assert not queries.disputes_visible_to(member).exists()
        assert not may(member, "reviews.view_dispute", said)
        for address in addresses:
            told = client_as(member).get(address).content.decode()
            assert "Unmistakable" not in told
            assert "held to be wrong</span>" not in told
            assert said.pk not in told
        withdraw = f"/o/northquay/reviews/{review.pk}/disputes/{said.pk}/withdraw/"
        assert client_as(member).post(withdraw).status_code == 404
    assert queries.disputes_visible_to(raters[0]).get() == said


def test_after_the_reveal_whoever_reads_the_report_reads_it(review, leak, raters, member_with, client_as):
    domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    reveal(review)
    for role in (Role.HIRING_MANAGER, Role.VIEWER, Role.ADMINISTRATOR):
        assert WORDS in client_as(member_with(role)).get(f"/o/northquay/reviews/{review.pk}/").content.decode()
    page = client_as(raters[1]).get(f"/o/northquay/reviews/{review.pk}/").content.decode()
    assert WORDS in page
    assert "Take it back" not in page
    elsewhere = member_with(Role.INTERVIEWER)
    assert not queries.disputes_visible_to(elsewhere).exists()


def test_what_is_taken_back_is_seen_by_nobody(review, leak, raters, client_as):
    said = domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    reveal(review)
    address = f"/o/northquay/reviews/{review.pk}/disputes/{said.pk}/withdraw/"
    assert client_as(raters[0]).post(address).status_code == 302
    for rater in raters:
        assert WORDS not in client_as(rater).get(f"/o/northquay/reviews/{review.pk}/").content.decode()


def test_the_audit_trail_tells_an_administrator_who_rates_nothing_of_it_before_the_reveal(
    review, leak, raters, administrator
):
    from trialpiece.web.scoring.models import Scorecard

    sitting = review.submission.sitting
    Scorecard.objects.create(organisation=sitting.organisation, sitting=sitting, rater=administrator)
    said = domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    assert not audit_visible_to(administrator).filter(object_key=said.pk).exists()
    event = AuditEvent.objects.get(verb="dispute.made")
    assert "leakage" not in str(event.detail.after)
    assert "Unmistakable" not in str(event.detail.after)
    for card in cards_of(sitting):
        hand_in_card(card, 3)
    assert audit_visible_to(administrator).filter(object_key=said.pk).exists()


def test_a_name_in_the_reason_is_masked_for_the_blind_and_in_every_export(  # noqa: PLR0917 (fixtures)
    review, leak, raters, viewer, administrator, client_as
):
    name = review.submission.sitting.application.candidate.name
    domain.dispute(review=review, finding=leak, wrong=Wrong.OTHER, reason=f"{name} did it on purpose", by=raters[0])
    reveal(review)
    assert name not in client_as(viewer).get(f"/o/northquay/reviews/{review.pk}/").content.decode()
    for kind in ("csv", "json"):
        told = client_as(administrator).get(f"/o/northquay/settings/findings/disputes.{kind}").content.decode()
        assert "did it on purpose" in told
        assert name not in told
        assert str(raters[0]) not in told


def test_the_export_says_where_what_why_and_by_which_engine(review, leak, raters, administrator, client_as):
    domain.dispute(review=review, finding=leak, wrong=Wrong.WRONG_PLACE, reason="=HYPERLINK(1)", by=raters[0])
    reveal(review)
    told = client_as(administrator).get("/o/northquay/settings/findings/disputes.json").json()
    assert told["schema"] == "trialpiece.disputes/1"
    (row,) = told["disputes"]
    assert row | {"dispute": "", "made_at": "", "says": ""} == {
        "dispute": "", "made_at": "", "finding": "leakage.preprocessing@analysis.ipynb:4:1",
        "kind": "leakage.preprocessing", "strength": "strong", "polarity": "concern", "file": "analysis.ipynb",
        "cell": 4, "line": 1, "quote": CODE[4], "says": "", "wrong": "wrong_place", "reason": "=HYPERLINK(1)",
        "engine_version": "0.1.0+test", "exercise": review.submission.sitting.stage.exercise_slug,
        "exercise_version": review.submission.sitting.stage.exercise_version, "withdrawn_at": "",
    }  # fmt: skip
    answer = client_as(administrator).get("/o/northquay/settings/findings/disputes.csv").content.decode()
    (line,) = csv.DictReader(io.StringIO(answer))
    assert line["reason"] == "'=HYPERLINK(1)"  # no spreadsheet takes it for a formula
    assert AuditEvent.objects.filter(verb="disputes.exported").count() == 2


def test_another_reading_of_the_same_work_still_shows_what_was_said(review, leak, raters, client_as):
    domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    repeat_review(submission=review.submission, by=review.submission.sitting.application.opening.manager)
    again = make_report(review.submission.sitting)
    assert again.reading == 2
    page = client_as(raters[0]).get(f"/o/northquay/reviews/{again.pk}/").content.decode()
    assert WORDS in page
    assert "on another reading" in page


def test_viewers_and_coordinators_who_do_not_rate_say_nothing(review, leak, viewer, coordinator, client_as):
    for member in (viewer, coordinator):
        assert not may(member, "reviews.dispute", review)
        address = f"/o/northquay/reviews/{review.pk}/findings/{number_of(review, leak)}/wrong/"
        assert client_as(member).post(address, {"wrong": "not_true", "finding": leak}).status_code == 403
        assert (
            "This finding is wrong" not in client_as(member).get(f"/o/northquay/reviews/{review.pk}/").content.decode()
        )


def test_another_organisation_reads_and_exports_nothing_of_it(review, leak, raters, client_as):
    said = domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    reveal(review)
    with scopes_disabled():
        other = OrganisationFactory(slug="harbour")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
        assert not queries.disputes_visible_to(stranger).exists()
        client = client_as(stranger)
        for address in ("", "disputes.csv", "disputes.json"):
            assert "Unmistakable" not in client.get(f"/o/harbour/settings/findings/{address}").content.decode()
            assert client.get(f"/o/northquay/settings/findings/{address}").status_code == 404
        for slug in ("harbour", "northquay"):
            assert client.post(f"/o/{slug}/reviews/{review.pk}/disputes/{said.pk}/withdraw/").status_code == 404
            assert client.get(f"/o/{slug}/reviews/{review.pk}/findings/1/wrong/").status_code == 404


def test_what_may_be_read_is_what_the_query_gives(review, leak, raters, member_with):
    made = [domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason="", by=one) for one in raters]
    everybody = [*raters, *(member_with(role) for role in Role), member_with(Role.ADMINISTRATOR, is_active=False)]
    for _ in range(2):
        for member in everybody:
            allowed = {one.pk for one in made if may(member, "reviews.view_dispute", one)}
            assert set(queries.disputes_visible_to(member).values_list("pk", flat=True)) == allowed
        reveal(review) if review.submission.sitting.state == SittingState.SUBMITTED else None
        review.submission.sitting.refresh_from_db()


def test_the_page_asks_as_often_for_three_disputes_as_for_one(review, raters, hiring_manager, client_as):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reveal(review)
    counts = []
    for one in evidence_of(review)[:3]:
        domain.dispute(review=review, finding=one.key, wrong=Wrong.NOT_TRUE, reason="", by=raters[0])
        client = client_as(hiring_manager)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/o/northquay/reviews/{review.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[-1]


def test_reports_of_openings_that_show_names_are_masked_in_the_export(hiring_manager, raters, administrator, client_as):
    opening = make_opening(manager=hiring_manager, interviewers=raters, hides_names=False)
    sitting = make_sitting(by=hiring_manager, opening=opening, state=SittingState.SUBMITTED)
    name = sitting.application.candidate.name
    code = (*CODE[:4], f"X = SimpleImputer().fit_transform(X)  # {name}", *CODE[5:])
    review = make_report(sitting, content=work_of(code))
    leak = next(one for one in evidence_of(review) if one.kind == "leakage.preprocessing")
    domain.dispute(review=review, finding=leak.key, wrong=Wrong.NOT_TRUE, reason="", by=raters[0])
    reveal(review)
    told = client_as(administrator).get("/o/northquay/settings/findings/disputes.json").content.decode()
    assert "SimpleImputer" in told
    assert name not in told


def test_the_command_exports_what_is_told_and_nothing_before(review, leak, raters, capsys):
    from django.core.management import call_command

    domain.dispute(review=review, finding=leak, wrong=Wrong.NOT_TRUE, reason=WORDS, by=raters[0])
    call_command("disputes_export")
    assert json.loads(capsys.readouterr().out) == {"schema": "trialpiece.disputes/1", "disputes": []}
    reveal(review)
    call_command("disputes_export", "northquay", "--format", "csv")
    (line,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (line["kind"], line["reason"], line["cell"]) == ("leakage.preprocessing", WORDS, "4")
    with pytest.raises(SystemExit) as ended:
        call_command("disputes_export", "nowhere")
    assert ended.value.code == 2
    assert "There is no organisation" in capsys.readouterr().err
