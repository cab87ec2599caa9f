"""Who may see a sitting, and what they may do with it; predicates take a Membership and a Sitting."""

from __future__ import annotations

from typing import Any

import rules

from trialpiece.web.candidates.rules import handles_people, names_are_open, sees_all
from trialpiece.web.candidates.rules import rates as rates_application
from trialpiece.web.openings.rules import interviews_for
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, has_role, is_member
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting

_HANDED_IN = {SittingState.SUBMITTED, SittingState.SCORED, SittingState.CLOSED}


@rules.predicate
def rates(member: Membership, sitting: Sitting | None) -> bool:
    """The member has a scorecard for this application, released ones aside."""
    return sitting is not None and bool(rates_application(member, sitting.application))


@rules.predicate
def interviews(member: Membership, sitting: Sitting | None) -> bool:
    """The member is among the interviewers of the opening."""
    return sitting is not None and bool(interviews_for(member, sitting.application.opening))


@rules.predicate
def may_name(member: Membership, sitting: Sitting | None) -> bool:
    """The member may know whose sitting this is."""
    return sitting is not None and bool(
        (names_are_open | (handles_people & ~rates_application))(member, sitting.application)
    )


@rules.predicate
def work_is_in(_member: Membership, sitting: Any) -> bool:
    """The work is handed in: before that nobody who judges reads it."""
    return sitting is not None and sitting.state in _HANDED_IN


judges = has_role(Role.INTERVIEWER) & (interviews | rates)
views = sees_all | judges

rules.add_perm("sittings.list", is_member)
rules.add_perm("sittings.view", views)
rules.add_perm("sittings.issue", coordinates)
rules.add_perm("sittings.answer", coordinates | judges)
rules.add_perm("sittings.extend", coordinates & ~rates)  # whoever judges never learns that there was more time
rules.add_perm("sittings.pay", coordinates)
rules.add_perm("sittings.read_work", (sees_all | (has_role(Role.INTERVIEWER) & rates)) & work_is_in)
rules.add_perm("sittings.original", coordinates & may_name)
