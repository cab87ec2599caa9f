"""Adding to the chain, and checking it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from trialpiece.web.audit.actors import Actor
from trialpiece.web.audit.models import AuditDetail, AuditEvent, ChainHead
from trialpiece.web.organisations.models import Organisation


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain


def _link(event: AuditEvent, at: datetime) -> str:
    return _digest([
        event.organisation_id, event.number, at.isoformat(), event.actor_kind, event.actor_key,
        event.verb, event.object_type, event.object_key, event.detail_hash, event.previous_hash,
    ])  # fmt: skip


def take_turn(organisation: Organisation) -> ChainHead:
    """Wait for one's turn to change this organisation's rows, until the transaction ends; gives the chain's end.

    Every change ends in this chain, so whoever locks another row first and the chain afterwards can meet somebody
    who came the other way, and PostgreSQL ends one of the two (deadlock). Verbs that lock or change rows before
    they call `record` take their turn first; `states.move` does it for them.
    """
    heads = ChainHead.objects.select_for_update().filter(organisation=organisation)
    head = heads.first()
    if head is None:
        ChainHead.objects.get_or_create(organisation=organisation)
        head = heads.get()
    return head


@transaction.atomic
def record(
    *,
    organisation: Organisation,
    by: Actor,
    verb: str,
    obj: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add one row to the organisation's chain, in the caller's transaction.

    Never put scores in here before their reveal: administrators read this list.
    """
    head = take_turn(organisation)
    salt, old, new = secrets.token_hex(16), _plain(before or {}), _plain(after or {})
    event = AuditEvent(
        organisation=organisation, number=head.number + 1, at=timezone.now(), actor_kind=by.kind, actor_key=by.key,
        verb=verb, object_type=str(obj._meta.label_lower), object_key=str(obj.pk),
        detail_hash=_digest([salt, old, new]), previous_hash=head.hash,
    )  # fmt: skip
    event.hash = _link(event, event.at)
    event.save(force_insert=True)
    AuditDetail.objects.create(event=event, before=old, after=new, salt=salt)
    head.number, head.hash = event.number, event.hash
    head.save()
    return event


def broken_link(*, organisation: Organisation) -> int | None:
    """The number of the first event that does not fit the chain, or None where all fit."""
    previous, expected = "0" * 64, 1
    for event in AuditEvent.objects.filter(organisation=organisation).select_related("detail").iterator():
        detail = getattr(event, "detail", None)
        detail_fits = detail is not None and (
            detail.erased_at or _digest([detail.salt, detail.before, detail.after]) == event.detail_hash
        )
        fits = event.number == expected and event.previous_hash == previous and event.hash == _link(event, event.at)
        if not (fits and detail_fits):
            return event.number
        previous, expected = event.hash, expected + 1
    head = ChainHead.objects.filter(organisation=organisation).first()
    return expected if head and head.hash != previous else None
