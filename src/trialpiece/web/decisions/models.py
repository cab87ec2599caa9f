"""The conversation, what was decided by whom and why, and what the candidate hears."""

from __future__ import annotations

from django.db import models

from trialpiece.web.candidates.models import Application
from trialpiece.web.decisions.enums import DebriefState, FeedbackState, Outcome
from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Membership, Owned


class Debrief(Owned):
    """Opens when every scorecard of an application's sittings is in."""

    id = KeyField()
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="debrief")
    state = models.CharField(max_length=8, choices=DebriefState, default=DebriefState.OPEN)
    notes = models.TextField("what was said", blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)


class Decision(Owned):
    """What a person decided, with reasons; a later one stands beside it, none is overwritten."""

    id = KeyField()
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons = models.TextField()
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_at"]


class Feedback(Owned):
    """What the candidate is told: drafted from rubric and evidence, edited and sent by a person."""

    id = KeyField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="feedback")
    state = models.CharField(max_length=5, choices=FeedbackState, default=FeedbackState.DRAFT)
    body = models.TextField()
    drafted_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
