"""What can happen to a candidate's application."""

from __future__ import annotations

import secrets

from django.db import transaction

from trialpiece.web.audit.actors import Actor, member
from trialpiece.web.audit.domain import record
from trialpiece.web.candidates.enums import TRANSITIONS, ApplicationState
from trialpiece.web.candidates.models import Application, Candidate
from trialpiece.web.openings.enums import OpeningState
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.models import Membership, Organisation
from trialpiece.web.states import move

_ENDS = {ApplicationState.HIRED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN}


class NotOpen(Exception):
    """Candidates can only be added to an open post."""


class AlreadyApplied(Exception):
    """The person is in this opening already."""


def new_alias(organisation: Organisation) -> str:
    """A random alias that nobody in the organisation has, of three hexadecimal digits or more."""
    for digits in (3, 3, 3, 4, 4, 5, 6):
        alias = f"{secrets.randbelow(16**digits):0{digits}X}"
        if not Candidate.objects.filter(organisation=organisation, alias=alias).exists():
            return alias
    raise RuntimeError("No free alias was found in seven draws.")


@transaction.atomic
def add_candidate(*, opening: Opening, name: str, email: str, by: Membership, note: str = "") -> Application:
    """Put a person into an opening; somebody known by that address is found again, not doubled.

    Raises:
        NotOpen: the opening does not take candidates now.
        AlreadyApplied: the person has an application here.
    """
    if opening.state != OpeningState.OPEN:
        raise NotOpen(f"“{opening.title}” is not open; candidates can be added once it is.")
    organisation, email = opening.organisation, email.strip().lower()
    candidate = Candidate.objects.filter(organisation=organisation, email=email).first()
    if candidate is None:
        candidate = Candidate(
            organisation=organisation, name=name.strip(), email=email, note=note, alias=new_alias(organisation)
        )
        candidate.full_clean(exclude=["organisation"])
        candidate.save(force_insert=True)
    elif candidate.applications.filter(opening=opening).exists():
        # without the alias: whoever scores must not learn by an address which candidate it belongs to
        raise AlreadyApplied("Somebody with that address is in this opening already.")
    application = Application.objects.create(organisation=organisation, opening=opening, candidate=candidate)
    record(
        organisation=organisation, by=member(by), verb="application.added", obj=application,
        after={"opening": opening.pk, "candidate": candidate.pk},
    )  # fmt: skip
    return application


def advance(application: Application, *, to: ApplicationState, by: Actor, reason: str = "") -> None:
    """Take an application to its next state.

    Raises:
        WrongState: the table has no such step.
    """
    stamp = "ended_at" if to in _ENDS else None
    move(application, to=to, table=TRANSITIONS, by=by, stamp=stamp, detail={"reason": reason} if reason else None)
