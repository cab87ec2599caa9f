"""Where people arrive."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_scopes import scopes_disabled

from trialpiece.web.home.journey import journeys
from trialpiece.web.home.standing import standing_of
from trialpiece.web.home.tasks import waiting_for
from trialpiece.web.openings.queries import visible_to as openings_visible_to
from trialpiece.web.organisations.access import MemberRequest, for_members, may
from trialpiece.web.organisations.entering import is_fresh, may_create
from trialpiece.web.organisations.models import Membership


def arrive(request: HttpRequest) -> HttpResponse:
    """To the only organisation, or to a choice among several; in a new installation to its first page."""
    if not request.user.is_authenticated:
        return redirect("entrance:set_up") if is_fresh() else redirect_to_login(request.path)
    with scopes_disabled():
        mine = Membership.objects.filter(user_id=request.user.pk, is_active=True).select_related("organisation")
        memberships = list(mine.order_by("organisation__name"))
    if len(memberships) == 1:
        return redirect("home:organisation", organisation=memberships[0].organisation.slug)
    return render(
        request, "home/organisations.html", {"memberships": memberships, "may_create": may_create(request.user)}
    )


@for_members("organisations.enter")
def organisation(request: MemberRequest) -> HttpResponse:
    """What waits for me, and where do we stand?"""
    standing = standing_of(request.membership)
    return render(
        request,
        "home/organisation.html",
        {
            "tasks": waiting_for(request.membership),
            "standing": standing,
            "standing_steps": [asdict(step) for step in standing.steps] if standing else [],
            "journeys": [(one.opening, [asdict(step) for step in one.steps]) for one in journeys(request.membership)],
            "has_openings": openings_visible_to(request.membership).exists(),
            "may_create": may(request.membership, "openings.create"),
        },
    )
