"""Who may ask, close and read assessments and audits of data; predicates take a Membership."""

from __future__ import annotations

import rules

from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import has_role, plans
from trialpiece.web.readiness.enums import AssessmentState
from trialpiece.web.readiness.models import Assessment

READERS = (Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR, Role.VIEWER)
reads = has_role(*READERS)


@rules.predicate
def is_closed(_member: Membership, assessment: Assessment | None) -> bool:
    """Answers are read by nobody while anybody may still answer."""
    return assessment is not None and assessment.state == AssessmentState.CLOSED


rules.add_perm("readiness.list", reads)
rules.add_perm("readiness.view", reads)
rules.add_perm("readiness.see_result", reads & is_closed)
rules.add_perm("readiness.manage", plans)
rules.add_perm("readiness.audit", plans)
