"""Django's handle on this feature."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What the candidate sees."""

    name = "trialpiece.web.portal"
    label = "portal"
