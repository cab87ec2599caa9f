"""What a person may say of a pair."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """What somebody concluded who has looked at both; it decides nothing by itself."""

    EXPLAINED = "explained", "alike for an innocent reason"
    ASK = "ask", "to be asked about in the conversation"
    SAME_SOURCE = "same_source", "one was made from the other, or they were made together"
