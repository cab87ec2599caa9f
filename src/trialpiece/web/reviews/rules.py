"""Who may read what the review found, who may contradict it, and from when on others learn of that."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, has_role, is_administrator, is_member
from trialpiece.web.reviews.models import Dispute, Review
from trialpiece.web.sittings.enums import SittingState

JUDGED = frozenset({SittingState.SCORED, SittingState.CLOSED})
"""States from which on nobody can hand in a first score any more."""


@rules.predicate
def reads_work(member: Membership, review: Review | None) -> bool:
    """The member may read the work that was reviewed."""
    from trialpiece.web.organisations.access import may

    return review is not None and may(member, "sittings.read_work", review.submission.sitting)


@rules.predicate
def rates(member: Membership, review: Review | None) -> bool:
    """The member has a scorecard for the application, released ones aside."""
    from trialpiece.web.sittings.rules import rates as rates_sitting

    return review is not None and bool(rates_sitting(member, review.submission.sitting))


@rules.predicate
def reads_disputed_work(member: Membership, dispute: Dispute | None) -> bool:
    """The member may read the work that the dispute is about."""
    return dispute is not None and bool(reads_work(member, dispute.review))


@rules.predicate
def is_author(member: Membership, dispute: Dispute | None) -> bool:
    """The dispute is the member's own."""
    return dispute is not None and dispute.by_id == member.pk


@rules.predicate
def is_judged(_member: Membership, dispute: Dispute | None) -> bool:
    """All first scores for the work are in: until then a dispute is an opinion that could sway another rater."""
    return dispute is not None and dispute.review.submission.sitting.state in JUDGED


judges = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.INTERVIEWER)

rules.add_perm("reviews.list", is_member)
rules.add_perm("reviews.view", reads_work)
rules.add_perm("reviews.repeat", coordinates & reads_work)
rules.add_perm("reviews.dispute", is_member & (judges | rates) & reads_work)
rules.add_perm("reviews.view_dispute", is_member & reads_disputed_work & (is_author | is_judged))
rules.add_perm("reviews.withdraw_dispute", is_member & reads_disputed_work & is_author)
rules.add_perm("reviews.list_disputes", is_administrator)
