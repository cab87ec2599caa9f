"""Keys for programs; a key acts as the member who made it and may do no more."""

from __future__ import annotations

from django.db import models

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.models import Membership, Owned


class ApiKey(Owned):
    """A key, kept as its hash."""

    id = KeyField()
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
