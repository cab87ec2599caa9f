"""The door that every page of an organisation passes: who is it, which tenant, may they."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django_scopes import scope, scopes_disabled
from rules.permissions import has_perm, perm_exists

from trialpiece.web.organisations.models import Membership


class MemberRequest(HttpRequest):
    """A request whose organisation and membership are known; views of an organisation receive this."""

    organisation: Any
    membership: Membership


def membership_of(*, user: Any, slug: str) -> Membership:
    """The user's active membership in the organisation with that slug.

    Raises:
        Http404: there is none; whether the organisation exists is not told.
    """
    with scopes_disabled():
        found = (
            Membership.objects.select_related("organisation", "user")
            .filter(user_id=user.pk, organisation__slug=slug, is_active=True)
            .first()
        )
    if found is None:
        raise Http404("No such organisation, or you are not a member of it.")
    return found


def require(membership: Membership, permission: str, obj: Any = None) -> None:
    """Let the member pass, or raise PermissionDenied."""
    if not may(membership, permission, obj):
        raise PermissionDenied


def may(membership: Membership, permission: str, obj: Any = None) -> bool:
    """Whether the member has the permission (on `obj`); an unknown permission is a mistake of ours and raises."""
    if not perm_exists(permission):
        raise LookupError(permission)
    return bool(has_perm(permission, membership, obj))


def for_members(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Make a view of `/o/<organisation>/…`: signed in, member, with that permission, inside the tenant's scope.

    The view gets the request with `organisation` and `membership` set; the slug is taken out of its arguments.
    Permission on single objects is the view's part, by `visible_to` and `require`.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: Any, organisation: str, **kwargs: Any) -> HttpResponseBase:
            membership = membership_of(user=request.user, slug=organisation)
            request.membership, request.organisation = membership, membership.organisation
            with scope(organisation=membership.organisation):
                require(membership, permission)
                return view(request, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined] # read by the table test of url × role
        return guarded

    return decorate
