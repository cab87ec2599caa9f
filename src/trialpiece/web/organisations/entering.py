"""Making organisations: the very first one of an installation, and further ones."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import Signer
from django.db import connection, transaction

from trialpiece.web.accounts.domain import create_account
from trialpiece.web.accounts.models import User
from trialpiece.web.organisations.domain import create_organisation
from trialpiece.web.organisations.models import Membership


class AlreadySetUp(Exception):
    """Somebody has an account here; from now on people are invited."""


def first_code() -> str:
    """What whoever starts the installation is told and strangers are not: made of the secret, kept nowhere."""
    return Signer(salt="trialpiece.first-start").signature("set up")[:20]


def is_fresh() -> bool:
    """Whether the installation has no user yet."""
    return not User.objects.exists()


@transaction.atomic
def set_up(*, organisation: str, name: str, email: str, password: str) -> Membership:
    """Make the installation's first user, who may administer it, and their organisation.

    Raises:
        AlreadySetUp: there is a user; of two who try at the same moment, one comes first.
    """
    if connection.vendor == "postgresql":  # SQLite's transactions begin IMMEDIATE and are one after the other anyway
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if not is_fresh():
        raise AlreadySetUp("This installation is set up already. Sign in, or ask for an invitation.")
    user = create_account(email=email, name=name, password=password)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    return create_organisation(name=organisation, by=user)


def may_create(user: User) -> bool:
    """Whether the user may make another organisation: whoever runs the installation, or anybody where it is open."""
    return bool(user.is_superuser or user.is_staff or settings.ENV["TRIALPIECE_SIGNUP"])
