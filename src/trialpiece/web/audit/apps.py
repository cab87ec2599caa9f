"""Django's handle on this feature."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what to what, append-only."""

    name = "trialpiece.web.audit"
    label = "audit"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.audit import rules  # noqa: F401 (imported for its effect)
