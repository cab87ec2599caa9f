"""What the report page says against a finding, as blind as its reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Dispute, Review
from trialpiece.web.reviews.queries import standing_disputes
from trialpiece.web.reviews.rules import JUDGED
from trialpiece.web.sittings.blind import without_names


@dataclass(frozen=True, slots=True)
class Said:
    """A dispute as a member reads it."""

    dispute: Dispute
    reason: str
    """In the author's words; the candidate's names masked for readers who may not know them."""
    mine: bool
    seen_by_all: bool
    """False while only its author sees it."""


def said_against(review: Review, member: Membership) -> dict[str, list[Said]]:
    """What the member may read against the review's findings, by the finding's key; one query."""
    found: dict[str, list[Said]] = {}
    for said in as_read(standing_disputes(review, member), member):
        found.setdefault(said.dispute.finding, []).append(said)
    return found


def as_read(disputes: Iterable[Dispute], member: Membership) -> list[Said]:
    """The disputes as the member may read them."""
    read = []
    knows: dict[str, bool] = {}
    for one in disputes:
        sitting = one.review.submission.sitting
        application = sitting.application
        if application.pk not in knows:
            knows[application.pk] = may(member, "candidates.identify", application)
        reason = one.reason if knows[application.pk] else without_names(one.reason, application.candidate)
        read.append(Said(dispute=one, reason=reason, mine=one.by_id == member.pk, seen_by_all=sitting.state in JUDGED))
    return read
