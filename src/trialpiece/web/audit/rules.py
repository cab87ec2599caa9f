"""Who may read the audit trail."""

from __future__ import annotations

import rules

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import is_administrator


@rules.predicate
def is_about_work_they_rate(member: Membership, event: AuditEvent | None) -> bool:
    """The event tells of a sitting that the member rates: when it began, was extended, or who else has handed in."""
    from trialpiece.web.audit.queries import withheld_from

    if event is None:
        return False
    return AuditEvent.objects.filter(withheld_from(member), pk=event.pk).exists()


rules.add_perm("audit.list", is_administrator)
rules.add_perm("audit.view", is_administrator & ~is_about_work_they_rate)
