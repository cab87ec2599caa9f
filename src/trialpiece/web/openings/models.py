"""A post to fill, and the ordered stages of its plan."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.openings.enums import AIRole, Engagement, Level, OpeningState, Practice, Way
from trialpiece.web.organisations.models import Membership, Owned
from trialpiece.web.readiness.enums import Advice
from trialpiece.web.readiness.models import Assessment


class Opening(Owned):
    """A post: role, level, engagement, what the work is, and whether candidates' names are hidden from raters."""

    id = KeyField()
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=AIRole)
    level = models.CharField(max_length=15, choices=Level)
    engagement = models.CharField(max_length=12, choices=Engagement, default=Engagement.EMPLOYEE)
    brief = models.TextField("what the work is", blank=True)
    hides_names = models.BooleanField("hide candidates' names from interviewers", default=True)
    manager = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="managed_openings")
    interviewers = models.ManyToManyField(Membership, related_name="openings_as_interviewer", blank=True)
    state = models.CharField(max_length=10, choices=OpeningState, default=OpeningState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organisation", "state", "-created_at"], name="openings_by_state")]

    def __str__(self) -> str:
        return self.title


class Passage(Owned):
    """How an opening passed the gate: by a go, as a post that the verdict permits first, or against its advice.

    It is written once, when the opening first opens, and says what the gate said on that day.
    """

    id = KeyField()
    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, related_name="passage")
    way = models.CharField(max_length=10, choices=Way)
    advice = models.CharField(max_length=8, choices=Advice)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The assessment whose verdict held or was overridden; None where there was none."""
    says = models.CharField(max_length=400)
    permits = models.CharField(max_length=200, blank=True)
    """The permission that it went through, such as “MLOps engineer or platform engineer”; else empty."""
    reason = models.TextField(max_length=1000, blank=True)
    """Why against the advice; else empty."""
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way=Way.GO, advice=Advice.GO, reason="", permits="")
                | (models.Q(way=Way.PERMITTED, advice=Advice.NOT_YET, reason="") & ~models.Q(permits=""))
                | (models.Q(way=Way.OVERRIDE, permits="") & ~models.Q(advice=Advice.GO) & ~models.Q(reason="")),
                name="each_way_with_its_grounds",
            )
        ]

    def __str__(self) -> str:
        return self.says

    @property
    def is_override(self) -> bool:
        """Whether the opening was opened against the gate's advice."""
        return self.way == Way.OVERRIDE

    @property
    def is_permitted(self) -> bool:
        """Whether the verdict was no go, and permitted this post first."""
        return self.way == Way.PERMITTED


class Stage(Owned):
    """One practice of the plan, with the exact pack that it uses; frozen once a sitting exists.

    A change after that makes a new version and retires the old one, so that every sitting
    keeps what it was judged by.
    """

    id = KeyField()
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    practice = models.CharField(max_length=12, choices=Practice, default=Practice.TAKE_HOME)
    title = models.CharField(max_length=120)
    exercise_slug = models.CharField(max_length=60, blank=True)
    exercise_version = models.CharField(max_length=20, blank=True)
    exercise_digest = models.CharField(max_length=64, blank=True)
    rubric = models.JSONField(default=dict)
    """The rubric as it was when the stage was made: criteria with anchored levels."""
    time_cap_hours = models.DecimalField(max_digits=4, decimal_places=1, default=6)
    window_days = models.PositiveSmallIntegerField("days from start to deadline", default=5)
    pay_amount = models.DecimalField(max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    pay_currency = models.CharField(max_length=3, default="EUR")
    min_raters = models.PositiveSmallIntegerField(
        "interviewers who score", default=2, validators=[MinValueValidator(2)]
    )
    ai_policy = models.TextField("rule for AI assistants", blank=True)

    class Meta:
        ordering = ["position", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "position", "version"], name="one_stage_per_position_and_version"
            )
        ]

    def __str__(self) -> str:
        return self.title
