"""The probe sheet's page: for whoever reads the report, with places in it, and never with a name that is hidden."""

import pytest
from tests.factories.hiring import make_opening
from tests.factories.likeness import make_work, no_runtime
from tests.factories.pages import visible_text

from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews import work as reviews_work
from trialpiece.web.reviews.domain import repeat_review, run_review
from trialpiece.web.reviews.models import Review

SOURCES = (
    "import pandas as pd\nzofia_orders = pd.read_csv('a.csv')\nzofia_orders = zofia_orders[zofia_orders['by'] != 'Zofia']\n",
    "zofia_orders['per_day'] = zofia_orders['weight'] / zofia_orders['days']\n",
)


@pytest.fixture
def opening(hiring_manager, member_with):
    return make_opening(manager=hiring_manager, interviewers=[member_with(Role.INTERVIEWER) for _ in range(2)])


@pytest.fixture
def review(opening, coordinator):
    done = make_work(
        *SOURCES, by=coordinator, opening=opening, name="Zofia Wyszynska", email="zofia.wyszynska@mail.example"
    )
    return done.reviews.get()


def address(review):
    return f"/o/northquay/reviews/{review.pk}/questions/"


def test_a_rater_reads_it_and_its_places_lead_into_the_report(review, opening, client_as):
    client = client_as(opening.interviewers.first())
    page = client.get(address(review))
    assert "per_day" in visible_text(page)
    place = f"/o/northquay/reviews/{review.pk}/#f0-c1-L1"
    assert place in page.content.decode()
    assert 'id="f0-c1-L1"' in client.get(place.partition("#")[0]).content.decode()


def test_it_has_as_many_questions_as_it_says_and_says_what_answers_sound_like(review, client_as, hiring_manager):
    page = visible_text(client_as(hiring_manager).get(address(review)))
    number = len(review.report["probes"]["questions"])
    assert 8 <= number <= 12
    assert page.count("A strong answer") == page.count("A weak answer") == number


def test_no_question_quote_or_place_names_the_candidate(review, opening, client_as):
    for member in (opening.manager, opening.interviewers.first()):
        text = client_as(member).get(address(review)).content.decode().lower()
        assert "zofia" not in text
        assert "wyszynska" not in text


def test_who_may_not_read_the_report_reads_no_questions(review, member_with, client_as):
    assert client_as(member_with(Role.INTERVIEWER)).get(address(review)).status_code == 404


def test_a_reading_from_before_the_sheet_says_how_to_get_one(review, coordinator, client_as):
    Review.objects.filter(pk=review.pk).update(report={"findings": []})
    assert "Read it again" in visible_text(client_as(coordinator).get(address(review)))


def test_a_sheet_that_cannot_be_made_costs_no_report(review, coordinator, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(reviews_work, "probe_sheet", broken)
    again = repeat_review(submission=review.submission, by=coordinator)
    with no_runtime():
        assert run_review(again.pk)
    again.refresh_from_db()
    assert again.state == "done"
    assert "probes" not in again.report


def test_the_way_in_stands_on_sitting_and_report(review, opening, client_as):
    client = client_as(opening.manager)
    for where in (f"/o/northquay/sittings/{review.submission.sitting_id}/", f"/o/northquay/reviews/{review.pk}/"):
        assert address(review) in client.get(where).content.decode()
