"""Who may see work beside other work: who looks after an opening, and never somebody who still judges either."""

from __future__ import annotations

from typing import Any

import rules

from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard

STILL_JUDGING = (ScorecardState.DRAFT, ScorecardState.SUBMITTED)
"""Until everybody's scores are in, a rater learns nothing that could sway them or that they could pass on."""


@rules.predicate
def reads_work(member: Membership, prints: Any) -> bool:
    """The member may read the work."""
    from trialpiece.web.organisations.access import may

    return prints is not None and may(member, "sittings.read_work", prints.submission.sitting)


@rules.predicate
def still_judges(member: Membership, prints: Any) -> bool:
    """The member has a scorecard for the application that is not revealed yet."""
    if prints is None:
        return False
    cards = Scorecard.objects.filter(rater=member, sitting__application_id=prints.submission.sitting.application_id)
    return cards.filter(state__in=STILL_JUDGING).exists()


rules.add_perm("likeness.list", coordinates)
rules.add_perm("likeness.view", coordinates & reads_work & ~still_judges)
