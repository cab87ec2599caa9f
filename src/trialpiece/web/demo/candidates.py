"""The demo's candidates: one scene each, from being added to where they stand today."""

from __future__ import annotations

import io

from trialpiece.web.decisions import domain as decisions
from trialpiece.web.decisions.enums import Outcome
from trialpiece.web.demo import scenes
from trialpiece.web.demo.clock import Scene
from trialpiece.web.demo.judgements import VIEWS, scores_for
from trialpiece.web.demo.people import MANAGER, PRIYA
from trialpiece.web.demo.scenes import Stage
from trialpiece.web.scoring.domain import revise, save_draft
from trialpiece.web.scoring.models import Score
from trialpiece.web.sittings import domain as sittings

ISSUED, STARTED = "Kofi Mensah", "Amara Diallo"
"""Whose portal links are printed at the start of the demo."""


def just_added(on: Stage, name: str, days: int) -> Scene:
    """Added, nothing planned yet."""
    yield from scenes.added(on, name, days=days)


def just_issued(on: Stage, name: str, days: int) -> Scene:
    """Invited; has not started."""
    application = yield from scenes.added(on, name, days=days + 2)
    yield from scenes.issued(on, application, days=days)


def asks(on: Stage, name: str) -> Scene:
    """Under way: one question answered, one waiting."""
    application = yield from scenes.added(on, name, days=5)
    sitting = yield from scenes.issued(on, application, days=4)
    yield from scenes.started(on, sitting, days=3)
    yield on.clock.ago(3, "18:40")
    question = sittings.ask(
        sitting=sitting,
        body="Some customers have a signup date of 1900-01-01. Is that a placeholder, and since when is it used?",
    )
    yield on.clock.ago(2, "09:20")
    sittings.answer(
        question=question,
        body="It is what one of the older systems writes when the date was not known. Treat it as missing.",
        by=on.staff[PRIYA],
    )
    yield on.clock.ago(1, "20:15")
    sittings.ask(
        sitting=sitting,
        body=(
            "About 3% of customers appear twice with different countries. Which of the two records does the account "
            "team work with? I will keep the later one until I hear from you."
        ),
    )


def wants_time(on: Stage, name: str) -> Scene:
    """Under way, asks for two more days."""
    application = yield from scenes.added(on, name, days=9)
    sitting = yield from scenes.issued(on, application, days=8)
    yield from scenes.started(on, sitting, days=7)
    yield on.clock.ago(1, "08:10")
    sittings.ask_for_time(sitting=sitting, hours=48, reason="My child is ill and home from school this week.")


def not_heard_of_since(on: Stage, name: str) -> Scene:
    """The deadline passed with nothing handed in: people decide what follows."""
    application = yield from scenes.added(on, name, days=16)
    sitting = yield from scenes.issued(on, application, days=15)
    yield from scenes.started(on, sitting, days=13)


