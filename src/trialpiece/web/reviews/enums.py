"""How a review moves, and why a person holds one of its findings to be wrong."""

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


class Wrong(TextChoices):
    """What a member holds against a finding."""

    NOT_TRUE = "not_true", "It is not true"
    HARMLESS = "harmless", "It is true, and does no harm here"
    WRONG_PLACE = "wrong_place", "It is true, and points at the wrong place"
    OTHER = "other", "Something else"
