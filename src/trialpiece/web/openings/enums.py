"""What a post can be, and how it moves."""

from django.db.models import TextChoices


class AIRole(TextChoices):
    """The four roles, and posts beside them that their work stands on."""

    ML_ENGINEER = "ml_engineer", "ML engineer"
    DATA_SCIENTIST = "data_scientist", "data scientist"
    AI_RESEARCHER = "ai_researcher", "AI researcher"
    MLOPS_ENGINEER = "mlops_engineer", "MLOps engineer"
    DATA_ENGINEER = "data_engineer", "data engineer"
    PLATFORM_ENGINEER = "platform_engineer", "platform engineer"
    DATA_ANALYST = "data_analyst", "data analyst"
    OTHER = "other", "other"


class Level(TextChoices):
    """How far along the person is expected to be."""

    JUNIOR = "junior", "junior"
    MID = "mid", "mid"
    SENIOR = "senior", "senior"
    STAFF_OR_LEAD = "staff_or_lead", "staff or lead"


class Engagement(TextChoices):
    """Under which contract."""

    EMPLOYEE = "employee", "employee"
    CONTRACTOR = "contractor", "contractor"


class Way(TextChoices):
    """How a post passed the gate."""

    GO = "go", "go"
    PERMITTED = "permitted", "permitted first"
    OVERRIDE = "override", "against the gate"


class Practice(TextChoices):
    """The interview practices that a stage can be."""

    TAKE_HOME = "take_home", "take-home project"
    PAIRING = "pairing", "pair programming"
    PORTFOLIO = "portfolio", "portfolio review"
    STRUCTURED = "structured", "structured interview"


class OpeningState(TextChoices):
    """Where a post stands."""

    DRAFT = "draft", "draft"
    OPEN = "open", "open"
    PAUSED = "paused", "paused"
    FILLED = "filled", "filled"
    CLOSED = "closed", "closed without a hire"


TRANSITIONS = {
    OpeningState.DRAFT: frozenset({OpeningState.OPEN, OpeningState.CLOSED}),
    OpeningState.OPEN: frozenset({OpeningState.PAUSED, OpeningState.FILLED, OpeningState.CLOSED}),
    OpeningState.PAUSED: frozenset({OpeningState.OPEN, OpeningState.CLOSED}),
    OpeningState.FILLED: frozenset({OpeningState.OPEN}),  # a hire that falls through
    OpeningState.CLOSED: frozenset(),
}
