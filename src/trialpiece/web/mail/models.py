"""E-mails as rows: written in the transaction that causes them, delivered afterwards."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Organisation


class MailState(models.TextChoices):
    """Where an e-mail stands."""

    QUEUED = "queued", "waiting"
    SENT = "sent", "sent"
    FAILED = "failed", "given up"


class Mail(models.Model):
    """One e-mail to one address, in plain text and HTML."""

    id = KeyField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=6, choices=MailState, default=MailState.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(organisation="organisation")

    class Meta:
        indexes = [models.Index(fields=["state", "claimed_until"], name="mail_by_claim")]
