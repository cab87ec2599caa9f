"""What waits for a member: one list over all features, most urgent kind first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from trialpiece.web.candidates.queries import Known, known_to
from trialpiece.web.decisions import queries as decisions
from trialpiece.web.decisions.enums import DebriefState
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring import queries as scoring
from trialpiece.web.sittings import queries as sittings
from trialpiece.web.sittings.blind import without_names
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Question
from trialpiece.web.ui import words

MOST_OF_A_KIND = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what, about what, the word on its button, where, since when."""

    title: str
    about: str
    action: str
    address: str
    since: datetime | None = None
    primary: bool = False


def waiting_for(member: Membership) -> list[Waiting]:
    """Everything that waits for the member; scores and questions before paperwork."""
    known = known_to(member)
    kinds = (_scorecards, _questions, _debriefs, _time, _pay)
    return [one for kind in kinds for one in kind(member, known)]


def _to(name: str, member: Membership, key: str) -> str:
    return reverse(name, kwargs={"organisation": member.organisation.slug, "key": key})


def _scorecards(member: Membership, known: Known) -> Iterator[Waiting]:
    cards = scoring.waiting_for(member).filter(sitting__state=SittingState.SUBMITTED).order_by("sitting__submitted_at")
    shown = list(cards[:MOST_OF_A_KIND])
    counted = scoring.progress([card.sitting for card in shown])
    for card in shown:
        application, told = card.sitting.application, counted[card.sitting_id]
        yield Waiting(
            title=f"Score {known.name(application)}: {card.sitting.stage}",
            about=f"{application.opening}. {told}",
            action="Open scorecard",
            address=_to("scoring:scorecard", member, card.pk),
            since=card.sitting.submitted_at,
            primary=True,
        )


def _questions(member: Membership, known: Known) -> Iterator[Waiting]:
    for question in sittings.open_questions(member)[:MOST_OF_A_KIND]:
        application = question.sitting.application
        yield Waiting(
            title=f"Answer a question from {known.name(application)}",
            about=f"“{_short(_words(question, known))}” asked {_when(question, member, known)}.",
            action="Answer",
            address=_to("sittings:sitting", member, question.sitting_id),
            since=question.asked_at,
        )


def _short(text: str, most: int = 140) -> str:
    """The question on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


def _words(question: Question, known: Known) -> str:
    application = question.sitting.application
    return question.body if known.identifies(application) else without_names(question.body, application.candidate)


def _when(question: Question, member: Membership, known: Known) -> str:
    """How far into the work it was asked, which is what it is judged by."""
    into = sittings.time_of_question(question, member, judges=known.rates(question.sitting.application))
    if into is None:
        return "before the start"
    return f"{words.duration(into)} into the work" if into >= timedelta(minutes=1) else "in the first minute"


def _debriefs(member: Membership, known: Known) -> Iterator[Waiting]:
    debriefs = decisions.visible_to(member).filter(state=DebriefState.OPEN).order_by("opened_at")
    for debrief in debriefs[:MOST_OF_A_KIND]:
        application = debrief.application
        decides = may(member, "decisions.decide", debrief)
        yield Waiting(
            title=f"{'Decide on' if decides else 'Talk about'} {known.name(application)}",
            about=f"{application.opening}. All scores are in.",
            action="Open debrief",
            address=_to("decisions:debrief", member, application.pk),
            since=debrief.opened_at,
            primary=decides,
        )


def _time(member: Membership, known: Known) -> Iterator[Waiting]:
    for wish in sittings.wishes_for_time(member)[:MOST_OF_A_KIND]:
        yield Waiting(
            title=f"{known.name(wish.sitting.application)} asks for more time",
            about=f"{wish.sitting.application.opening}, asked {words.ago(wish.asked_at)}.",
            action="Look",
            address=_to("sittings:sitting", member, wish.sitting_id),
            since=wish.asked_at,
        )


def _pay(member: Membership, known: Known) -> Iterator[Waiting]:
    for pay in sittings.owed(member)[:MOST_OF_A_KIND]:
        yield Waiting(
            title=f"Pay {known.name(pay.sitting.application)} {words.money(pay.amount, pay.currency)}",
            about=f"{pay.sitting.application.opening}, due {pay.due_on:%-d %B}." if pay.due_on else "Work handed in.",
            action="Approve" if pay.state == "submitted" else "Mark as paid",
            address=_to("sittings:sitting", member, pay.sitting_id),
            since=pay.submitted_at,
        )
