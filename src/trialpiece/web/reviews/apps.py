"""Django's handle on this feature."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Readings of submissions as durable work."""

    name = "trialpiece.web.reviews"
    label = "reviews"
