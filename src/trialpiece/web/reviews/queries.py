"""Reading reviews and disputes; `visible_to` and `disputes_visible_to` agree with their rules."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Dispute, Review
from trialpiece.web.reviews.rules import JUDGED
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Sitting

_HANDED_IN = (SittingState.SUBMITTED, SittingState.SCORED, SittingState.CLOSED)
_OF_A_DISPUTE = (
    "by__user", "review__submission__sitting__stage", "review__submission__sitting__application__candidate",
    "review__submission__sitting__application__opening",
)  # fmt: skip


def visible_to(member: Membership) -> QuerySet[Review]:
    """Reviews that the member may read: work that is handed in, interviewers only what they rate."""
    reviews = Review.objects.filter(
        organisation=member.organisation, submission__sitting__state__in=_HANDED_IN
    ).select_related(
        "submission__sitting__stage",
        "submission__sitting__application__candidate",
        "submission__sitting__application__opening",
    )
    if not member.is_active:
        return reviews.none()
    if member.role == Role.INTERVIEWER:
        cards = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
        return reviews.filter(Q(submission__sitting__application_id__in=cards.values("sitting__application_id")))
    return reviews


def report_of(sitting: Sitting) -> Review | None:
    """The latest reading of the submission that counts, whatever its state; None where nothing counts yet."""
    return (
        Review.objects.filter(submission__sitting=sitting, submission__state=UploadState.ACCEPTED)
        .order_by("-submission__version", "-reading")
        .first()
    )


def told_disputes() -> QuerySet[Dispute]:
    """The organisation's disputes, withdrawn ones among them, about work for which all first scores are in."""
    found = Dispute.objects.filter(review__submission__sitting__state__in=JUDGED)
    return found.select_related(*_OF_A_DISPUTE)


def disputes_visible_to(member: Membership) -> QuerySet[Dispute]:
    """Disputes, withdrawn ones among them, that the member may read: their own; others' once all first scores are in.

    A dispute is an opinion on the work. Were it shown earlier, one rater's would sway the next one's scores; this
    holds for everybody, whether they rate or not, because whoever reads it can pass it on.
    """
    found = Dispute.objects.filter(organisation=member.organisation, review__in=visible_to(member).values("pk"))
    return found.filter(Q(by=member) | Q(review__submission__sitting__state__in=JUDGED)).select_related(*_OF_A_DISPUTE)


def standing_disputes(review: Review, member: Membership) -> QuerySet[Dispute]:
    """What the member may read against the findings of this review, and against the same ones of its other readings."""
    found = disputes_visible_to(member).filter(review__submission=review.submission_id, withdrawn_at=None)
    return found.order_by("made_at", "pk")
