"""Django's handle on this feature."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """Exercise packs, shown to those who plan."""

    name = "trialpiece.web.exercises"
    label = "exercises"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.exercises import rules  # noqa: F401 (imported for its effect)
