"""Django's handle on this feature."""

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    """People who apply, and their applications."""

    name = "trialpiece.web.candidates"
    label = "candidates"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.candidates import rules  # noqa: F401 (imported for its effect)
