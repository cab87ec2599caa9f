"""Who may do what in an organisation as such; every predicate takes a Membership."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership


def has_role(*roles: Role) -> rules.Predicate:
    """A predicate: the member has one of these roles."""

    def check(member: Membership, _obj: object = None) -> bool:
        return member.is_active and member.role in roles

    return rules.predicate(check, name=f"has_role:{'/'.join(roles)}")


is_member = has_role(*Role)
is_administrator = has_role(Role.ADMINISTRATOR)
plans = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER)
coordinates = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR)

rules.add_perm("organisations.enter", is_member)
rules.add_perm("organisations.administer", is_administrator)
