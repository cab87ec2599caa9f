"""A reading of a submission: durable work with a claim, its report, and what people hold against its findings."""

from __future__ import annotations

from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.reviews.enums import ReviewState, Wrong
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


class Dispute(Owned):
    """A member's word that a finding is wrong; never changed, only withdrawn by whoever wrote it."""

    id = KeyField()
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="disputes")
    finding = models.TextField()
    """The finding's key in the report: kind@file:cell:line. What it says is read from the report, and ends with it."""
    wrong = models.CharField(max_length=12, choices=Wrong)
    reason = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="disputes")
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "finding", "by"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_dispute_per_member",
            )
        ]
