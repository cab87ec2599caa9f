"""More time, as an accommodation: asked for by the candidate, decided by a coordinator, unseen by raters."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import mails
from trialpiece.web.sittings.domain.clock import actor_of
from trialpiece.web.sittings.domain.errors import Incomplete, SittingError, TooMany
from trialpiece.web.sittings.domain.issuing import keep_open
from trialpiece.web.sittings.domain.uploads import GRACE, take_in
from trialpiece.web.sittings.enums import EXTENSION_TRANSITIONS, ExtensionState, SittingState, UploadState
from trialpiece.web.sittings.models import Extension, Sitting, Submission
from trialpiece.web.states import move

log = logging.getLogger("trialpiece.sittings")

LONGEST = 24 * 60
"""Hours: sixty days."""
_UNDER_WAY = {SittingState.ISSUED, SittingState.STARTED}


@transaction.atomic
def ask_for_time(*, sitting: Sitting, hours: int, reason: str = "") -> Extension:
    """The candidate asks for more time; no reason has to be given.

    Raises:
        Incomplete: hours out of range.
        SittingError: the work is handed in already, or over.
        TooMany: a wish is waiting for its answer.
    """
    _check(sitting, hours)
    if sitting.extensions.filter(state=ExtensionState.ASKED).exists():
        raise TooMany("You have asked for more time already; the answer comes here and by mail.")
    wish = Extension.objects.create(
        organisation=sitting.organisation, sitting=sitting, hours=hours, reason=reason.strip()[:2000]
    )
    # the reason may speak of health: it stays in its row, out of the audit trail
    record(
        organisation=sitting.organisation, by=actor_of(sitting), verb="extension.asked", obj=wish, after={"hours": hours}
    )  # fmt: skip
    mails.time_wanted(wish)
    return wish


def grant_extension(
    *,
    by: Membership,
    hours: int,
    extension: Extension | None = None,
    sitting: Sitting | None = None,
    reason: str = "",
) -> Extension:
    """Give more time, asked for (`extension`) or not (`sitting`); uploads that were late for less now count.

    Args:
        by: the coordinator who decides.
        hours: hours on top of the deadline as it stands.
        extension: the wish that is answered.
        sitting: where no wish was made.
        reason: what the candidate is told with it; may be empty.

    Raises:
        Incomplete: hours out of range, or neither wish nor sitting given.
        SittingError: the work is handed in already, or over.
        WrongState: the wish was granted before.
    """
    granted, late = _grant(by=by, hours=hours, extension=extension, sitting=sitting, reason=reason)
    for each in late:  # reading takes up to a minute each, during which nobody else should have to wait
        try:
            take_in(submission=each)
        except Exception:  # the time is given all the same, and a coordinator can still let the upload count
            log.exception("intake failed", extra={"fields": {"submission": each.pk}})
    return granted


@transaction.atomic
def _grant(
    *, by: Membership, hours: int, extension: Extension | None, sitting: Sitting | None, reason: str
) -> tuple[Extension, list[Submission]]:
    """Write the time down; also gives the late uploads that are in time now."""
    found = extension.sitting if extension is not None else sitting
    if found is None:
        raise Incomplete("Name the take-home that gets more time.")
    _check(found, hours)
    if extension is None:
        extension = Extension.objects.create(organisation=found.organisation, sitting=found, hours=hours)
    _decide(extension, to=ExtensionState.GRANTED, by=by, answer=reason, hours=hours)
    late: list[Submission] = []
    if found.deadline is not None:
        found.deadline += timedelta(hours=hours)
        found.reminded_at = found.overdue_told_at = None
        found.save(update_fields=["deadline", "reminded_at", "overdue_told_at"])
        keep_open(found)
        late = list(found.submissions.filter(state=UploadState.LATE, received_at__lte=found.deadline + GRACE))
        for each in late:
            each.sitting = found
    mails.time_decided(extension)
    return extension, late


@transaction.atomic
def decline_extension(*, extension: Extension, by: Membership, reason: str) -> Extension:
    """Say no, with a reason that the candidate reads.

    Raises:
        Incomplete: no reason is given.
        WrongState: it was decided before.
    """
    if not reason.strip():
        raise Incomplete("Say why; the candidate reads it.")
    _decide(extension, to=ExtensionState.DECLINED, by=by, answer=reason, hours=extension.hours)
    mails.time_decided(extension)
    return extension


def _decide(extension: Extension, *, to: ExtensionState, by: Membership, answer: str, hours: int) -> None:
    move(extension, to=to, table=EXTENSION_TRANSITIONS, by=member(by), stamp="decided_at", detail={"hours": hours})
    extension.decided_by, extension.answer, extension.hours = by, answer.strip(), hours
    extension.save(update_fields=["decided_by", "answer", "hours"])


def _check(sitting: Sitting, hours: int) -> None:
    if sitting.state not in _UNDER_WAY:
        raise SittingError("Time can only be given while the work is under way.")
    if not 1 <= hours <= LONGEST:
        raise Incomplete(f"Say how many hours, from 1 to {LONGEST}.")
