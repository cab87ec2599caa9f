"""Django's handle on this feature."""

from django.apps import AppConfig


class ScopingConfig(AppConfig):
    """Work briefs and adverts."""

    name = "trialpiece.web.scoping"
    label = "scoping"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.scoping import rules  # noqa: F401 (imported for its effect)
