"""What a conversation can end in."""

from django.db.models import TextChoices


class DebriefState(TextChoices):
    """Where the conversation about a candidate stands."""

    OPEN = "open", "open"
    DECIDED = "decided", "decided"


TRANSITIONS = {
    DebriefState.OPEN: frozenset({DebriefState.DECIDED}),
    DebriefState.DECIDED: frozenset({DebriefState.OPEN}),  # reopened, with a reason
}


class Outcome(TextChoices):
    """What people decided."""

    OFFER = "offer", "make an offer"
    CONTINUE = "continue", "another conversation"
    DECLINE = "decline", "decline with feedback"


class FeedbackState(TextChoices):
    """Feedback is drafted by the product and sent by a person."""

    DRAFT = "draft", "draft"
    SENT = "sent", "sent"


FEEDBACK_TRANSITIONS = {FeedbackState.DRAFT: frozenset({FeedbackState.SENT}), FeedbackState.SENT: frozenset()}
