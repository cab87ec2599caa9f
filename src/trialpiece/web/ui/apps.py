"""Django's handle on the looks."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """How pages look: templates, styles, components and template tags."""

    name = "trialpiece.web.ui"
    label = "ui"
