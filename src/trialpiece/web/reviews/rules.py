"""Who may read what the review found; whoever may read the work."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, is_member
from trialpiece.web.reviews.models import Review


@rules.predicate
def reads_work(member: Membership, review: Review | None) -> bool:
    """The member may read the work that was reviewed."""
    from trialpiece.web.organisations.access import may

    return review is not None and may(member, "sittings.read_work", review.submission.sitting)


rules.add_perm("reviews.list", is_member)
rules.add_perm("reviews.view", reads_work)
rules.add_perm("reviews.repeat", coordinates & reads_work)
