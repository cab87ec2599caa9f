"""Reading openings; `visible_to` agrees with the rule `openings.view`."""

from __future__ import annotations

from django.db.models import QuerySet

from trialpiece.web.openings.models import Opening, Passage, Stage
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


def passage_of(opening: Opening) -> Passage | None:
    """How the opening passed the gate; None while it never opened. Free after `select_related("passage__by__user")`."""
    found: Passage | None = getattr(opening, "passage", None)  # Django raises an AttributeError where there is none
    return found


def who_may_override(member: Membership) -> list[Membership]:
    """The organisation's members who may open a post against the gate's advice; agrees with `openings.override_gate`."""
    members = Membership.objects.filter(organisation=member.organisation, is_active=True, role=Role.ADMINISTRATOR)
    return list(members.select_related("user").order_by("user__name"))
