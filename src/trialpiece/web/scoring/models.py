"""A rater's judgement of a sitting, criterion by criterion; first scores freeze at reveal."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.scoring.enums import Confidence, ScorecardState
from trialpiece.web.sittings.models import Sitting


class Scorecard(Owned):
    """One rater's card for one sitting; its existence is the assignment."""

    id = KeyField()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="scorecards")
    rater = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="scorecards")
    state = models.CharField(max_length=10, choices=ScorecardState, default=ScorecardState.DRAFT)
    note = models.TextField("overall impression", blank=True)
    assigned_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "rater"], name="one_scorecard_per_rater")]
        indexes = [models.Index(fields=["rater", "state"], name="scorecards_by_rater")]


class Score(Owned):
    """A level on a criterion, or an abstention; never both. This is the first score, frozen at reveal."""

    id = KeyField()
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    abstained = models.BooleanField(default=False)
    confidence = models.PositiveSmallIntegerField(choices=Confidence, default=Confidence.MEDIUM)
    note = models.TextField(blank=True)
    cited = models.JSONField(default=list)
    """Findings of the report that the rater leans on, by their ids."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 5), abstained=False),
                name="level_from_1_to_5_or_abstained",
            ),
        ]


class Revision(Owned):
    """A change of mind after reveal, with its reason; the first score stays."""

    id = KeyField()
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="revisions")
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    reason = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at"]
