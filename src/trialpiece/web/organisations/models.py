"""Tenants: every other row belongs to one organisation, and queries outside one raise."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from trialpiece.web.keys import KeyField
from trialpiece.web.organisations.enums import Role


class Organisation(models.Model):
    """A tenant."""

    id = KeyField()
    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    keep_months = models.PositiveSmallIntegerField("months that submissions are kept", default=12)
    pay_terms_days = models.PositiveSmallIntegerField("days until a take-home is paid", default=14)

    def __str__(self) -> str:
        return self.name


class Owned(models.Model):
    """A row that belongs to one organisation; reading it outside that organisation's scope raises."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager(organisation="organisation")

    class Meta:
        abstract = True


class Membership(Owned):
    """A user's role in an organisation; work is done, and recorded, as a member."""

    id = KeyField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_organisation")]

    def __str__(self) -> str:
        return str(self.user)


class Invitation(Owned):
    """An offer of membership, sent to an address; its token is kept as a hash only."""

    id = KeyField()
    email = models.EmailField("e-mail")
    role = models.CharField(max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
