"""Sign-in by e-mail link: signed, short-lived, good for one sign-in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from trialpiece.web.accounts.models import User

_SALT = "trialpiece.sign-in-link"
LASTS_SECONDS = 15 * 60


class LinkUnusable(Exception):
    """The link is not ours, has run out, or was used."""


def link_for(user: User) -> str:
    """The address that signs the user in once within a quarter of an hour."""
    token = signing.dumps({"user": user.pk, "seen": _seen(user)}, salt=_SALT)
    return settings.BASE_URL + reverse("accounts:sign_in_by_link", kwargs={"token": token})


def user_of(token: str) -> User:
    """Whom the link signs in.

    Raises:
        LinkUnusable: see there; one sentence for the person.
    """
    try:
        told = signing.loads(token, salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise LinkUnusable("This link has run out or is not complete. Ask for a new one.") from None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or _seen(user) != told["seen"]:
        raise LinkUnusable("This link was used already. Ask for a new one.")
    return user


def _seen(user: User) -> str:
    """Changes with every sign-in and every password, which makes earlier links useless."""
    last = user.last_login.isoformat() if user.last_login else "never"
    return signing.Signer(salt=_SALT).signature(f"{last}{user.password}")
