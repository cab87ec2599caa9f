"""How an application moves."""

from django.db.models import TextChoices


class ApplicationState(TextChoices):
    """Where a candidate stands in an opening."""

    ADDED = "added", "added"
    IN_PROCESS = "in_process", "in process"
    OFFERED = "offered", "offer made"
    HIRED = "hired", "hired"
    DECLINED = "declined", "declined with feedback"
    WITHDRAWN = "withdrawn", "withdrawn by the candidate"


TRANSITIONS = {
    ApplicationState.ADDED: frozenset(
        {ApplicationState.IN_PROCESS, ApplicationState.DECLINED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.IN_PROCESS: frozenset(
        {ApplicationState.OFFERED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN}
    ),
    ApplicationState.OFFERED: frozenset(
        {ApplicationState.HIRED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.IN_PROCESS}
    ),
    ApplicationState.HIRED: frozenset(),
    ApplicationState.DECLINED: frozenset({ApplicationState.IN_PROCESS}),  # a decision taken back, with its reason
    ApplicationState.WITHDRAWN: frozenset({ApplicationState.IN_PROCESS}),
}
