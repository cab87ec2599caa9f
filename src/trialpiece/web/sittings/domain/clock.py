"""The candidate's way: agree, start, finish, withdraw; and closing by a person."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import Actor, candidate, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.candidates.domain import advance as advance_application
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import mails, queries
from trialpiece.web.sittings.consent import consent_hash, consent_text
from trialpiece.web.sittings.domain.errors import (
    ConsentChanged,
    Incomplete,
    NotConsented,
    NothingHandedIn,
    NotStarted,
    OutOfTime,
    StillReading,
)
from trialpiece.web.sittings.domain.issuing import keep_open
from trialpiece.web.sittings.domain.pay import cancel_pay, work_is_in
from trialpiece.web.sittings.enums import TRANSITIONS, SittingState, UploadState
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.states import WrongState, allows, move


def actor_of(sitting: Sitting) -> Actor:
    """The candidate of a sitting, as actor."""
    return candidate(sitting.application.candidate_id)


@transaction.atomic
def consent(*, sitting: Sitting, text_hash: str) -> None:
    """The candidate agrees to exactly the text with that hash (`sittings.consent.consent_hash`); agreeing twice is once.

    Raises:
        ConsentChanged: the text is another one by now; show it again.
        WrongState: the sitting is not issued, or over.
    """
    if sitting.consented_at is not None:
        return
    if sitting.state != SittingState.ISSUED:
        raise WrongState(sitting, SittingState.STARTED)
    if text_hash != consent_hash(sitting):
        raise ConsentChanged("The text has changed since you opened the page. Please read it once more.")
    take_turn(sitting.organisation)
    sitting.consented_at, sitting.consent_text_hash = timezone.now(), text_hash
    sitting.consent_text = consent_text(sitting)
    sitting.save(update_fields=["consented_at", "consent_text_hash", "consent_text"])
    record(
        organisation=sitting.organisation, by=actor_of(sitting), verb="sitting.consented", obj=sitting,
        after={"text_hash": text_hash},
    )  # fmt: skip


@transaction.atomic
def start(*, sitting: Sitting) -> None:
    """The candidate starts the clock; the deadline follows from the stage's window and time given before.

    Raises:
        NotConsented: nothing was agreed to yet.
        OutOfTime: the day by which to start has passed.
        WrongState: started already, or over.
    """
    if sitting.consented_at is None:
        raise NotConsented("Please agree to what is recorded first.")
    now = timezone.now()
    if sitting.state == SittingState.ISSUED and sitting.start_by and now > sitting.start_by:
        raise OutOfTime("The day by which to start has passed. Write to the people who invited you; they can renew it.")
    move(sitting, to=SittingState.STARTED, table=TRANSITIONS, by=actor_of(sitting))
    hours = queries.granted_hours(sitting)
    sitting.started_at, sitting.deadline = now, now + timedelta(days=sitting.stage.window_days, hours=hours)
    sitting.save(update_fields=["started_at", "deadline"])
    keep_open(sitting)


@transaction.atomic
def downloaded(*, sitting: Sitting) -> None:
    """The candidate fetched the task's files; the first time is kept on the sitting, each time in the audit trail."""
    if sitting.started_at is None:
        raise NotStarted("Start the clock first; the files come then.")
    take_turn(sitting.organisation)
    if sitting.downloaded_at is None:
        sitting.downloaded_at = timezone.now()
        sitting.save(update_fields=["downloaded_at"])
    record(organisation=sitting.organisation, by=actor_of(sitting), verb="sitting.downloaded", obj=sitting)


@transaction.atomic
def finish(*, sitting: Sitting, by: Actor | None = None) -> None:
    """The latest accepted upload is the final version; said by the candidate, or by the deadline.

    Raises:
        NothingHandedIn: no upload counts.
        StillReading: an upload is being read; whether it is the final version is not known yet.
        WrongState: the sitting is not under way.
    """
    take_turn(sitting.organisation)
    if not allows(TRANSITIONS, now=sitting.state, to=SittingState.SUBMITTED):
        raise WrongState(sitting, SittingState.SUBMITTED)
    if sitting.submissions.filter(state=UploadState.RECEIVED).exists():
        raise StillReading("Your last upload is still being read. Please try again in a minute.")
    final = queries.counting_submission(sitting)
    if final is None:
        raise NothingHandedIn("Nothing that can be read was handed in yet.")
    detail = {"submission": final.pk, "version": final.version, "sha256": final.sha256}
    move(
        sitting,
        to=SittingState.SUBMITTED,
        table=TRANSITIONS,
        by=by or actor_of(sitting),
        stamp="submitted_at",
        detail=detail,
    )
    work_is_in(sitting)
    mails.finished(sitting, final)


@transaction.atomic
def withdraw(*, sitting: Sitting) -> None:
    """The candidate takes the application back; work handed in by then is paid.

    Raises:
        WrongState: the application has ended already.
    """
    application = sitting.application
    advance_application(application, to=ApplicationState.WITHDRAWN, by=actor_of(sitting))
    for each in application.sittings.exclude(state=SittingState.CLOSED):
        _close(each, by=actor_of(each), because="Withdrawn by the candidate.")
    sitting.refresh_from_db()
    mails.withdrawn(sitting)


@transaction.atomic
def close(*, sitting: Sitting, by: Membership, reason: str) -> None:
    """A person ends a sitting, for example when nothing came; what was handed in is still paid.

    Raises:
        Incomplete: no reason is given.
        WrongState: closed already.
    """
    if not reason.strip():
        raise Incomplete("Say why; it is kept with the sitting.")
    _close(sitting, by=member(by), because=reason.strip())


def _close(sitting: Sitting, *, by: Actor, because: str) -> None:
    before = sitting.state
    move(sitting, to=SittingState.CLOSED, table=TRANSITIONS, by=by, stamp="closed_at")
    sitting.closed_because = because
    sitting.save(update_fields=["closed_because"])
    if before in {SittingState.SUBMITTED, SittingState.SCORED}:
        return  # handed in before: its pay goes its own way
    if queries.counting_submission(sitting) is not None:
        work_is_in(sitting)
    else:
        cancel_pay(sitting, by=by)


def advance(sitting: Sitting, *, to: SittingState, by: Actor) -> None:
    """Take a sitting to its next state, where another feature is the one who knows that it is time.

    Raises:
        WrongState: the table has no such step.
    """
    move(sitting, to=to, table=TRANSITIONS, by=by)
