"""The conversation after reveal, the decision that a person takes, and what the candidate hears."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import SYSTEM, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.candidates.domain import advance as advance_application
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.decisions.drafting import draft
from trialpiece.web.decisions.enums import (
    FEEDBACK_TRANSITIONS,
    TRANSITIONS,
    DebriefState,
    FeedbackState,
    Outcome,
)
from trialpiece.web.decisions.models import Debrief, Decision, Feedback
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.states import WrongState, move

_UNFINISHED = {SittingState.ISSUED, SittingState.STARTED, SittingState.SUBMITTED}
_LEADS_TO = {Outcome.OFFER: ApplicationState.OFFERED, Outcome.DECLINE: ApplicationState.DECLINED}


@transaction.atomic
def open_debrief(*, application: Application) -> Debrief | None:
    """Open the conversation once nothing that was issued is still unscored; None while something is."""
    if application.sittings.filter(state__in=_UNFINISHED).exists():
        return None
    debrief, made = Debrief.objects.get_or_create(organisation=application.organisation, application=application)
    if made:
        record(organisation=application.organisation, by=SYSTEM, verb="debrief.opened", obj=debrief)
        _invite(debrief)
    elif debrief.state == DebriefState.DECIDED:
        move(debrief, to=DebriefState.OPEN, table=TRANSITIONS, by=SYSTEM)
    return debrief


@transaction.atomic
def keep_notes(*, debrief: Debrief, notes: str, by: Membership) -> None:
    """Write down what was said."""
    take_turn(debrief.organisation)
    before = debrief.notes
    debrief.notes = notes
    debrief.save(update_fields=["notes"])
    record(
        organisation=debrief.organisation, by=member(by), verb="debrief.noted", obj=debrief,
        before={"length": len(before)}, after={"length": len(notes)},
    )  # fmt: skip


@transaction.atomic
def decide(*, debrief: Debrief, outcome: Outcome, reasons: str, by: Membership) -> Decision:
    """Record what a person decided, and why; the application follows.

    Raises:
        ValidationError: no reasons were given.
        WrongState: the debrief is decided already.
    """
    if not reasons.strip():
        raise ValidationError("Write why: a decision without reasons cannot be learned from.")
    application = debrief.application
    if outcome != Outcome.CONTINUE:
        move(debrief, to=DebriefState.DECIDED, table=TRANSITIONS, by=member(by))
    elif debrief.state != DebriefState.OPEN:
        raise WrongState(debrief, DebriefState.DECIDED)
    decision = Decision.objects.create(
        organisation=debrief.organisation, debrief=debrief, outcome=outcome, reasons=reasons.strip(), decided_by=by
    )
    record(
        organisation=debrief.organisation, by=member(by), verb="decision.recorded", obj=decision,
        after={"outcome": str(outcome), "reasons": reasons.strip()},
    )  # fmt: skip
    if outcome in _LEADS_TO:
        advance_application(application, to=_LEADS_TO[outcome], by=member(by))
        draft_feedback(application=application)
    return decision


@transaction.atomic
def reopen(*, debrief: Debrief, reason: str, by: Membership) -> None:
    """Take a decision back for another look; it stays on record beside the next one.

    Raises:
        ValidationError: no reason was given.
        WrongState: nothing was decided, or the candidate was hired.
    """
    if not reason.strip():
        raise ValidationError("Say why the decision is looked at again.")
    move(debrief, to=DebriefState.OPEN, table=TRANSITIONS, by=member(by), detail={"reason": reason.strip()})
    advance_application(debrief.application, to=ApplicationState.IN_PROCESS, by=member(by), reason=reason.strip())


@transaction.atomic
def draft_feedback(*, application: Application) -> Feedback:
    """A draft from rubric and evidence, for a person to edit; there is never more than one unsent."""
    waiting = Feedback.objects.filter(application=application, state=FeedbackState.DRAFT).first()
    if waiting:
        return waiting
    return Feedback.objects.create(
        organisation=application.organisation, application=application, body=draft(application)
    )


@transaction.atomic
def save_feedback(*, feedback: Feedback, body: str) -> None:
    """Keep an edited draft.

    Raises:
        WrongState: it was sent.
    """
    if feedback.state != FeedbackState.DRAFT:
        raise WrongState(feedback, FeedbackState.DRAFT)
    feedback.body = body
    feedback.save(update_fields=["body"])


@transaction.atomic
def send_feedback(*, feedback: Feedback, body: str, by: Membership) -> Feedback:
    """Send the text that a person approved; the candidate reads it by mail and in their portal.

    Raises:
        ValidationError: the text is empty.
        WrongState: it was sent already.
    """
    from trialpiece.web.mail.domain import send

    if not body.strip():
        raise ValidationError("There is nothing to send yet.")
    save_feedback(feedback=feedback, body=body.strip())
    move(feedback, to=FeedbackState.SENT, table=FEEDBACK_TRANSITIONS, by=member(by), stamp="sent_at")
    Feedback.objects.filter(pk=feedback.pk).update(sent_by=by)
    application = feedback.application
    send(
        organisation=application.organisation, to=application.candidate.email, purpose="feedback",
        context={"candidate": application.candidate, "opening": application.opening, "body": feedback.body,
                 "sent_at": timezone.now()},
    )  # fmt: skip
    return feedback


def _invite(debrief: Debrief) -> None:
    """Tell those who rated and the manager that they can talk now; candidates by alias."""
    from trialpiece.web.mail.domain import send
    from trialpiece.web.scoring.enums import ScorecardState
    from trialpiece.web.scoring.models import Scorecard

    application = debrief.application
    cards = Scorecard.objects.filter(sitting__application=application, state=ScorecardState.REVEALED)
    people = {card.rater for card in cards.select_related("rater__user")} | {application.opening.manager}
    for person in sorted(people, key=lambda one: one.pk):
        send(
            organisation=debrief.organisation, to=person.user.email, purpose="debrief_open",
            context={"member": person, "application": application, "opening": application.opening, "debrief": debrief},
        )  # fmt: skip
