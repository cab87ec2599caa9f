"""An application at a stage: its clock, link, questions, pay, and what was handed in."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from trialpiece.web.candidates.models import Application
from trialpiece.web.keys import KeyField
from trialpiece.web.openings.models import Stage
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.sittings.enums import ExtensionState, PayState, SittingState, UploadState


class Sitting(Owned):
    """One application at one stage."""

    id = KeyField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sittings")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="sittings")
    state = models.CharField(max_length=10, choices=SittingState, default=SittingState.PLANNED)
    seed = models.PositiveBigIntegerField()
    """Chooses the candidate's own variant of the exercise's data."""
    created_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    start_by = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_text_hash = models.CharField(max_length=64, blank=True)
    consent_text = models.TextField(blank=True)
    """The very text that was agreed to, so that it can be shown after the product's words have changed."""
    started_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    """With every granted extension in it; raters see that it was met, never that it was moved."""
    downloaded_at = models.DateTimeField(null=True, blank=True)
    """When the task's files were fetched for the first time."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When the candidate was told that the deadline is near; emptied when it moves."""
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    """When coordinators were told that the deadline passed with nothing handed in."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    """When the candidate said that this is it, or the deadline passed with something handed in."""
    revealed_at = models.DateTimeField(null=True, blank=True)
    """When all scorecards were in and everybody's first scores became visible."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "stage"], name="one_sitting_per_stage")]
        indexes = [models.Index(fields=["state", "deadline"], name="sittings_by_deadline")]

    def __str__(self) -> str:
        return f"{self.application.candidate}, {self.stage}"


class PortalLink(Owned):
    """The candidate's way in: signed, expiring, revocable; its address is never kept, only rebuilt from the key."""

    id = KeyField()
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    first_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"link to {self.sitting}"

    @property
    def works(self) -> bool:
        """Whether the link still opens the portal."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class Question(Owned):
    """What a candidate asked, and when: itself evidence of instinct for data."""

    id = KeyField()
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="questions")
    body = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["asked_at"]

    @property
    def into_the_work(self) -> timedelta | None:
        """Time between the start of the clock and the question; None where it was asked before."""
        started = self.sitting.started_at
        return self.asked_at - started if started and self.asked_at >= started else None


class Answer(Owned):
    """A member's answer to a question."""

    id = KeyField()
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    body = models.TextField()
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["answered_at"]


class Extension(Owned):
    """More time, as an accommodation; seen by coordinators and the candidate, never by raters."""

    id = KeyField()
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="extensions")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    hours = models.PositiveSmallIntegerField(default=0)
    """Hours wished for while asked, hours given once granted."""
    answer = models.TextField(blank=True)
    """What the candidate was told with the decision."""
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = "wish for more time"
        ordering = ["asked_at"]


class Pay(Owned):
    """What the candidate is paid for the work, whatever is decided."""

    id = KeyField()
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="pay")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=PayState, default=PayState.AGREED)
    agreed_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "payment"


class Submission(Owned):
    """What was handed in, as bytes that never change; the latest accepted before the deadline counts."""

    id = KeyField()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    """Name of the blob; the same bytes handed in twice are stored once."""
    size = models.PositiveBigIntegerField()
    filename = models.CharField(max_length=255)
    """As the candidate's browser sent it; may carry a name, so raters never see it."""
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    refused_because = models.TextField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    contents = models.JSONField(default=list)
    """Safe relative names and sizes, as intake found them."""
    notes = models.JSONField(default=list)
    """What intake left out or mended, in plain sentences."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often intake began to read it; after three failures of ours it is set aside for a person."""
    accepted_because = models.TextField(blank=True)
    """Why a late one counts; for coordinators alone."""

    class Meta:
        verbose_name = "upload"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["sitting", "version"], name="one_submission_per_version")]
