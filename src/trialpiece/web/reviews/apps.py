"""Django's handle on this feature."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Readings of submissions as durable work."""

    name = "trialpiece.web.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.reviews import rules  # noqa: F401 (imported for its effect)
