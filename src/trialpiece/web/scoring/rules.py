"""Who may rate, and who may see what others rated."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, has_role, is_member
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard


@rules.predicate
def is_own(member: Membership, card: Scorecard | None) -> bool:
    """The card is the member's, and they have not been released from it."""
    return card is not None and card.rater_id == member.pk and card.state != ScorecardState.RELEASED


@rules.predicate
def is_revealed(_member: Membership, card: Scorecard | None) -> bool:
    """Everybody's first scores for this sitting are in."""
    return card is not None and card.state == ScorecardState.REVEALED


@rules.predicate
def rated_it_too(member: Membership, card: Scorecard | None) -> bool:
    """The member's own scores for this sitting were revealed with the card's."""
    if card is None:
        return False
    return Scorecard.objects.filter(sitting_id=card.sitting_id, rater=member, state=ScorecardState.REVEALED).exists()


reads_revealed = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.VIEWER)

rules.add_perm("scoring.list", is_member)
rules.add_perm("scoring.view", is_member & (is_own | (is_revealed & (reads_revealed | rated_it_too))))
rules.add_perm("scoring.score", is_member & is_own)
rules.add_perm("scoring.assign", coordinates)
