"""What is done with the index: a submission comes in, drops out; a person says what a pair is."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from trialpiece.core.review.similarity.compare import prints_of
from trialpiece.core.review.similarity.fingerprints import EDITION, Fingerprints, fingerprints
from trialpiece.core.review.similarity.index import packed
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.likeness import queries
from trialpiece.web.likeness.code import comparable, given_by, pieces_in
from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.likeness.models import Judgement, Pool, Prints
from trialpiece.web.openings.models import Stage
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.document import load_document
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.enums import UploadState

log = logging.getLogger("trialpiece.likeness")


def add(*, review: Review) -> Prints | None:
    """Keep the fingerprints of what a finished reading has read; asked twice, it is done once.

    The row takes the place of those of earlier versions of the same work. None where the submission does not count
    (refused, replaced by a later version, withdrawn) or nothing was read.
    """
    if review.state != ReviewState.DONE or not review.document or not queries.counts(review.submission):
        return None
    return _keep(review, prints_of(comparable(pieces_in(load_document(review.document)))))


@transaction.atomic
def _keep(review: Review, own: Fingerprints) -> Prints:
    submission = review.submission
    pool = pool_for(submission.sitting.stage)
    Prints.objects.filter(submission__sitting=submission.sitting).exclude(submission=submission).delete()
    row, _ = Prints.objects.update_or_create(
        submission=submission,
        defaults={
            "organisation": submission.organisation, "pool": pool, "review": review, "made_by": EDITION,
            "hashes": packed(own.distinct), "size": own.size,
        },
    )  # fmt: skip
    return row


def pool_for(stage: Stage) -> Pool:
    """Where submissions to a stage are compared: with all others to the same version of its exercise."""
    key = (
        {"exercise_slug": stage.exercise_slug, "exercise_version": stage.exercise_version}
        if stage.exercise_slug
        else {"stage": stage}
    )
    found = Pool.objects.filter(organisation=stage.organisation, **key).first()
    if found is None:
        found, _ = Pool.objects.get_or_create(
            organisation=stage.organisation, **key, defaults={"given": packed(given_by(stage))}
        )
    return found


def sweep(limit: int = 20) -> int:
    """Add what a worker did not come to add, drop what no longer counts; how many rows changed."""
    with scopes_disabled():
        gone = Prints.objects.filter(submission__sitting__application__state=ApplicationState.WITHDRAWN)
        changed = gone.delete()[0]
        for review in _missing()[:limit]:
            try:
                changed += add(review=review) is not None
            except Exception:  # a row without fingerprints, so that one bad file is not tried for ever
                log.exception("no fingerprints", extra={"fields": {"review": review.pk}})
                _keep(review, fingerprints([]))
    return changed


def _missing() -> QuerySet[Review]:
    """Finished readings of what counts whose fingerprints are not kept, or are of an older edition."""
    waiting = Q(submission__prints=None) | ~Q(submission__prints__made_by=EDITION)
    reviews = Review.objects.filter(waiting, state=ReviewState.DONE, submission__state=UploadState.ACCEPTED)
    return (
        reviews.exclude(document="")
        .exclude(submission__sitting__application__state=ApplicationState.WITHDRAWN)
        .exclude(queries.replaced("submission__"))
        .select_related("submission__sitting__stage__organisation", "submission__organisation")
        .order_by("reading", "finished_at")
    )


@transaction.atomic
def judge(*, one: Prints, other: Prints, outcome: Outcome, reason: str, by: Membership) -> Judgement:
    """A person says what a pair is, and why; earlier judgements stay.

    Raises:
        ValueError: no reason is given.
    """
    if not reason.strip():
        raise ValueError("Say what you saw, so that others can follow you.")
    first, second = sorted((one.submission, other.submission), key=lambda each: each.pk)
    judgement = Judgement.objects.create(
        organisation=by.organisation, one=first, other=second, outcome=outcome, reason=reason.strip(), judged_by=by
    )
    record(
        organisation=by.organisation, by=member(by), verb="likeness.judged", obj=judgement,
        after={"outcome": str(outcome), "submissions": [first.pk, second.pk]},
    )  # fmt: skip
    return judgement
