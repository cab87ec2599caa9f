"""The candidate's door: a signed token instead of an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_scopes import scope

from trialpiece.web.sittings.domain import link_of, opened
from trialpiece.web.sittings.models import PortalLink, Sitting

_WINDOW_SECONDS = 600
_MOST_GUESSES = 20
_MOST_ACTIONS = 120
"""Forms sent through one link in ten minutes: far more than a person, far less than a program."""


class CandidateRequest(HttpRequest):
    """A request through a working link."""

    link: PortalLink
    sitting: Sitting
    token: str


def for_candidates(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view of `/p/<token>/…`: the link found and working, inside the tenant's scope, nothing cached or indexed.

    A token that we signed always passes the guard against guessing, so nobody can lock a candidate out.
    """

    @wraps(view)
    def guarded(request: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        link = link_of(token)
        if link is None:
            return _private(_unknown(request))
        request.link, request.sitting, request.token = link, link.sitting, token
        if not link.works:
            return _private(_gone(request, link))
        if request.method == "POST" and _count(f"portal-acts:{link.pk}") > _MOST_ACTIONS:
            return _private(render(request, "portal/too_many.html", _frame(link), status=429))
        with scope(organisation=link.organisation):
            opened(link=link)
            return _private(view(request, **kwargs))

    return guarded


def _unknown(request: HttpRequest) -> HttpResponse:
    if _count(f"portal-guess:{request.META.get('REMOTE_ADDR', '')}") > _MOST_GUESSES:
        return render(request, "portal/too_many.html", status=429)
    return render(request, "portal/unknown.html", status=404)


def _gone(request: HttpRequest, link: PortalLink) -> HttpResponse:
    context = _frame(link) | {"revoked": link.revoked_at is not None, "expired_on": link.expires_at}
    return render(request, "portal/gone.html", context, status=410)


def _frame(link: PortalLink) -> dict[str, Any]:
    return {"organisation": link.organisation}


def _count(key: str) -> int:
    """How often this happened in the window, this time included."""
    cache.add(key, 0, _WINDOW_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, _WINDOW_SECONDS)
        return 1


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store, private"
    # “no-referrer” would make browsers send “Origin: null” with our own forms, which the CSRF check must refuse;
    # “same-origin” tells other sites just as little
    response["Referrer-Policy"] = "same-origin"
    return response
