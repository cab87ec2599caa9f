"""Django's handle on this feature."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The product for programs."""

    name = "trialpiece.web.api"
    label = "api"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.api import rules  # noqa: F401 (imported for its effect)
