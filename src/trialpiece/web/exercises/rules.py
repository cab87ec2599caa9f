"""Who may read exercises: every member; what is asked of candidates is no secret inside the organisation."""

import rules

from trialpiece.web.organisations.rules import is_member

rules.add_perm("exercises.list", is_member)
