"""Reviews as durable work: asked for with the submission, read once, finished by whoever still holds the claim."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web.audit.actors import SYSTEM, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.claims import hand_again
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.claims import Lost, claim, heartbeat
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.work import Work, read
from trialpiece.web.sittings.models import Submission
from trialpiece.web.tasks import deliver_after_commit

log = logging.getLogger("trialpiece.reviews")
MOST_ATTEMPTS = 15
"""Workers may die for reasons of their own; a submission that outlives so many is set aside for people."""


@transaction.atomic
def request_review(*, submission: Submission) -> Review:
    """Ask for the first reading of a submission; asking twice is asking once."""
    review, made = Review.objects.get_or_create(organisation=submission.organisation, submission=submission, reading=1)
    if made:
        _enqueue(review)
    return review


@transaction.atomic
def repeat_review(*, submission: Submission, by: Membership) -> Review:
    """Ask for another reading, with the engine as it is now; earlier reports stay."""
    take_turn(submission.organisation)
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    last = submission.reviews.aggregate(last=Max("reading"))["last"] or 0
    review = Review.objects.create(organisation=submission.organisation, submission=submission, reading=last + 1)
    record(
        organisation=submission.organisation, by=member(by), verb="review.repeated", obj=review,
        after={"submission": submission.pk, "reading": review.reading},
    )  # fmt: skip
    _enqueue(review)
    return review


def run_review(key: str) -> bool:
    """Do the review with that key, if nobody else is at it; True when this call finished it."""
    review = claim(key)
    if review is None:
        return False
    with scopes_disabled():
        if review.attempt > MOST_ATTEMPTS:
            error = "Reading it has ended too many workers; somebody must look at the file."
            return finish(review, work=Work(error=error))
        try:
            with heartbeat(review):
                work = read(review)
            done = finish(review, work=work)
        except Lost:
            log.info("claim lost", extra={"fields": {"review": review.pk, "attempt": review.attempt}})
            return False
        if done:
            _lay_beside_others(review)
        return done


def _lay_beside_others(review: Review) -> None:
    """Keep the submission's fingerprints; the review stands without them, and a sweep tries again."""
    from trialpiece.web.likeness import domain as likeness

    try:
        likeness.add(review=review)
    except Exception:
        log.exception("no fingerprints yet", extra={"fields": {"review": review.pk}})


@transaction.atomic
def finish(review: Review, *, work: Work) -> bool:
    """Write the result if the claim still holds; False, and nothing written, where another worker took over."""
    take_turn(review.organisation)
    mine = Review.objects.select_for_update().filter(pk=review.pk, attempt=review.attempt, state=ReviewState.RUNNING)
    state = ReviewState.FAILED if work.error else ReviewState.DONE
    written = mine.update(
        state=state,
        report=work.report,
        document=work.document,
        error=work.error,
        engine_version=work.engine_version,
        finished_at=timezone.now(),
        claimed_until=None,
        phase="",
    )
    if written:
        record(
            organisation=review.organisation, by=SYSTEM, verb=f"review.{state}", obj=review,
            after={"attempt": review.attempt, "engine": work.engine_version},
        )  # fmt: skip
        review.refresh_from_db()
        _mask_if_hidden_meanwhile(review, work)
    return bool(written)


def _mask_if_hidden_meanwhile(review: Review, work: Work) -> None:
    """The opening may have begun to hide names while the work was being read."""
    from trialpiece.web.reviews.masking import mask_report

    application = review.submission.sitting.application
    hides = Opening.objects.filter(pk=application.opening_id, hides_names=True).exists()
    if work.report and hides and not work.names_hidden:
        mask_report(review)
        review.refresh_from_db()


def sweep(limit: int = 100) -> int:
    """Hand rows to the queue again that it lost, or whose worker gave no sign of life; how many."""
    return hand_again(Review, _enqueue, limit=limit)


def _enqueue(review: Review) -> None:
    from trialpiece.web.reviews.tasks import do_review

    deliver_after_commit(do_review, review.pk)