def just_handed_in(on: Stage, name: str, quality: str, whole: bytes) -> Scene:
    """For the data of an example of that quality: handed in at the second try, the first upload was damaged; the worker reads it when the demo starts."""
    application = yield from scenes.added(on, name, days=10)
    sitting = yield from scenes.issued(on, application, days=9, quality=quality)
    yield from scenes.started(on, sitting, days=5)
    yield on.clock.ago(1, "21:05")
    sittings.hand_in(sitting=sitting, file=io.BytesIO(whole[: len(whole) // 2]), filename="take-home.zip")
    yield on.clock.ago(1, "21:20")
    sittings.hand_in(sitting=sitting, file=io.BytesIO(whole), filename="take-home.zip")
    sittings.finish(sitting=sitting)


def waits_for_scores(on: Stage, name: str, quality: str) -> Scene:
    """Read and run; one rater has begun a draft, nobody has handed in."""
    application = yield from scenes.added(on, name, days=12)
    sitting = yield from scenes.issued(on, application, days=11, quality=quality)
    yield from scenes.started(on, sitting, days=8)
    yield from scenes.handed_in(on, sitting, quality, days=2)
    scenes.reviewed(sitting)
    yield on.clock.ago(1, "11:30")
    card = scenes.cards_of(on, sitting)[-1]
    save_draft(scorecard=card, by=card.rater, scores=scores_for(card, VIEWS[quality][0], first=2))


def half_scored(on: Stage, name: str, quality: str) -> Scene:
    """One of two scorecards is in; the other rater learns nothing of it."""
    application = yield from scenes.added(on, name, days=14)
    sitting = yield from scenes.issued(on, application, days=13, quality=quality)
    yield from scenes.started(on, sitting, days=10)
    yield from scenes.handed_in(on, sitting, quality, days=4)
    scenes.reviewed(sitting)
    yield from scenes.scored(on, scenes.cards_of(on, sitting)[0], quality, 0, days=3, at="15:40")


def disputed(on: Stage, name: str, quality: str) -> Scene:
    """All scores are in and two raters see it differently: the debrief is open."""
    application = yield from scenes.added(on, name, days=18)
    sitting = yield from scenes.issued(on, application, days=17, quality=quality)
    yield from scenes.started(on, sitting, days=14)
    yield from scenes.handed_in(on, sitting, quality, days=6)
    debrief = yield from scenes.judged(on, sitting, quality, days=5)
    yield from scenes.paid(on, sitting, days=3)
    yield on.clock.ago(2, "10:30")
    decisions.keep_notes(
        debrief=debrief,
        notes="Agreed on the writing. To talk through: does the split make the score unusable, or only optimistic?",
        by=on.staff[MANAGER],
    )


def offered(on: Stage, name: str, quality: str) -> Scene:
    """An offer is made; the feedback is drafted and not sent yet."""
    application = yield from scenes.added(on, name, days=24)
    sitting = yield from scenes.issued(on, application, days=23, quality=quality)
    yield from scenes.started(on, sitting, days=20)
    yield from scenes.handed_in(on, sitting, quality, days=13)
    debrief = yield from scenes.judged(on, sitting, quality, days=11)
    yield from scenes.paid(on, sitting, days=8, reference="NQ-2214")
    reasons = (
        "Both of us would trust the numbers. Noticed the column from the future without a hint, and wrote for the "
        "account team. We accept that there is little about running a model day to day; Tom covers that."
    )
    yield from scenes.decided(on, debrief, Outcome.OFFER, reasons, days=4)


def declined(on: Stage, name: str, quality: str, *, days: int, reasons: str) -> Scene:
    """Declined, with feedback sent and the work paid; handed in `days` days ago."""
    application = yield from scenes.added(on, name, days=days + 9)
    sitting = yield from scenes.issued(on, application, days=days + 8, quality=quality)
    yield from scenes.started(on, sitting, days=days + 5)
    yield from scenes.handed_in(on, sitting, quality, days=days)
    debrief = yield from scenes.judged(on, sitting, quality, days=days - 2)
    yield from scenes.paid(on, sitting, days=days - 4, reference=f"NQ-{2180 + days}")
    yield from scenes.decided(on, debrief, Outcome.DECLINE, reasons, days=days - 6)
    yield from scenes.told(on, sitting.application, days=days - 7)


def withdrew(on: Stage, name: str) -> Scene:
    """Started, then took another post."""
    application = yield from scenes.added(on, name, days=19)
    sitting = yield from scenes.issued(on, application, days=18)
    yield from scenes.started(on, sitting, days=16)
    yield on.clock.ago(12, "12:30")
    sittings.withdraw(sitting=sitting)


def taken_on(on: Stage, name: str, quality: str) -> Scene:
    """Hired; one rater changed their mind in the debrief, and said why."""
    application = yield from scenes.added(on, name, days=68)
    sitting = yield from scenes.issued(on, application, days=67, quality=quality)
    yield from scenes.started(on, sitting, days=63)
    yield from scenes.handed_in(on, sitting, quality, days=57)
    debrief = yield from scenes.judged(on, sitting, quality, days=55)
    yield on.clock.ago(53, "10:50")
    card = scenes.cards_of(on, sitting)[1]
    score = Score.objects.select_related("scorecard").get(scorecard=card, criterion="data-quality")
    revise(score=score, level=5, reason="The appendix does show the other choice; I had not opened it.", by=card.rater)
    yield from scenes.paid(on, sitting, days=52, reference="NQ-2131")
    reasons = "The strongest written advice that we have had, on a split that stands. Level as planned."
    yield from scenes.decided(on, debrief, Outcome.OFFER, reasons, days=50)
    yield from scenes.told(on, sitting.application, days=49)
    yield from scenes.hired(on, sitting.application, days=44)
