"""Django's handle on this feature."""

from django.apps import AppConfig


class ProbesConfig(AppConfig):
    """Questions that only the author of a submission can answer well."""

    name = "trialpiece.web.probes"
    label = "probes"
