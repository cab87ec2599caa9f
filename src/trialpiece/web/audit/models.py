"""The chain of events of an organisation: each row hashes the one before."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from trialpiece.web.organisations.models import Organisation, Owned


class AuditEvent(Owned):
    """Who did what to what, when; the database refuses to change or delete it.

    What the change was lies in `AuditDetail`, bound by its hash, so that personal data
    can be erased there and the chain still holds.
    """

    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the organisation."""
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_key = models.CharField(max_length=12, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    detail_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="audit_numbers_are_unique")]
        indexes = [models.Index(fields=["organisation", "object_type", "object_key"], name="audit_by_object")]
        ordering = ["number"]


class AuditDetail(models.Model):
    """What changed: values before and after, erasable without breaking the chain."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, primary_key=True, related_name="detail")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    """Random, hashed with the values, so that an erased value cannot be guessed from its hash."""
    erased_at = models.DateTimeField(null=True)

    objects = ScopedManager(organisation="event__organisation")


class ChainHead(models.Model):
    """The last number and hash of an organisation's chain; locked while a row is added."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
