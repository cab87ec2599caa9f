"""Claims on reviews: one worker at a time, and a sign of life while it works."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web import claims
from trialpiece.web.reviews.models import Review


class Lost(Exception):
    """Another worker has taken the review over; what this one found is dropped."""


def claim(key: str) -> Review | None:
    """Take the review if it waits, or if its worker has given no sign of life; None where there is nothing to do."""
    now = timezone.now()
    if not claims.take(Review, key, heartbeat_at=now, started_at=now, phase=""):
        return None
    with scopes_disabled():
        return Review.objects.select_related(
            "organisation", "submission__sitting__stage", "submission__sitting__application__candidate",
            "submission__sitting__application__opening",
        ).get(pk=key)  # fmt: skip


def held(review: Review) -> bool:
    """Renew the claim; False where another worker has it."""
    return claims.renew(review, heartbeat_at=timezone.now())


def enter(review: Review, phase: str) -> None:
    """Say what is being done now, for people who wait.

    Raises:
        Lost: another worker has the review.
    """
    with scopes_disabled():
        if not claims.mine(review).update(phase=phase):
            raise Lost


@contextmanager
def heartbeat(review: Review) -> Iterator[threading.Event]:
    """Signs of life from a thread while the body works; the event is set when the claim is lost."""
    stop, lost = threading.Event(), threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(claims.claim_length().total_seconds() / 4):
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
