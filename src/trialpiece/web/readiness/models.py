"""An assessment with its respondents, and audits of data."""

from __future__ import annotations

from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.readiness.enums import AssessmentState, AuditState, RespondentState


class Assessment(Owned):
    """One judgement of readiness for one piece of work; its answers stay with the version they were given on."""

    id = KeyField()
    title = models.CharField("the piece of work", max_length=120)
    instrument = models.CharField(max_length=60)
    instrument_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.COLLECTING)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    gate_version = models.PositiveSmallIntegerField(null=True, blank=True)
    go = models.BooleanField(null=True, blank=True)
    """What the gate said when the assessment was closed; None while it collects, or where nothing could be said."""
    outcome = models.CharField(max_length=60, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    permits = models.JSONField(default=list, blank=True)
    """The posts that the verdict permits first although it is no go, as the gate's table said it on that day."""
    permitted_posts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="assessments_by_age")]

    def __str__(self) -> str:
        return self.title


class Respondent(Owned):
    """Somebody who answers through a link; what they said is read by nobody else before the assessment closes."""

    id = KeyField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="respondents")
    email = models.EmailField("e-mail")
    function = models.CharField("function", max_length=80)
    """What they do, such as “head of logistics”."""
    state = models.CharField(max_length=10, choices=RespondentState, default=RespondentState.INVITED)
    link = models.PositiveSmallIntegerField(default=1)
    """Counts up when a new link is sent; earlier links stop working."""
    expires_at = models.DateTimeField()
    answers = models.JSONField(default=dict, blank=True)
    """Item key to 0…4 or "unknown"; an item that is not there was left out."""
    evidence = models.JSONField(default=dict, blank=True)
    invited_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "email"], name="one_respondent_per_address")]

    def __str__(self) -> str:
        return self.function


class DataAudit(Owned):
    """A measurement of data, uploaded or in a database; `attempt` fences off a worker that comes back from the dead.

    What was uploaded, or the database's password under seal, lies in the storage under `audits/` until the report is
    written, and is deleted with it.
    """

    id = KeyField()
    name = models.CharField("file", max_length=200)
    size = models.PositiveBigIntegerField()
    """Bytes of the upload; 0 for a database."""
    address = models.CharField("PostgreSQL database", max_length=500, blank=True)
    """Of the database that is read instead of an upload, never with a password."""
    dictionary_name = models.CharField(max_length=200, blank=True)
    label_column = models.CharField("the outcome's column", max_length=120, blank=True)
    time_column = models.CharField("the column that says when", max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=AuditState, default=AuditState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    holds_data = models.BooleanField(default=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True)
    """trialpiece.audit/1, without the ends of text columns."""
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-queued_at", "pk"]
        indexes = [
            models.Index(fields=["state", "claimed_until"], name="data_audits_by_claim"),
            models.Index(fields=["organisation", "-queued_at"], name="data_audits_by_age"),
        ]

    def __str__(self) -> str:
        return self.name
