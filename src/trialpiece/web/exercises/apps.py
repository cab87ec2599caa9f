"""Django's handle on this feature."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """Exercise packs, shown to those who plan."""

    name = "trialpiece.web.exercises"
    label = "exercises"
