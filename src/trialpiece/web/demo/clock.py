"""Telling what happened over the last weeks: scenes that run beside each other, on a clock that the teller sets."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

Scene = Generator[datetime, None, Any]
_TICK = timedelta(seconds=1)


class Clock:
    """The time that the product reads while a story is told: it only goes forward, and never past the present."""

    def __init__(self) -> None:
        self._present = timezone.now()
        self._now = self._present - timedelta(days=400)

    def __call__(self) -> datetime:
        """What it says now; each look takes a second, so that no two things happen at once."""
        self._now = min(self._now + _TICK, self._present)
        return self._now

    def go_to(self, moment: datetime) -> None:
        """Turn it forward to `moment`."""
        self._now = min(max(self._now, moment), self._present)

    def ago(self, days: int, at: str) -> datetime:
        """The moment of the day so many days before today, such as `ago(3, "14:20")`."""
        day = timezone.localdate(self._present) - timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))

    @contextmanager
    def running(self) -> Iterator[None]:
        """While this lasts, `timezone.now` is this clock: every date that the product writes comes from there."""
        real = timezone.now
        timezone.now = self
        try:
            yield
        finally:
            timezone.now = real


def play(scenes: Iterable[Scene], clock: Clock) -> None:
    """Run scenes to their ends, always the one whose next moment comes first.

    A scene is a generator that yields the moment at which it wants to go on. So what happened on the same day
    stands side by side in the audit trail, as it would have.
    """
    order = itertools.count()
    waiting = [(moment, next(order), scene) for scene in scenes if (moment := next(scene, None)) is not None]
    heapq.heapify(waiting)
    while waiting:
        moment, _, scene = heapq.heappop(waiting)
        clock.go_to(moment)
        if (following := next(scene, None)) is not None:
            heapq.heappush(waiting, (following, next(order), scene))
