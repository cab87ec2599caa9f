"""A reading of a submission: durable work with a claim, and its report."""

from __future__ import annotations

from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Owned
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.sittings.models import Submission


class Review(Owned):
    """One reading; `attempt` fences off a worker that comes back from the dead."""

    id = KeyField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    reading = models.PositiveSmallIntegerField(default=1)
    """1 for the first reading, 2 when it was asked for again, …"""
    state = models.CharField(max_length=8, choices=ReviewState, default=ReviewState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    """What the worker is doing, in words for people who wait."""
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    engine_version = models.CharField(max_length=40, blank=True)
    report = models.JSONField(null=True, blank=True)
    """trialpiece.review/1, the candidate's names masked where the opening hides them."""
    document = models.CharField(max_length=64, blank=True)
    """Blob with the code as it was read, for the page that shows evidence beside it."""
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "reading"], name="one_review_per_reading")]
        indexes = [models.Index(fields=["state", "claimed_until"], name="reviews_by_claim")]
