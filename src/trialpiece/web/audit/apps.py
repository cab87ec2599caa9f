"""Django's handle on this feature."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what to what, append-only."""

    name = "trialpiece.web.audit"
    label = "audit"
