"""Django's handle on this feature."""

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    """An application at a stage: links, clock, questions, pay, submissions."""

    name = "trialpiece.web.sittings"
    label = "sittings"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.sittings import rules  # noqa: F401 (imported for its effect)
