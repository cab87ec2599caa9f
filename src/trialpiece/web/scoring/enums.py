"""How a scorecard moves, and how sure a rater is."""

from django.db.models import IntegerChoices, TextChoices


class ScorecardState(TextChoices):
    """Where a rater's judgement stands."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "handed in"
    REVEALED = "revealed", "revealed"
    RELEASED = "released", "released from scoring"


TRANSITIONS = {
    ScorecardState.DRAFT: frozenset({ScorecardState.SUBMITTED, ScorecardState.RELEASED}),
    ScorecardState.SUBMITTED: frozenset({ScorecardState.REVEALED}),
    ScorecardState.REVEALED: frozenset(),
    ScorecardState.RELEASED: frozenset(),
}


class Confidence(IntegerChoices):
    """How firmly the rater stands behind a level."""

    LOW = 1, "a guess"
    MEDIUM = 2, "fairly sure"
    HIGH = 3, "sure"
