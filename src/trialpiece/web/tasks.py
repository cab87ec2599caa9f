"""Handing work to the queue; the row is the truth, so a task carries nothing but the row's key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction


def deliver_after_commit(task: Any, key: str) -> None:
    """Enqueue `task(key)` once the row is committed; if the queue loses it, the sweeper finds the row."""
    send: Callable[[], object] = lambda: task.enqueue(key)  # noqa: E731 (a name for what on_commit takes)
    transaction.on_commit(send, robust=True)
