"""Who calls: the bearer key, its member and organisation, how often, and with which permission."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django_scopes import scope
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from trialpiece.web.api.domain import note_use
from trialpiece.web.api.queries import key_of
from trialpiece.web.organisations.access import require
from trialpiece.web.organisations.models import Membership


class Call(HttpRequest):
    """A request that came with a working key."""

    auth: Membership


class Key(HttpBearer):
    """`Authorization: Bearer trialpiece_…`; `request.auth` is then the member as whom the key acts."""

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        """The member, or None for a token that opens nothing."""
        key = key_of(token)
        if key is None:
            return None
        note_use(key)
        return key.member


class PerMember(SimpleRateThrottle):
    """So many requests a minute for each member, whatever the number of their keys."""

    def __init__(self, rate: str = "120/min") -> None:
        super().__init__(rate)

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """One count a member; requests without a key are refused before anything is read."""
        member = getattr(request, "auth", None)
        return f"api:{member.pk}" if member else None


def allowed(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run an endpoint inside the caller's organisation if they have the permission; what it gives must be read by then."""

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(endpoint)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            with scope(organisation=request.auth.organisation):
                require(request.auth, permission)
                return endpoint(request, *args, **kwargs)

        guarded.__signature__ = inspect.signature(endpoint)  # type: ignore[attr-defined] # read by ninja
        return guarded

    return decorate
