"""Reading openings; `visible_to` agrees with the rule `openings.view`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from trialpiece.web.openings.enums import OpeningState, Way
from trialpiece.web.openings.models import Opening, Passage, Stage
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness.queries import GateAdvice, advice_for


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


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a post would pass the gate today, by which way, and why not."""

    advice: GateAdvice
    way: Way | None
    """None where only an override opens it."""
    permits: str = ""
    """The permission that it would go through."""
    because: str = ""
    """Why a verdict that permits posts does not permit this one; empty where it permits none."""


def standing_of(opening: Opening, advice: GateAdvice | None = None) -> Standing:
    """Where a post that has not passed yet stands before the gate."""
    advice = advice or advice_for(opening.organisation)
    if advice.is_go:
        return Standing(advice, Way.GO)
    if not advice.permits or advice.assessment is None:
        return Standing(advice, None)
    covering = next((each for each in advice.permits if each.covers(opening.role, opening.engagement)), None)
    if covering is None:
        this = f"{opening.get_role_display()}, {opening.get_engagement_display()}"
        return Standing(advice, None, because=f"This post is another: {this}.")
    holders = holding(advice)
    if len(holders) >= advice.assessment.permitted_posts:
        return Standing(advice, None, because=f"{_quoted(holders)} went through on it already.")
    return Standing(advice, Way.PERMITTED, permits=covering.says)


def holding(advice: GateAdvice) -> list[Opening]:
    """The openings that passed by what the verdict permits first; one that closed without a hire makes room again."""
    passed = Opening.objects.filter(passage__way=Way.PERMITTED, passage__assessment=advice.assessment)
    return list(passed.exclude(state=OpeningState.CLOSED).order_by("passage__at", "pk"))


def _quoted(openings: list[Opening]) -> str:
    return ", ".join(f"“{each}”" for each in openings)
