"""The index: one row of fingerprints for each submission, gathered by exercise; and what people said of pairs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from trialpiece.web.keys import KeyField
from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.openings.models import Stage
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.models import Submission


class Pool(Owned):
    """The submissions of an organisation to one version of an exercise, or to one stage that uses no pack."""

    id = KeyField()
    exercise_slug = models.CharField(max_length=60, blank=True)
    exercise_version = models.CharField(max_length=20, blank=True)
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    """Only where the stage names no exercise."""
    given = models.BinaryField(default=bytes)
    """Fingerprints of the code that the exercise itself hands out; none of it counts."""
    ranked_for = models.CharField(max_length=64, blank=True)
    """Digest of the submissions that `ranking` was worked out for; another one means: work it out again."""
    ranking = models.JSONField(default=dict)
    common = models.BinaryField(default=bytes)
    """Fingerprints that count for nobody: given out, or held by many."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "exercise_slug", "exercise_version"],
                condition=~Q(exercise_slug=""), name="one_pool_per_exercise_version",
            ),
            models.UniqueConstraint(fields=["stage"], name="one_pool_per_stage"),
        ]  # fmt: skip


class Prints(Owned):
    """The fingerprints of what counts of a sitting, as one reading of it gave them."""

    id = KeyField()
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="prints")
    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="prints")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    """Its document is the code that the lines of passages are counted in."""
    made_by = models.PositiveSmallIntegerField()
    """`fingerprints.EDITION`: others cannot be compared and are made anew."""
    hashes = models.BinaryField()
    """Each fingerprint once, sorted."""
    size = models.PositiveIntegerField()
    """Tokens of code in all."""


class Judgement(Owned):
    """What a person concluded about two submissions, and why; the latest stands, the others are kept."""

    id = KeyField()
    one = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    """The one whose key comes first in the alphabet, so that a pair has one spelling."""
    other = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField("what is it?", max_length=12, choices=Outcome)
    reason = models.TextField("why?", max_length=4_000)
    judged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "judgement of a pair"
        ordering = ["-judged_at", "pk"]
        indexes = [models.Index(fields=["one", "other"], name="judgements_by_pair")]

    def __str__(self) -> str:
        return f"{self.one.sitting.application.candidate} and {self.other.sitting.application.candidate}"
