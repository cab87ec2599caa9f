"""Reading members and offers of membership; for administrators alone."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Invitation, Membership


def members_visible_to(member: Membership) -> QuerySet[Membership]:
    """Everybody who belongs or belonged to the organisation, those who still do first, with their open scorecards."""
    if not may(member, "organisations.administer"):
        return Membership.objects.none()
    waiting = Count("scorecards", filter=Q(scorecards__state="draft"))
    members = Membership.objects.filter(organisation=member.organisation).select_related("user", "organisation")
    return members.annotate(open_cards=waiting).order_by("-is_active", "user__name", "pk")


def invitations_visible_to(member: Membership) -> QuerySet[Invitation]:
    """Offers that were neither accepted nor withdrawn, newest first; those that ran out can be sent again."""
    if not may(member, "organisations.administer"):
        return Invitation.objects.none()
    offers = Invitation.objects.filter(organisation=member.organisation, accepted_at=None, revoked_at=None)
    return offers.select_related("invited_by__user").order_by("-created_at", "pk")


def has_run_out(invitation: Invitation) -> bool:
    """Whether the offer's time is over."""
    return invitation.expires_at <= timezone.now()
