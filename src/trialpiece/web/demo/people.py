"""Who works at the demo's organisations; they join as everybody does, by invitation."""

from __future__ import annotations

from dataclasses import dataclass

from trialpiece.web.accounts.domain import create_account
from trialpiece.web.organisations.domain import accept, create_organisation, invite
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership

PASSWORD = "trialpiece-demo"  # noqa: S105 (of the demo alone, which listens on this machine only, and printed at its start)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo, and what they are there."""

    email: str
    name: str
    role: Role


ADMINISTRATOR = Person("admin@northquay.example", "Marta Lindqvist", Role.ADMINISTRATOR)
MANAGER = Person("manager@northquay.example", "Daniel Okafor", Role.HIRING_MANAGER)
COORDINATOR = Person("coordinator@northquay.example", "Yasmin Haddad", Role.COORDINATOR)
PRIYA = Person("interviewer@northquay.example", "Priya Raman", Role.INTERVIEWER)
TOM = Person("tom@northquay.example", "Tom Visser", Role.INTERVIEWER)
INGRID = Person("ingrid@northquay.example", "Ingrid Solberg", Role.INTERVIEWER)
VIEWER = Person("viewer@northquay.example", "Paul Kerr", Role.VIEWER)

NORTHQUAY = (ADMINISTRATOR, MANAGER, COORDINATOR, PRIYA, TOM, INGRID, VIEWER)
SIGN_INS = (
    (MANAGER, "hiring manager: begin here"),
    (PRIYA, "interviewer, with work to score"),
    (TOM, "interviewer, scores the same candidates blind"),
    (COORDINATOR, "coordinator: links, time and pay, never scores"),
    (ADMINISTRATOR, "administrator, of two organisations"),
    (VIEWER, "viewer"),
)


class Staff:
    """The members of an organisation by person."""

    def __init__(self, founder: Membership, person: Person) -> None:
        self.organisation = founder.organisation
        self._members = {person: founder}

    def __getitem__(self, person: Person) -> Membership:
        return self._members[person]

    def join(self, person: Person, *, invited_by: Person) -> None:
        """Invite a person, make their account, accept."""
        _, address = invite(email=person.email, role=person.role, by=self[invited_by])
        user = create_account(email=person.email, name=person.name, password=PASSWORD)
        self._members[person] = accept(token=address.rstrip("/").rpartition("/")[2], user=user)


def found(*, name: str, slug: str, by: Person) -> Staff:
    """An organisation with its first member, whose account is made where there is none yet."""
    from trialpiece.web.accounts.models import User

    user = User.objects.filter(email=by.email).first() or create_account(
        email=by.email, name=by.name, password=PASSWORD
    )
    return Staff(create_organisation(name=name, slug=slug, by=user), by)
