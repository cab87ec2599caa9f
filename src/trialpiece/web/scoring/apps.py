"""Django's handle on this feature."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Blind scorecards, reveal and revisions."""

    name = "trialpiece.web.scoring"
    label = "scoring"
