"""Durable work: rows that one worker at a time claims, and that are found again when a queue or a worker loses them.

A worker claims a row by a conditional update that counts `attempt` up; every later write of that
worker names its attempt. A worker that was thought dead and comes back finds another attempt in
the row, and its write changes nothing. Such a model has `state` (`queued` and `running` among its
values), `attempt`, `claimed_until` and `queued_at`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

QUEUED, RUNNING = "queued", "running"
LOST_BY_QUEUE = timedelta(seconds=20)


def claim_length() -> timedelta:
    """How long a claim holds without a sign of life."""
    return timedelta(seconds=settings.ENV["TRIALPIECE_CLAIM_SECONDS"])


def take(model: type[Model], key: str, **fields: Any) -> bool:
    """Claim the row if it waits, or if its worker has given no sign of life; `fields` are written with the claim."""
    now = timezone.now()
    free = Q(state=QUEUED) | Q(state=RUNNING, claimed_until__lt=now)
    with scopes_disabled():
        rows = model._default_manager.filter(free, pk=key)
        return bool(rows.update(state=RUNNING, attempt=F("attempt") + 1, claimed_until=now + claim_length(), **fields))


def mine(row: Any) -> QuerySet[Any]:
    """The row, as long as the attempt that it was read with holds it; for conditional updates."""
    return type(row)._default_manager.filter(pk=row.pk, attempt=row.attempt, state=RUNNING)


def renew(row: Any, **fields: Any) -> bool:
    """Give a sign of life; False where another worker has the row."""
    with scopes_disabled():
        return bool(mine(row).update(claimed_until=timezone.now() + claim_length(), **fields))


def hand_again(model: type[Model], enqueue: Callable[[Any], None], *, limit: int) -> int:
    """Hand rows to the queue again that it lost, or whose worker gave no sign of life; how many."""
    now = timezone.now()
    forgotten = Q(state=QUEUED, queued_at__lt=now - LOST_BY_QUEUE) & (Q(claimed_until=None) | Q(claimed_until__lt=now))
    lost = forgotten | Q(state=RUNNING, claimed_until__lt=now)
    again = 0
    with scopes_disabled():
        rows: QuerySet[Any] = model._default_manager.filter(lost).order_by("queued_at")
        for row in rows[:limit]:
            same = model._default_manager.filter(lost, pk=row.pk, attempt=row.attempt)
            # the claim on a waiting row only keeps the next sweeps from enqueueing it again
            if same.update(state=QUEUED, claimed_until=now + claim_length()):
                enqueue(row)
                again += 1
    return again
