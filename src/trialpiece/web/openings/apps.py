"""Django's handle on this feature."""

from django.apps import AppConfig


class OpeningsConfig(AppConfig):
    """Posts to fill, and the plan of stages."""

    name = "trialpiece.web.openings"
    label = "openings"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.openings import rules  # noqa: F401 (imported for its effect)
