"""What happens to one candidate, step by step; each function is a part of a scene (`clock.play`)."""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from trialpiece.core.exercises import load_pack
from trialpiece.core.exercises.examples import Example, worked_examples
from trialpiece.web.audit.actors import member
from trialpiece.web.candidates.domain import add_candidate
from trialpiece.web.candidates.domain import advance as advance_application
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.decisions import domain as decisions
from trialpiece.web.decisions.enums import FeedbackState, Outcome
from trialpiece.web.decisions.models import Debrief
from trialpiece.web.demo.clock import Clock
from trialpiece.web.demo.judgements import VIEWS, scores_for
from trialpiece.web.demo.people import COORDINATOR, MANAGER, PRIYA, Staff
from trialpiece.web.demo.posts import EXERCISE
from trialpiece.web.openings.models import Opening
from trialpiece.web.openings.queries import plan_of
from trialpiece.web.reviews.domain import run_review
from trialpiece.web.scoring.domain import save_draft, submit_scorecard
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings import domain as sittings
from trialpiece.web.sittings.consent import consent_hash
from trialpiece.web.sittings.models import Sitting

Result = TypeVar("Result")
Part = Generator[datetime, None, Result]


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene needs: who works here, the post, the clock."""

    staff: Staff
    opening: Opening
    clock: Clock


def example(quality: str) -> Example:
    """The worked example of that quality: `strong`, `middling` or `weak`."""
    return next(each for each in worked_examples(load_pack(EXERCISE)) if each.name == quality)


def added(on: Stage, name: str, *, days: int, note: str = "") -> Part[Application]:
    """The coordinator adds a candidate."""
    yield on.clock.ago(days, "10:05")
    email = f"{name.lower().replace(' ', '.')}@candidates.example"
    return add_candidate(opening=on.opening, name=name, email=email, by=on.staff[COORDINATOR], note=note)


def issued(on: Stage, application: Application, *, days: int, quality: str = "") -> Part[Sitting]:
    """The take-home is planned and issued; a worked example needs the data that it was written for."""
    yield on.clock.ago(days, "11:15")
    seed = example(quality).seed if quality else None
    stage = plan_of(on.opening).get()
    sitting = sittings.plan_sitting(application=application, stage=stage, by=on.staff[COORDINATOR], seed=seed)
    sittings.issue(sitting=sitting, by=on.staff[COORDINATOR])
    return sitting


def started(on: Stage, sitting: Sitting, *, days: int) -> Part[None]:
    """The candidate follows the link, agrees, starts the clock and fetches the files."""
    yield on.clock.ago(days, "17:50")
    sittings.opened(link=sitting.links.get())
    sittings.consent(sitting=sitting, text_hash=consent_hash(sitting))
    sittings.start(sitting=sitting)
    sittings.downloaded(sitting=sitting)


def handed_in(on: Stage, sitting: Sitting, quality: str, *, days: int, at: str = "19:30") -> Part[None]:
    """The candidate uploads and says that this is it."""
    yield on.clock.ago(days, at)
    sittings.hand_in(sitting=sitting, file=io.BytesIO(example(quality).archive()), filename="take-home.zip")
    sittings.finish(sitting=sitting)


def reviewed(sitting: Sitting) -> None:
    """The work is read and run, as the worker would."""
    for submission in sitting.submissions.all():
        for review in submission.reviews.all():
            run_review(review.pk)


def cards_of(on: Stage, sitting: Sitting) -> list[Scorecard]:
    """The sitting's cards; the one whose rater's sign-in is printed comes last, so that it is the one that waits."""
    cards = sitting.scorecards.select_related("rater__user", "sitting__stage")
    return sorted(cards, key=lambda card: (card.rater == on.staff[PRIYA], card.rater.user.name))


def scored(on: Stage, card: Scorecard, quality: str, which: int, *, days: int, at: str) -> Part[None]:
    """A rater scores every criterion and hands in."""
    yield on.clock.ago(days, at)
    save_draft(scorecard=card, by=card.rater, scores=scores_for(card, VIEWS[quality][which]))
    submit_scorecard(scorecard=card, by=card.rater)


def judged(on: Stage, sitting: Sitting, quality: str, *, days: int) -> Part[Debrief]:
    """Read, run and scored by two raters over two days; the last one in reveals all."""
    reviewed(sitting)
    first, second = cards_of(on, sitting)
    yield from scored(on, first, quality, 0, days=days, at="14:25")
    yield from scored(on, second, quality, 1, days=days - 1, at="09:35")
    sitting.refresh_from_db()
    return Debrief.objects.select_related("application__opening", "application__candidate", "organisation").get(
        application=sitting.application
    )


def decided(on: Stage, debrief: Debrief, outcome: Outcome, reasons: str, *, days: int) -> Part[None]:
    """The hiring manager decides, with reasons."""
    yield on.clock.ago(days, "16:10")
    decisions.decide(debrief=debrief, outcome=outcome, reasons=reasons, by=on.staff[MANAGER])


def told(on: Stage, application: Application, *, days: int) -> Part[None]:
    """The drafted feedback is sent by a person."""
    yield on.clock.ago(days, "17:05")
    feedback = application.feedback.get(state=FeedbackState.DRAFT)
    decisions.send_feedback(feedback=feedback, body=feedback.body, by=on.staff[MANAGER])


def paid(on: Stage, sitting: Sitting, *, days: int, reference: str = "") -> Part[None]:
    """The pay is approved, and with a reference also noted as paid two days later."""
    yield on.clock.ago(days, "13:15")
    pay = sitting.pay
    pay.refresh_from_db()
    sittings.approve_pay(pay=pay, by=on.staff[COORDINATOR])
    if reference:
        yield on.clock.ago(days - 2, "08:45")
        sittings.mark_paid(pay=pay, by=on.staff[COORDINATOR], paid_on=timezone.localdate(), reference=reference)


def hired(on: Stage, application: Application, *, days: int) -> Part[None]:
    """The offer is accepted."""
    yield on.clock.ago(days, "15:00")
    application.refresh_from_db()
    advance_application(application, to=ApplicationState.HIRED, by=member(on.staff[MANAGER]))
