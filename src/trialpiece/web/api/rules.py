"""Who may make and revoke keys; a key may do what its maker may and no more."""

from __future__ import annotations

import rules

from trialpiece.web.api.models import ApiKey
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import is_administrator, is_member


@rules.predicate
def is_own(member: Membership, key: ApiKey | None) -> bool:
    """The member made the key."""
    return key is not None and key.member_id == member.pk


rules.add_perm("api.keys", is_member)
rules.add_perm("api.view_key", is_member & (is_own | is_administrator))
rules.add_perm("api.revoke_key", is_member & (is_own | is_administrator))
