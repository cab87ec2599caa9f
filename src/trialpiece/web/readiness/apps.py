"""Django's handle on this feature."""

from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    """Assessments of readiness and audits of data."""

    name = "trialpiece.web.readiness"
    label = "readiness"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.readiness import rules  # noqa: F401 (imported for its effect)
