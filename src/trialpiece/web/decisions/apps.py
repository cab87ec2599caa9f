"""Django's handle on this feature."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Debrief, decision and feedback."""

    name = "trialpiece.web.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.decisions import rules  # noqa: F401 (imported for its effect)
