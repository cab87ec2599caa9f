"""Reading sittings; `visible_to` agrees with the rule `sittings.view`."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings.enums import ExtensionState, PayState, UploadState
from trialpiece.web.sittings.models import Extension, Pay, PortalLink, Question, Sitting, Submission

_MANAGES = {Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR, Role.VIEWER}


def visible_to(member: Membership) -> QuerySet[Sitting]:
    """Sittings that the member may see, with application, candidate, opening, stage and pay at hand."""
    sittings = Sitting.objects.filter(organisation=member.organisation).select_related(
        "organisation", "application__candidate", "application__opening", "stage", "pay"
    )
    if not member.is_active:
        return sittings.none()
    if member.role in _MANAGES:
        return sittings
    from trialpiece.web.scoring.enums import ScorecardState
    from trialpiece.web.scoring.models import Scorecard

    cards = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
    mine = Q(application__opening__in=member.openings_as_interviewer.all())
    return sittings.filter(mine | Q(application_id__in=cards.values("sitting__application_id")))


def counting_submission(sitting: Sitting) -> Submission | None:
    """What counts: the latest upload that was accepted; refused and late ones never do until a person says so."""
    return sitting.submissions.filter(state=UploadState.ACCEPTED).order_by("-version").first()


def pay_of(sitting: Sitting) -> Pay | None:
    """The pay that was agreed, None where the stage pays nothing or was not issued yet."""
    return getattr(sitting, "pay", None)


def working_link(sitting: Sitting) -> PortalLink | None:
    """The newest link that still opens the portal."""
    links = sitting.links.filter(revoked_at=None, expires_at__gt=timezone.now())
    return links.order_by("-created_at").first()


def granted_hours(sitting: Sitting) -> int:
    """Hours of more time that were given."""
    return sum(sitting.extensions.filter(state=ExtensionState.GRANTED).values_list("hours", flat=True))


def wishes_for_time(member: Membership) -> QuerySet[Extension]:
    """Wishes for more time that wait for the member; nothing for those who judge the work."""
    if not may(member, "sittings.extend"):
        return Extension.objects.none()
    from trialpiece.web.scoring.enums import ScorecardState
    from trialpiece.web.scoring.models import Scorecard

    judged = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
    return (
        Extension.objects.filter(sitting__in=visible_to(member), state=ExtensionState.ASKED)
        .exclude(sitting__application_id__in=judged.values("sitting__application_id"))
        .select_related("sitting__application__candidate", "sitting__application__opening", "sitting__stage")
    )


def open_questions(member: Membership) -> QuerySet[Question]:
    """Questions without an answer that the member may answer, oldest first."""
    if member.role == Role.VIEWER:
        return Question.objects.none()
    return (
        Question.objects.filter(sitting__in=visible_to(member), answers=None)
        .select_related("sitting__application__candidate", "sitting__application__opening", "sitting__stage")
        .order_by("asked_at")
    )


def pay_ledger(member: Membership) -> QuerySet[Pay]:
    """Pay that is agreed, owed or paid, what is due soonest first; nothing for those who may not see it."""
    if not may(member, "sittings.pay"):
        return Pay.objects.none()
    return (
        Pay.objects.filter(organisation=member.organisation)
        .select_related("sitting__application__candidate", "sitting__application__opening", "sitting__stage")
        .order_by("due_on", "agreed_at")
    )


def owed(member: Membership) -> QuerySet[Pay]:
    """Pay for work that was handed in and is not paid yet."""
    return pay_ledger(member).filter(state__in=[PayState.SUBMITTED, PayState.APPROVED])


def time_of_question(question: Question, member: Membership, *, judges: bool | None = None) -> timedelta | None:
    """Time into the work at which it was asked; to those who judge it never says more than the ordinary window.

    A question on the sixth day of five would tell them that there was more time. `judges` says whether the member
    rates the application, where the caller knows it already.
    """
    into = question.into_the_work
    sees_more_time = (
        may(member, "sittings.extend", question.sitting)
        if judges is None
        else may(member, "candidates.coordinate") and not judges
    )
    if into is None or sees_more_time:
        return into
    return within_window(into, question.sitting)


def within_window(into: timedelta, sitting: Sitting) -> timedelta:
    """The time into the work, at most the window that everybody has."""
    return min(into, timedelta(days=sitting.stage.window_days))
