"""Who acts: a member, a candidate through their link, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialpiece.web.organisations.models import Membership


@dataclass(frozen=True, slots=True)
class Actor:
    """Kind and key of who acts; names are looked up when shown, so that erasure reaches them."""

    kind: str
    """`member`, `candidate`, `respondent` (of a readiness assessment) or `system`."""
    key: str = ""


SYSTEM = Actor("system")


def member(membership: Membership) -> Actor:
    """The member as actor."""
    return Actor("member", membership.pk)


def candidate(key: str) -> Actor:
    """The candidate with that key as actor."""
    return Actor("candidate", key)
