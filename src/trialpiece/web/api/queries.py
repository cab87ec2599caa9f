"""Reading keys; `visible_to` agrees with the rule `api.view_key`."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web.api.domain import hash_of
from trialpiece.web.api.models import ApiKey
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership


def visible_to(member: Membership) -> QuerySet[ApiKey]:
    """One's own keys; administrators see everybody's, so that they can revoke them."""
    keys = ApiKey.objects.filter(organisation=member.organisation).select_related("member__user")
    if not member.is_active:
        return keys.none()
    return keys if member.role == Role.ADMINISTRATOR else keys.filter(member=member)


def working(keys: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
    """Those that open the door now."""
    return keys.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)


def key_of(token: str) -> ApiKey | None:
    """The working key with that token whose maker may still enter, whichever organisation it is of."""
    with scopes_disabled():
        keys = working(ApiKey.objects.select_related("member__user", "member__organisation", "organisation"))
        return keys.filter(token_hash=hash_of(token), member__is_active=True, member__user__is_active=True).first()
