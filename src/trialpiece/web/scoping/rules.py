"""Who may read and write briefs and adverts; predicates take a Membership."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.rules import has_role, plans

READERS = (Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR, Role.VIEWER)
reads = has_role(*READERS)

rules.add_perm("scoping.list", reads)
rules.add_perm("scoping.view", reads)
rules.add_perm("scoping.change", plans)
