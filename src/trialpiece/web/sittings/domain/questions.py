"""Questions that a candidate asks, and answers from the people who interview."""

from __future__ import annotations

from django.db import transaction

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import mails
from trialpiece.web.sittings.domain.clock import actor_of
from trialpiece.web.sittings.domain.errors import Incomplete, SittingError, TooMany
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Answer, Question, Sitting

LONGEST = 5_000
MOST = 100


@transaction.atomic
def ask(*, sitting: Sitting, body: str) -> Question:
    """The candidate asks; when they asked is kept, since asking early about the data is evidence.

    Raises:
        Incomplete: nothing is asked, or too much at once.
        TooMany: a hundred questions were asked.
        SittingError: the sitting is not issued, or over.
    """
    if sitting.state in {SittingState.PLANNED, SittingState.CLOSED}:
        raise SittingError("This take-home is over; write to the people who invited you.")
    question = Question(organisation=sitting.organisation, sitting=sitting, body=_checked(body, "question"))
    if sitting.questions.count() >= MOST:
        raise TooMany("You have asked 100 questions; please write to the people who invited you.")
    question.save(force_insert=True)
    record(organisation=sitting.organisation, by=actor_of(sitting), verb="question.asked", obj=question)
    mails.asked(question)
    return question


@transaction.atomic
def answer(*, question: Question, body: str, by: Membership) -> Answer:
    """A member answers; the candidate reads it as coming from the organisation and gets a mail.

    Raises:
        Incomplete: nothing is answered, or too much at once.
    """
    reply = Answer.objects.create(
        organisation=question.organisation, question=question, body=_checked(body, "answer"), answered_by=by
    )
    record(organisation=question.organisation, by=member(by), verb="question.answered", obj=question)
    mails.answered(reply)
    return reply


def _checked(body: str, what: str) -> str:
    text = body.strip()
    if not text:
        raise Incomplete(f"Write your {what} first.")
    if len(text) > LONGEST:
        raise Incomplete(f"Your {what} is {len(text):,} characters long; up to {LONGEST:,} can be sent.")
    return text
