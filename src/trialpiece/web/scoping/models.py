"""Work briefs and adverts; both may belong to an opening."""

from __future__ import annotations

from django.db import models

from trialpiece.core.scoping.advert.formats import LONGEST
from trialpiece.web.keys import KeyField
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.models import Membership, Owned


class WorkBrief(Owned):
    """What is to be done and how it will be judged; texts are what people typed, read anew each time."""

    id = KeyField()
    title = models.CharField("what is to be done", max_length=120)
    opening = models.ForeignKey(Opening, on_delete=models.SET_NULL, null=True, blank=True, related_name="work_briefs")
    content = models.JSONField(default=dict)
    """Field of the brief's form to text, as typed."""
    parts = models.JSONField(default=list)
    """Parts of the work: title, answers and evidence by question."""
    team = models.JSONField(default=dict)
    situation = models.JSONField(default=dict)
    costs = models.JSONField(default=dict)
    """Assumptions that differ from the shipped ones."""
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "pk"]
        indexes = [models.Index(fields=["organisation", "-changed_at"], name="work_briefs_by_age")]

    def __str__(self) -> str:
        return self.title


class TransferCheck(Owned):
    """A point of the exit and knowledge-transfer checklist that somebody has said is settled, for one piece of work."""

    id = KeyField()
    brief = models.ForeignKey(WorkBrief, on_delete=models.CASCADE, related_name="transfer_checks")
    point = models.CharField(max_length=32)
    """Id of the point in the pack of work."""
    settled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["settled_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["brief", "point"], name="a_point_is_settled_once")]

    def __str__(self) -> str:
        return self.point


class Advert(Owned):
    """The text by which a post is offered."""

    id = KeyField()
    title = models.CharField("title of the post", max_length=160, blank=True)
    text = models.TextField(max_length=LONGEST)
    opening = models.ForeignKey(Opening, on_delete=models.SET_NULL, null=True, blank=True, related_name="adverts")
    brief = models.ForeignKey(WorkBrief, on_delete=models.SET_NULL, null=True, blank=True, related_name="adverts")
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "pk"]
        indexes = [models.Index(fields=["organisation", "-changed_at"], name="adverts_by_age")]

    def __str__(self) -> str:
        return self.title or "Advert without a title"
