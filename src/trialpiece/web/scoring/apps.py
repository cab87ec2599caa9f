"""Django's handle on this feature."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Blind scorecards, reveal and revisions."""

    name = "trialpiece.web.scoring"
    label = "scoring"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.scoring import rules  # noqa: F401 (imported for its effect)
