"""Claims on reviews: one worker at a time, a sign of life while it works, and a fence against the dead.

A worker claims a row by a conditional update that counts `attempt` up; every later write of that
worker names its attempt. A worker that was thought dead and comes back finds another attempt in
the row, and its write changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review


class Lost(Exception):
    """Another worker has taken the review over; what this one found is dropped."""


def claim_length() -> timedelta:
    """How long a claim holds without a sign of life."""
    return timedelta(seconds=settings.ENV["TRIALPIECE_CLAIM_SECONDS"])


def claim(key: str) -> Review | None:
    """Take the review if it waits, or if its worker has given no sign of life; None where there is nothing to do."""
    now = timezone.now()
    free = Q(state=ReviewState.QUEUED) | Q(state=ReviewState.RUNNING, claimed_until__lt=now)
    with scopes_disabled():
        taken = Review.objects.filter(free, pk=key).update(
            state=ReviewState.RUNNING,
            attempt=F("attempt") + 1,
            claimed_until=now + claim_length(),
            heartbeat_at=now,
            started_at=now,
            phase="",
        )
        if not taken:
            return None
        return Review.objects.select_related(
            "organisation", "submission__sitting__stage", "submission__sitting__application__candidate",
            "submission__sitting__application__opening",
        ).get(pk=key)  # fmt: skip


def held(review: Review) -> bool:
    """Renew the claim; False where another worker has it."""
    now = timezone.now()
    with scopes_disabled():
        mine = Review.objects.filter(pk=review.pk, attempt=review.attempt, state=ReviewState.RUNNING)
        return bool(mine.update(claimed_until=now + claim_length(), heartbeat_at=now))


def enter(review: Review, phase: str) -> None:
    """Say what is being done now, for people who wait.

    Raises:
        Lost: another worker has the review.
    """
    with scopes_disabled():
        mine = Review.objects.filter(pk=review.pk, attempt=review.attempt, state=ReviewState.RUNNING)
        if not mine.update(phase=phase):
            raise Lost


@contextmanager
def heartbeat(review: Review) -> Iterator[threading.Event]:
    """Signs of life from a thread while the body works; the event is set when the claim is lost."""
    stop, lost = threading.Event(), threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(claim_length().total_seconds() / 4):
                try:
                    alive = held(review)
                except DatabaseError:  # a busy database is no reason to give up; the claim outlives three beats
                    continue
                if not alive:
                    lost.set()
                    return
        finally:
            connection.close()

    beating = threading.Thread(target=beat, name=f"heartbeat-{review.pk}", daemon=True)
    beating.start()
    try:
        yield lost
    finally:
        stop.set()
        beating.join()
