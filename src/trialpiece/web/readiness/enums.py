"""How assessments, respondents and audits of data move."""

from django.db.models import TextChoices


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
