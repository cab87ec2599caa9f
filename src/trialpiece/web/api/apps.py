"""Django's handle on this feature."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The product for programs."""

    name = "trialpiece.web.api"
    label = "api"
