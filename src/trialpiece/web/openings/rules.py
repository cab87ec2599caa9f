"""Who may see and change openings; predicates take a Membership and an Opening."""

from __future__ import annotations

import rules

from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, has_role, is_administrator, is_member, plans


@rules.predicate
def is_manager_of(member: Membership, opening: Opening | None) -> bool:
    """The member answers for this opening."""
    return opening is not None and opening.manager_id == member.pk


@rules.predicate
def interviews_for(member: Membership, opening: Opening | None) -> bool:
    """The member is among the opening's interviewers."""
    return opening is not None and opening.interviewers.filter(pk=member.pk).exists()


@rules.predicate
def of_the_same_house(member: Membership, opening: Opening | None) -> bool:
    """Member and opening belong to one organisation."""
    return opening is not None and opening.organisation_id == member.organisation_id


sees_all = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR, Role.VIEWER)
leads = is_administrator | (has_role(Role.HIRING_MANAGER) & is_manager_of)

rules.add_perm("openings.list", is_member)
rules.add_perm("openings.export", sees_all)
rules.add_perm("openings.view", sees_all | (has_role(Role.INTERVIEWER) & interviews_for))
rules.add_perm("openings.create", plans)
rules.add_perm("openings.change", leads)
rules.add_perm("openings.coordinate", coordinates)
# Whoever wants to hire does not wave the hire through: only somebody who answers for the whole organisation goes
# against the gate, with their name on it.
rules.add_perm("openings.override_gate", is_administrator & of_the_same_house)
