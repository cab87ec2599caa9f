"""Openings, candidates and sittings, made by the same verbs that users call."""

from itertools import count

from tests.factories.organisations import MembershipFactory
from tests.factories.readiness import make_ready

from trialpiece.web.candidates.domain import add_candidate
from trialpiece.web.openings.domain import add_stage, advance, create_opening
from trialpiece.web.openings.enums import AIRole, Level, OpeningState
from trialpiece.web.organisations.enums import Role

CRITERIA = {"methodology": "methodology rigour", "code": "code quality", "writing": "written explanation"}
RUBRIC = {
    "slug": "take-home",
    "version": "1.0.0",
    "title": "Take-home",
    "how_to_rate": "One criterion at a time.",
    "criteria": [
        {
            "slug": criterion,
            "title": title,
            "predictor": criterion,
            "what": f"How good is the {title}?",
            "levels": [{"level": level, "anchor": f"{title} as level {level} describes it."} for level in range(1, 6)],
            "evidence": [],
        }
        for criterion, title in CRITERIA.items()
    ],
}
_number = count(1)


def make_opening(*, manager, interviewers=None, is_open=True, stages=1, **fields):
    """An opening with a plan of take-homes and (by default) two interviewers; an open one passed the gate."""
    if interviewers is None:
        interviewers = [MembershipFactory(organisation=manager.organisation, role=Role.INTERVIEWER) for _ in range(2)]
    values = {"title": f"Data scientist {next(_number)}", "role": AIRole.DATA_SCIENTIST, "level": Level.MID} | fields
    opening = create_opening(by=manager, interviewers=interviewers, **values)
    for number in range(stages):
        add_stage(opening=opening, by=manager, title=f"Take-home {number + 1}", rubric=RUBRIC, pay_amount=420)
    if is_open:
        make_ready(manager)
        advance(opening, to=OpeningState.OPEN, by=manager)
    return opening


def make_application(*, opening, by=None, name=None, email=None):
    """A candidate in the opening."""
    number = next(_number)
    name, email = name or f"Ada Kowalska-{number}", email or f"ada.kowalska{number}@candidates.example"
    return add_candidate(opening=opening, by=by or opening.manager, name=name, email=email)
