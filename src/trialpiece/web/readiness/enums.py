"""How assessments, respondents and audits of data move, and what the gate can advise."""

from datetime import timedelta

from django.db.models import TextChoices

VERDICT_HOLDS = timedelta(days=365)
"""How long a verdict opens posts. Budgets and sponsors are renewed by the year, data and people change as fast, and the
gate's plans all end with a new assessment after 90 days: a year leaves room for four of them, and for nothing older."""


class Advice(TextChoices):
    """What the gate says today about opening a post."""

    GO = "go", "go"
    NOT_YET = "not_yet", "not yet"
    UNSAID = "unsaid", "cannot be said"
    STALE = "stale", "too old"
    NONE = "none", "never asked"


class AssessmentState(TextChoices):
    """Where an assessment stands."""

    COLLECTING = "collecting", "collecting answers"
    CLOSED = "closed", "closed"


ASSESSMENT_TRANSITIONS = {
    AssessmentState.COLLECTING: frozenset({AssessmentState.CLOSED}),
    AssessmentState.CLOSED: frozenset(),
}


class RespondentState(TextChoices):
    """Where a respondent's answers stand."""

    INVITED = "invited", "invited"
    STARTED = "started", "has begun"
    SUBMITTED = "submitted", "answers are in"
    WITHDRAWN = "withdrawn", "withdrawn"


RESPONDENT_TRANSITIONS = {
    RespondentState.INVITED: frozenset({RespondentState.STARTED, RespondentState.SUBMITTED, RespondentState.WITHDRAWN}),
    RespondentState.STARTED: frozenset({RespondentState.SUBMITTED, RespondentState.WITHDRAWN}),
    RespondentState.SUBMITTED: frozenset(),
    RespondentState.WITHDRAWN: frozenset(),
}


class AuditState(TextChoices):
    """Where an audit of data stands; the row is the truth, the queue only delivers."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "being measured"
    DONE = "done", "ready"
    FAILED = "failed", "could not be measured"


AUDIT_TRANSITIONS = {
    AuditState.QUEUED: frozenset({AuditState.RUNNING}),
    AuditState.RUNNING: frozenset({AuditState.DONE, AuditState.FAILED, AuditState.QUEUED}),
    AuditState.DONE: frozenset(),
    AuditState.FAILED: frozenset(),
}
