"""What time does by itself: deadlines, reminders, uploads that a crash left half-read."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from trialpiece.web.audit.actors import SYSTEM
from trialpiece.web.audit.domain import record
from trialpiece.web.sittings import mails, queries
from trialpiece.web.sittings.domain.clock import finish
from trialpiece.web.sittings.domain.errors import StillReading
from trialpiece.web.sittings.domain.uploads import GRACE, take_in
from trialpiece.web.sittings.enums import ExtensionState, SittingState, UploadState
from trialpiece.web.sittings.models import Sitting, Submission
from trialpiece.web.states import WrongState

log = logging.getLogger("trialpiece.sittings")

REMIND_BEFORE = timedelta(hours=24)
_LEFT_BEHIND = timedelta(minutes=5)
"""Longer than intake may take: a younger upload is being read by whoever received it."""
_AT_ONCE = 200


def close_overdue() -> int:
    """Everything that is due now, in every organisation; the worker calls it every few seconds. How many were finished.

    A sitting with something handed in is finished at its deadline. One with nothing stays as it is and its
    coordinators are told once: people decide what follows. Nothing happens while a wish for more time is unanswered.
    """
    take_in_left_behind()
    remind()
    return sum(_close_one(sitting) for sitting in _due())


def remind() -> int:
    """Tell candidates once that a day is left; how many were told."""
    soon = timezone.now() + REMIND_BEFORE
    with scopes_disabled():
        near = _with_all(
            Sitting.objects.filter(
                state=SittingState.STARTED, reminded_at=None, deadline__lte=soon, deadline__gt=timezone.now()
            )
        )
    return sum(_remind_one(sitting) for sitting in near)


def take_in_left_behind() -> int:
    """Read uploads whose reader died; how many there were."""
    before = timezone.now() - _LEFT_BEHIND
    with scopes_disabled():
        left = list(
            Submission.objects.filter(state=UploadState.RECEIVED, received_at__lt=before).select_related(
                "organisation", "sitting__organisation", "sitting__application__candidate",
                "sitting__application__opening", "sitting__stage",
            )[:_AT_ONCE]
        )  # fmt: skip
    for submission in left:
        with scope(organisation=submission.organisation):
            try:
                take_in(submission=submission)
            except Exception:  # one upload that breaks intake must not stop the others; attempts are counted
                log.exception("intake failed again", extra={"fields": {"submission": submission.pk}})
    return len(left)


def _due() -> list[Sitting]:
    with scopes_disabled():
        overdue = Sitting.objects.filter(
            state=SittingState.STARTED, deadline__lt=timezone.now() - GRACE, overdue_told_at=None
        ).exclude(extensions__state=ExtensionState.ASKED)
        return _with_all(overdue.exclude(submissions__state=UploadState.RECEIVED))


def _with_all(sittings: QuerySet[Sitting]) -> list[Sitting]:
    related = ("organisation", "application__candidate", "application__opening", "stage", "pay")
    return list(sittings.select_related(*related).order_by("deadline")[:_AT_ONCE])


def _close_one(sitting: Sitting) -> bool:
    with scope(organisation=sitting.organisation):
        if queries.counting_submission(sitting) is None:
            _tell_once(sitting)
            return False
        try:
            finish(sitting=sitting, by=SYSTEM)
        except (WrongState, StillReading):
            return False  # the candidate or another worker was quicker
        return True


@transaction.atomic
def _tell_once(sitting: Sitting) -> None:
    now = timezone.now()
    if Sitting.objects.filter(pk=sitting.pk, overdue_told_at=None).update(overdue_told_at=now):
        record(organisation=sitting.organisation, by=SYSTEM, verb="sitting.overdue", obj=sitting)
        mails.nothing_came(sitting)


@transaction.atomic
def _remind_one(sitting: Sitting) -> bool:
    with scope(organisation=sitting.organisation):
        told = Sitting.objects.filter(pk=sitting.pk, reminded_at=None).update(reminded_at=timezone.now())
        if told:
            mails.deadline_near(sitting)
        return bool(told)
