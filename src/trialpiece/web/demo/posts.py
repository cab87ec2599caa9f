"""What the demo's organisation hires for."""

from __future__ import annotations

from typing import Any

from trialpiece.web.demo.clock import Clock, Scene
from trialpiece.web.demo.people import ADMINISTRATOR, INGRID, MANAGER, PRIYA, TOM, Person, Staff
from trialpiece.web.openings.domain import add_stage, advance, create_opening, open_against_advice
from trialpiece.web.openings.enums import AIRole, Engagement, Level, OpeningState
from trialpiece.web.openings.models import Opening
from trialpiece.web.openings.stages import frozen, suggestion

EXERCISE = "subscription-retention"

RETENTION: dict[str, Any] = {
    "title": "Data scientist, customer retention",
    "role": AIRole.DATA_SCIENTIST,
    "level": Level.MID,
    "brief": (
        "Some 4,000 shippers book with us every month, and about one in five of the new ones is gone within two "
        "months. The account team can call 150 of them. Find out whom, say how sure you are, and work with the team "
        "until calls follow from it. Sales data is two years deep and mostly documented; you will find out which "
        "part is not."
    ),
}
PRICING: dict[str, Any] = {
    "title": "Senior data scientist, pricing",
    "role": AIRole.DATA_SCIENTIST,
    "level": Level.SENIOR,
    "brief": (
        "Spot prices are set by six people and a spreadsheet. Measure what a changed price does to bookings, "
        "first on the two routes where prices were varied on purpose, and say where the answer does not carry over."
    ),
}
FORECAST: dict[str, Any] = {
    "title": "Data scientist, demand forecast (six months)",
    "role": AIRole.DATA_SCIENTIST,
    "level": Level.MID,
    "engagement": Engagement.CONTRACTOR,
    "hides_names": False,
    "brief": (
        "A proof of concept with a fixed end: forecast containers by port and week well enough that planners stop "
        "keeping a reserve of 12%. The baseline is last year's week; if it is not beaten by a fifth, we stop."
    ),
}
PLATFORM: dict[str, Any] = {
    "title": "MLOps engineer, first of the team",
    "role": AIRole.MLOPS_ENGINEER,
    "level": Level.SENIOR,
    "brief": "Three models will be in use by summer, each deployed in another way. Still to be written down: what is on call.",
}


def open_post(
    staff: Staff,
    clock: Clock,
    days: int,
    said: dict[str, Any],
    interviewers: tuple[Person, ...],
    *,
    against: str = "",
) -> Opening:
    """Describe a post, plan one paid take-home, open it: through the gate, or against its advice for a reason."""
    clock.go_to(clock.ago(days, "09:10"))
    manager = staff[MANAGER]
    opening = create_opening(by=manager, interviewers=[staff[each] for each in interviewers], **said)
    stage = suggestion(EXERCISE) | {"title": "Take-home on customers who leave"}
    add_stage(opening=opening, by=manager, **stage, **frozen(EXERCISE))
    clock.go_to(clock.ago(days, "11:40"))
    if against:
        open_against_advice(opening=opening, by=staff[ADMINISTRATOR], reason=against)
    else:
        advance(opening, to=OpeningState.OPEN, by=manager)
    return opening


def draft_post(staff: Staff, clock: Clock, days: int) -> Scene:
    """A post that is still being thought about."""
    yield clock.ago(days, "16:20")
    create_opening(by=staff[MANAGER], interviewers=[staff[TOM]], **PLATFORM)


def fill_post(staff: Staff, clock: Clock, days: int, opening: Opening) -> Scene:
    """The post is filled."""
    yield clock.ago(days, "15:30")
    opening.refresh_from_db()
    advance(opening, to=OpeningState.FILLED, by=staff[MANAGER])


EVERY_INTERVIEWER = (PRIYA, TOM, INGRID)
__all__ = ["EVERY_INTERVIEWER", "FORECAST", "PRICING", "RETENTION", "draft_post", "fill_post", "open_post"]
