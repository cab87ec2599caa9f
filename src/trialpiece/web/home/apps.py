"""Django's handle on this feature."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """What waits for me, and where we stand."""

    name = "trialpiece.web.home"
    label = "home"
