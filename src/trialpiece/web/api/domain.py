"""Making, using and revoking keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scope

from trialpiece.web.api.models import ApiKey
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.organisations.models import Membership

PREFIX = "trialpiece_"
_NOTED_EVERY = timedelta(minutes=5)


def hash_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_key(*, by: Membership, name: str, days: int | None = 90) -> tuple[ApiKey, str]:
    """Make a key and give it with its token, which is shown once and not kept.

    Args:
        by: the member as whom the key acts.
        name: which program uses it.
        days: after which it ends; None for never.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        organisation=by.organisation,
        member=by,
        name=name.strip(),
        token_hash=hash_of(token),
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    key.full_clean(exclude=["organisation", "member"])
    key.save(force_insert=True)
    record(organisation=by.organisation, by=member(by), verb="apikey.created", obj=key, after={"name": key.name})
    return key, token


@transaction.atomic
def revoke_key(*, key: ApiKey, by: Membership) -> None:
    """Make a key stop working; one that was revoked already stays as it is."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(organisation=key.organisation, by=member(by), verb="apikey.revoked", obj=key)


def note_use(key: ApiKey) -> None:
    """Remember when the key was used, to five minutes: a row is not written for every request."""
    now = timezone.now()
    with scope(organisation=key.organisation):
        ApiKey.objects.filter(pk=key.pk).filter(Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)).update(
            last_used_at=now
        )
