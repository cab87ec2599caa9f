"""How a review moves."""

from django.db.models import TextChoices


class ReviewState(TextChoices):
    """Where a review stands; the row is the truth, the queue only delivers."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "being read"
    DONE = "done", "ready"
    FAILED = "failed", "could not be read"


TRANSITIONS = {
    ReviewState.QUEUED: frozenset({ReviewState.RUNNING}),
    ReviewState.RUNNING: frozenset({ReviewState.DONE, ReviewState.FAILED, ReviewState.QUEUED}),
    ReviewState.DONE: frozenset(),
    ReviewState.FAILED: frozenset({ReviewState.QUEUED}),
}
