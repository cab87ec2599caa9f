"""The worker: takes tasks from the queue, and sweeps for rows that the queue forgot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections

from trialpiece.runner import leftovers
from trialpiece.web.likeness import domain as likeness
from trialpiece.web.mail import domain as mail
from trialpiece.web.readiness import domain as readiness
from trialpiece.web.reviews import domain as reviews
from trialpiece.web.sittings import domain as sittings

log = logging.getLogger("trialpiece.worker")
SWEEPERS: tuple[Callable[[], int], ...] = (
    reviews.sweep,
    likeness.sweep,
    readiness.sweep,
    mail.sweep,
    sittings.close_overdue,
    leftovers.sweep,
)


def sweep_once() -> int:
    """Run every sweeper; one that fails is logged and does not keep the others back."""
    done = 0
    for sweeper in SWEEPERS:
        try:
            done += sweeper()
        except Exception:
            log.exception("a sweeper failed", extra={"fields": {"sweeper": sweeper.__module__}})
    return done


def _sweep_for_ever(stop: threading.Event, every_seconds: float) -> None:
    while not stop.wait(every_seconds):
        sweep_once()
        close_old_connections()


def work(*, every_seconds: float = 5.0, poll_seconds: float = 0.5) -> None:
    """Work until told to stop by a signal; sweeps run in a thread beside the queue."""
    stop = threading.Event()
    sweeping = threading.Thread(target=_sweep_for_ever, args=(stop, every_seconds), name="sweeper", daemon=True)
    sweeping.start()
    try:
        call_command("db_worker", interval=poll_seconds, queue_name="*", verbosity=0)
    finally:
        stop.set()
        sweeping.join(timeout=10)
