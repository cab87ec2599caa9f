"""Who may see applications, and who may know whose they are."""

from __future__ import annotations

import rules

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates, has_role

_ENDED = {ApplicationState.OFFERED, ApplicationState.HIRED, ApplicationState.DECLINED}


@rules.predicate
def rates(member: Membership, application: Application | None) -> bool:
    """The member has a scorecard for this application, released ones aside."""
    from trialpiece.web.scoring.enums import ScorecardState
    from trialpiece.web.scoring.models import Scorecard

    if application is None:
        return False
    cards = Scorecard.objects.filter(rater=member, sitting__application=application)
    return cards.exclude(state=ScorecardState.RELEASED).exists()


@rules.predicate
def names_are_open(_member: Membership, application: Application | None) -> bool:
    """The opening does not hide names, or people have already decided."""
    return application is not None and (not application.opening.hides_names or application.state in _ENDED)


# Somebody must write to candidates: coordinators and administrators know names, unless they judge the work too.
handles_people = has_role(Role.ADMINISTRATOR, Role.COORDINATOR)
sees_all = has_role(Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.COORDINATOR, Role.VIEWER)

rules.add_perm("candidates.list", has_role(*Role))
rules.add_perm("candidates.view_application", sees_all | (has_role(Role.INTERVIEWER) & rates))
rules.add_perm("candidates.identify", names_are_open | (handles_people & ~rates))
rules.add_perm("candidates.add", coordinates)
rules.add_perm("candidates.coordinate", coordinates)
rules.add_perm("candidates.export", sees_all)
