"""Making accounts and mailing sign-in links."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from trialpiece.web.accounts.links import LASTS_SECONDS, link_for
from trialpiece.web.accounts.models import User


@transaction.atomic
def create_account(*, email: str, name: str, password: str = "") -> User:
    """Make an account whose address is known to be the person's: they followed a link that was sent there."""
    user = User.objects.create_user(email, password or None, name=name.strip())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def ask_for_sign_in_link(*, email: str) -> None:
    """Have a link mailed to the person with that address, if there is one.

    The worker mails it: how long a mail server takes would tell the caller that there is such a person.
    """
    from trialpiece.web.accounts.tasks import mail_link

    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    mail_link.enqueue(user.pk if user else "")


def mail_sign_in_link(*, key: str) -> None:
    """Mail a link that signs the user with that key in; nothing where there is none."""
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None:
        return
    values = {"link": link_for(user), "minutes": LASTS_SECONDS // 60, "user": user}
    subject, _, text = render_to_string("mail/sign_in_link.txt", values).lstrip().partition("\n")
    message = EmailMultiAlternatives(subject.strip(), text.strip() + "\n", to=[user.email])
    message.attach_alternative(render_to_string("mail/sign_in_link.html", {**values, "subject": subject}), "text/html")
    message.send(fail_silently=True)  # whether an address is known must not show in an error either
