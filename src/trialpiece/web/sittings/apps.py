"""Django's handle on this feature."""

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    """An application at a stage: links, clock, questions, pay, submissions."""

    name = "trialpiece.web.sittings"
    label = "sittings"
