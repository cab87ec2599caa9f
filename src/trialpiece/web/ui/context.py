"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_scopes import scopes_disabled

from trialpiece.web.organisations.models import Membership
from trialpiece.web.ui.navigation import address, places_for

THEMES = {"light", "dark"}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The organisation, membership, theme and places of the page; rows are read only where a template draws them."""
    membership = getattr(request, "membership", None)
    match = request.resolver_match
    feature = match.namespaces[0] if match and match.namespaces else ""

    def places() -> list[dict[str, Any]]:
        return places_for(membership, feature, request.path) if membership else []

    def other_organisations() -> list[dict[str, str]]:
        return _organisations_of(request.user, but=membership)

    return {
        "organisation": getattr(request, "organisation", None),
        "membership": membership,
        "theme": theme_of(request),
        "nav_places": places,
        "nav_organisations": other_organisations,
    }


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or empty for the device's choice: this browser's cookie first, then the profile."""
    chosen = request.COOKIES.get("theme", "")
    if chosen in THEMES or chosen == "auto":
        return chosen if chosen in THEMES else ""
    user = getattr(request, "user", None)
    return getattr(user, "theme", "") if user is not None and user.is_authenticated else ""


def _organisations_of(user: Any, but: Any) -> list[dict[str, str]]:
    if not getattr(user, "is_authenticated", False):
        return []
    with scopes_disabled():
        mine = Membership.objects.filter(user_id=user.pk, is_active=True).select_related("organisation")
        rows = [member.organisation for member in mine.order_by("organisation__name")]
    here = but.organisation.pk if but else None
    return [{"name": row.name, "url": address("home:organisation", row.slug) or "/"} for row in rows if row.pk != here]
