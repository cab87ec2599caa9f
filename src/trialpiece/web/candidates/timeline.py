"""One candidate's way through an opening in words: the page's first sentence, and what happened at each stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.candidates.stages import StageCard
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.ui import words

_HANDED_IN = {SittingState.SUBMITTED, SittingState.SCORED}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or is to happen: `done`, `now` or `next`; with what the member may do about it."""

    title: str
    state: str
    note: str = ""
    when: datetime | None = None
    action: str = ""
    url: str = ""
    primary: bool = False


def headline(application: Application, name: str, cards: list[StageCard]) -> str:
    """The page's answer: where the candidate stands and what that waits for."""
    ended = {
        ApplicationState.OFFERED: f"{name} has an offer",
        ApplicationState.HIRED: f"{name} is hired",
        ApplicationState.DECLINED: f"{name} was declined, with feedback",
        ApplicationState.WITHDRAWN: f"{name} withdrew",
    }
    state = ApplicationState(application.state)
    if state in ended:
        return ended[state]
    sat = [card for card in cards if card.sitting and card.sitting.state != SittingState.CLOSED]
    if not sat or sat[-1].sitting is None:
        return f"{name} waits for the first task"
    return f"{name} {_standing(sat[-1])}"


def _standing(card: StageCard) -> str:
    assert card.sitting is not None  # noqa: S101 (the caller chose cards with a sitting)
    said = {
        SittingState.PLANNED: "is about to get the task",
        SittingState.ISSUED: "has the task and has not started",
        SittingState.STARTED: "is at work",
        SittingState.SCORED: "is scored; talk, then decide",
    }
    state = SittingState(card.sitting.state)
    if state != SittingState.SUBMITTED:
        return said[state]
    progress = card.progress
    if progress is None or not progress.handed_in:
        return "has handed in; nobody has scored yet"
    number = words.number(progress.handed_in)
    return f"has handed in; {number} of {words.number(progress.wanted)} scorecards {'is' if progress.handed_in == 1 else 'are'} in"


def events(card: StageCard) -> list[Event]:
    """The stage from issuing to scores, as far as the member may know it."""
    if card.sitting is None:
        return []
    return [*_work(card, card.sitting), *_review(card), *_scores(card)]


def _address(name: str, sitting: Sitting, key: str) -> str:
    return reverse(name, kwargs={"organisation": sitting.organisation.slug, "key": key})


def _work(card: StageCard, sitting: Sitting) -> list[Event]:
    """Issued, started, handed in; when exactly is for those who may know about more time."""
    knows = card.knows_times
    state = SittingState(sitting.state)
    questions: int = getattr(sitting, "asked", 0)  # counted by the view, in the query that brought the sittings
    found = [
        Event(
            title="Issued" if sitting.issued_at else "Not issued yet",
            state="done" if sitting.issued_at else "now",
            when=sitting.issued_at,
            note=words.opened(words.said(questions, "question")) + " asked." if questions else "",
            action="Link, questions, pay" if knows else "Questions",
            url=_address("sittings:sitting", sitting, sitting.pk),
        )
    ]
    if sitting.started_at or state == SittingState.ISSUED:
        note = "The candidate has not pressed Start." if state == SittingState.ISSUED else ""
        if state == SittingState.STARTED and knows and sitting.deadline:
            note = f"Ends {words.ago(sitting.deadline)}."
        where = "now" if state == SittingState.STARTED else "done" if sitting.started_at else "next"
        found.append(
            Event(
                title="Started",
                state=where,
                note=note,
                when=sitting.started_at if knows else None,
            )
        )
    if state == SittingState.CLOSED and not sitting.submitted_at:
        return [
            *found,
            Event(title="Closed", state="done", when=sitting.closed_at, note=sitting.closed_because if knows else ""),
        ]
    handed_in = bool(sitting.submitted_at)
    found.append(
        Event(title="Handed in", state="done" if handed_in else "next", when=sitting.submitted_at if knows else None)
    )
    return found


def _review(card: StageCard) -> list[Event]:
    sitting, review = card.sitting, card.review
    if sitting is None or sitting.state == SittingState.CLOSED:
        return []
    if not card.may_read or review is None:
        return [Event(title="Read and run by the reviewer", state="next")] if sitting.state not in _HANDED_IN else []
    done = review.state == ReviewState.DONE
    return [
        Event(
            title="Read and run"
            if done
            else "Being read"
            if review.state != ReviewState.FAILED
            else "Could not be read",
            state="done" if done else "now",
            when=review.finished_at if card.knows_times else None,
            note=""
            if done
            else review.error
            if review.state == ReviewState.FAILED
            else f"{review.phase or 'Waiting for a free reader'}.",
            action="Read the work" if done else "Look",
            url=_address("reviews:review", sitting, review.pk),
        )
    ]


def _scores(card: StageCard) -> list[Event]:
    sitting, progress, own = card.sitting, card.progress, card.card
    if sitting is None or progress is None or sitting.state == SittingState.CLOSED:
        return []
    waits = sitting.state == SittingState.SUBMITTED
    draft = own is not None and own.state == ScorecardState.DRAFT
    return [
        Event(
            title="Scored" if sitting.revealed_at else "Scores",
            state="done" if sitting.revealed_at else "now" if waits else "next",
            when=sitting.revealed_at,
            note=str(progress)
            if waits or sitting.revealed_at
            else f"{words.opened(words.said(progress.wanted, 'interviewer'))} will score it.",
            action=""
            if own is None or not (waits or sitting.revealed_at)
            else "Open scorecard"
            if draft
            else "Your scorecard",
            url=_address("scoring:scorecard", sitting, own.pk) if own else "",
            primary=draft and waits,
        )
    ]
