"""A review is done once, by whoever holds the claim, and nothing that is handed in is ever forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.sittings import make_sitting

from trialpiece.web.reviews import claims, domain, queries
from trialpiece.web.reviews.enums import TRANSITIONS, ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.work import Work
from trialpiece.web.sittings.enums import SittingState


@pytest.fixture
def review(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    return Review.objects.get(submission__sitting=sitting)


def test_handing_in_asks_for_a_review_and_asking_twice_is_asking_once(review):
    assert review.state == ReviewState.QUEUED
    assert domain.request_review(submission=review.submission).pk == review.pk


def test_only_one_worker_gets_the_claim(review):
    assert claims.claim(review.pk).attempt == 1
    assert claims.claim(review.pk) is None


def test_a_claim_without_a_sign_of_life_can_be_taken_over_and_the_dead_cannot_write(review):
    first = claims.claim(review.pk)
    Review.objects.filter(pk=review.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    second = claims.claim(review.pk)
    assert second.attempt == 2
    assert not claims.held(first)
    with pytest.raises(claims.Lost):
        claims.enter(first, "Reading")
    assert not domain.finish(first, work=Work(report={"of": "the dead"}))
    assert domain.finish(second, work=Work(report={"of": "the living"}))
    review.refresh_from_db()
    assert review.report == {"of": "the living"}
    assert not domain.finish(second, work=Work(report={"of": "a second delivery"}))


def test_the_sweep_finds_what_the_queue_lost_and_does_not_enqueue_it_twice(review):
    assert domain.sweep() == 0
    Review.objects.filter(pk=review.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    assert domain.sweep() == 1
    assert domain.sweep() == 0


def test_the_sweep_finds_what_a_dead_worker_left(review):
    claims.claim(review.pk)
    assert domain.sweep() == 0
    Review.objects.filter(pk=review.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert domain.sweep() == 1
    review.refresh_from_db()
    assert review.state == ReviewState.QUEUED


def test_a_submission_that_ends_every_worker_is_set_aside_for_people(review):
    Review.objects.filter(pk=review.pk).update(attempt=domain.MOST_ATTEMPTS)
    assert domain.run_review(review.pk)
    review.refresh_from_db()
    assert review.state == ReviewState.FAILED
    assert review.error


@pytest.mark.sandbox
def test_the_report_shows_the_run_and_hides_the_candidate(review, hiring_manager):
    assert domain.run_review(review.pk)
    assert not domain.run_review(review.pk)
    review.refresh_from_db()
    assert review.state == ReviewState.DONE
    assert review.report["schema"] == "trialpiece.review/1"
    assert "Kowalska" not in str(review.report)
    from trialpiece.web.reviews.document import load_document

    assert "Kowalska" not in str(load_document(review.document))
    assert review.report["run"].get("status") == "completed", review.report["run"]
    assert queries.report_of(review.submission.sitting) == review


def test_a_second_reading_stands_beside_the_first(review, hiring_manager):
    claimed = claims.claim(review.pk)
    domain.finish(claimed, work=Work(report={"findings": []}))
    again = domain.repeat_review(submission=review.submission, by=hiring_manager)
    assert (again.reading, again.state) == (2, ReviewState.QUEUED)
    review.refresh_from_db()
    assert review.state == ReviewState.DONE


def test_every_state_that_can_be_left_leads_to_an_end():
    for state in ReviewState:
        reachable, frontier = set(), {state}
        while frontier:
            reachable |= frontier
            frontier = {to for one in frontier for to in TRANSITIONS[one]} - reachable
        assert ReviewState.DONE in reachable or state == ReviewState.DONE
