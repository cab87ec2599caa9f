"""Django's handle on this feature."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Debrief, decision and feedback."""

    name = "trialpiece.web.decisions"
    label = "decisions"
