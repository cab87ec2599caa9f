"""The candidate's pay: agreed, handed in, approved, paid on a day; never taken back once work is in."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import SYSTEM, Actor, member
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import mails, queries
from trialpiece.web.sittings.domain.errors import Incomplete
from trialpiece.web.sittings.enums import PAY_TRANSITIONS, PayState
from trialpiece.web.sittings.models import Pay, Sitting
from trialpiece.web.states import move


def work_is_in(sitting: Sitting) -> None:
    """Work was handed in: the pay is owed, and due by the organisation's terms."""
    pay = queries.pay_of(sitting)
    if pay is None or pay.state != PayState.AGREED:
        return
    due = timezone.localdate() + timedelta(days=sitting.organisation.pay_terms_days)
    move(pay, to=PayState.SUBMITTED, table=PAY_TRANSITIONS, by=SYSTEM, stamp="submitted_at", detail={"due_on": due})
    pay.due_on = due
    pay.save(update_fields=["due_on"])


def cancel_pay(sitting: Sitting, *, by: Actor) -> None:
    """Nothing was handed in: nothing is due."""
    pay = queries.pay_of(sitting)
    if pay is not None and pay.state == PayState.AGREED:
        move(pay, to=PayState.CANCELLED, table=PAY_TRANSITIONS, by=by)


@transaction.atomic
def approve_pay(*, pay: Pay, by: Membership) -> None:
    """A person sends the amount to whoever pays.

    Raises:
        WrongState: nothing was handed in yet, or it was approved before.
    """
    move(pay, to=PayState.APPROVED, table=PAY_TRANSITIONS, by=member(by), stamp="approved_at")


@transaction.atomic
def mark_paid(*, pay: Pay, by: Membership, paid_on: date, reference: str = "") -> None:
    """Note that the money left, and tell the candidate.

    Raises:
        Incomplete: the day lies in the future.
        WrongState: not approved yet, or paid before.
    """
    if paid_on > timezone.localdate():
        raise Incomplete("The day of payment lies in the future; note it once the money has left.")
    move(
        pay,
        to=PayState.PAID,
        table=PAY_TRANSITIONS,
        by=member(by),
        detail={"paid_on": paid_on, "reference": reference},
    )
    pay.paid_on, pay.reference = paid_on, reference.strip()
    pay.save(update_fields=["paid_on", "reference"])
    mails.paid(pay)
