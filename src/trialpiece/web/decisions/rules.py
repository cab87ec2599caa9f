"""Who may join a debrief, decide, and write to the candidate."""

from __future__ import annotations

import rules

from trialpiece.web.decisions.models import Debrief
from trialpiece.web.openings.rules import is_manager_of
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import has_role, is_administrator
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard


@rules.predicate
def rated_this(member: Membership, debrief: Debrief | None) -> bool:
    """The member's scores of the application are revealed; who still scores a stage hears nothing of others' views."""
    if debrief is None:
        return False
    cards = Scorecard.objects.filter(rater=member, sitting__application_id=debrief.application_id)
    return cards.filter(state=ScorecardState.REVEALED).exists()


@rules.predicate
def manages_this(member: Membership, debrief: Debrief | None) -> bool:
    """The member answers for the opening."""
    return debrief is not None and bool(is_manager_of(member, debrief.application.opening))


takes_part = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.VIEWER) | (
    has_role(Role.INTERVIEWER, Role.COORDINATOR) & rated_this
)
decides = is_administrator | (has_role(Role.HIRING_MANAGER) & manages_this)

rules.add_perm("decisions.list", has_role(*Role))
rules.add_perm("decisions.view", takes_part)
rules.add_perm("decisions.note", (has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER) & takes_part) | rated_this)
rules.add_perm("decisions.decide", decides)
rules.add_perm("decisions.give_feedback", decides)
