"""Reading applications; `visible_to` agrees with the rule `candidates.view_application`."""

from __future__ import annotations

from django.db.models import QuerySet

from trialpiece.web.candidates.models import Application
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard


def visible_to(member: Membership) -> QuerySet[Application]:
    """Applications that the member may see, with candidate and opening at hand."""
    applications = Application.objects.filter(organisation=member.organisation).select_related("candidate", "opening")
    if not member.is_active:
        return applications.none()
    if member.role == Role.INTERVIEWER:
        cards = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
        return applications.filter(pk__in=cards.values("sitting__application_id"))
    return applications


def shown_name(application: Application, member: Membership) -> str:
    """The candidate's name where the member may know it, else the alias; the only way in which pages name people."""
    if may(member, "candidates.identify", application):
        return application.candidate.name
    return str(application.candidate)
