"""How a sitting, its pay and its uploads move."""

from django.db.models import TextChoices


class SittingState(TextChoices):
    """Where an application stands at a stage."""

    PLANNED = "planned", "planned"
    ISSUED = "issued", "issued"
    STARTED = "started", "started"
    SUBMITTED = "submitted", "handed in"
    SCORED = "scored", "scored"
    CLOSED = "closed", "closed"


TRANSITIONS = {
    SittingState.PLANNED: frozenset({SittingState.ISSUED, SittingState.CLOSED}),
    SittingState.ISSUED: frozenset({SittingState.STARTED, SittingState.CLOSED}),
    SittingState.STARTED: frozenset({SittingState.SUBMITTED, SittingState.CLOSED}),
    SittingState.SUBMITTED: frozenset({SittingState.SCORED, SittingState.CLOSED}),
    SittingState.SCORED: frozenset({SittingState.CLOSED}),
    SittingState.CLOSED: frozenset(),
}


class PayState(TextChoices):
    """Where the candidate's pay stands."""

    AGREED = "agreed", "agreed"
    SUBMITTED = "submitted", "work handed in"
    APPROVED = "approved", "approved"
    PAID = "paid", "paid"
    CANCELLED = "cancelled", "not due"


PAY_TRANSITIONS = {
    PayState.AGREED: frozenset({PayState.SUBMITTED, PayState.CANCELLED}),
    PayState.SUBMITTED: frozenset({PayState.APPROVED}),  # handed in is owed: there is no way back
    PayState.APPROVED: frozenset({PayState.PAID}),
    PayState.PAID: frozenset(),
    PayState.CANCELLED: frozenset(),
}


class UploadState(TextChoices):
    """What became of an upload."""

    RECEIVED = "received", "received"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "could not be read"
    LATE = "late", "after the deadline"


UPLOAD_TRANSITIONS = {
    UploadState.RECEIVED: frozenset({UploadState.ACCEPTED, UploadState.REFUSED}),
    UploadState.LATE: frozenset({UploadState.ACCEPTED, UploadState.REFUSED}),  # a person, or more time, lets it count
    UploadState.ACCEPTED: frozenset(),
    UploadState.REFUSED: frozenset(),
}


class ExtensionState(TextChoices):
    """A wish for more time."""

    ASKED = "asked", "asked"
    GRANTED = "granted", "granted"
    DECLINED = "declined", "declined"


EXTENSION_TRANSITIONS = {
    ExtensionState.ASKED: frozenset({ExtensionState.GRANTED, ExtensionState.DECLINED}),
    ExtensionState.GRANTED: frozenset(),
    ExtensionState.DECLINED: frozenset({ExtensionState.GRANTED}),  # a refusal can be taken back, time given cannot
}
