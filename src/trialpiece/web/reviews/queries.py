"""Reading reviews; `visible_to` agrees with the rule `reviews.view`."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Review
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Sitting

_HANDED_IN = (SittingState.SUBMITTED, SittingState.SCORED, SittingState.CLOSED)


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
