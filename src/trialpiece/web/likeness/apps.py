"""Django's handle on this feature."""

from django.apps import AppConfig


class LikenessConfig(AppConfig):
    """Submissions to one exercise beside each other."""

    name = "trialpiece.web.likeness"
    label = "likeness"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.likeness import rules  # noqa: F401 (imported for its effect)
