"""A person who applies; name and contact live here and nowhere else."""

from __future__ import annotations

from django.db import models

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.keys import KeyField
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.models import Owned


class Candidate(Owned):
    """A person, and the alias that stands for them wherever blindness asks for it."""

    id = KeyField()
    alias = models.CharField(max_length=6)
    """Three or more hexadecimal digits, drawn at random: shown as “Candidate 7F3”; says nothing of order."""
    name = models.CharField(max_length=160)
    email = models.EmailField("e-mail")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "alias"], name="one_candidate_per_alias"),
            models.UniqueConstraint(fields=["organisation", "email"], name="one_candidate_per_address"),
        ]

    def __str__(self) -> str:
        return f"Candidate {self.alias}"


class Application(Owned):
    """A candidate in an opening."""

    id = KeyField()
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.ADDED)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "candidate"], name="one_application_per_opening")]
        indexes = [models.Index(fields=["organisation", "state"], name="applications_by_state")]

    def __str__(self) -> str:
        return f"{self.candidate} for {self.opening}"
