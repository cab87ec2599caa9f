"""Reading openings; `visible_to` agrees with the rule `openings.view`."""

from __future__ import annotations

from django.db.models import QuerySet

from trialpiece.web.openings.models import Opening, Stage
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership


def visible_to(member: Membership) -> QuerySet[Opening]:
    """Openings that the member may see."""
    openings = Opening.objects.filter(organisation=member.organisation)
    if not member.is_active:
        return openings.none()
    if member.role == Role.INTERVIEWER:
        return openings.filter(interviewers=member)
    return openings


def plan_of(opening: Opening) -> QuerySet[Stage]:
    """The stages that new candidates pass, in order."""
    return Stage.objects.filter(opening=opening, retired_at=None).order_by("position")
