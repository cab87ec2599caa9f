"""The top bar's places: one row each; a place whose address does not exist (yet) or that one may not enter is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from rules.permissions import has_perm, perm_exists


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: its word, its URL name, the permission it asks for, the features it stands for."""

    label: str
    url_name: str
    permission: str = "organisations.enter"
    features: tuple[str, ...] = ()


PLACES: tuple[Place, ...] = (
    Place("Home", "home:organisation", features=("home",)),
    Place("Readiness", "readiness:home", "readiness.list", ("readiness",)),
    Place("Work", "scoping:home", "scoping.list", ("scoping",)),
    Place(
        "Openings",
        "openings:list",
        "openings.list",
        ("openings", "candidates", "sittings", "reviews", "scoring", "decisions"),
    ),
    Place("Exercises", "exercises:list", "exercises.list", ("exercises",)),
    Place("Pay", "sittings:pay", "sittings.pay"),
    Place("Insights", "insights:home", features=("insights",)),
    Place("Settings", "organisations:members", "organisations.administer", ("organisations", "audit", "api_keys")),
)


def address(url_name: str, slug: str) -> str:
    """The address of a page of the organisation with that slug, or an empty text where there is none."""
    for arguments in ({"organisation": slug}, {}):
        try:
            return reverse(url_name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return ""


def places_for(membership: Any, feature: str = "", path: str = "") -> list[dict[str, Any]]:
    """What a member finds in the top bar; `feature` is the one whose page is open, `path` that page's address."""
    items = []
    for place in PLACES:
        if perm_exists(place.permission) and not has_perm(place.permission, membership):
            continue
        link = address(place.url_name, membership.organisation.slug)
        if link:
            items.append({"label": place.label, "url": link, "current": feature in place.features})
    if any(item["url"] == path for item in items):
        items = [{**item, "current": item["url"] == path} for item in items]
    return items
