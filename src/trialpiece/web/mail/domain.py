"""Writing e-mails into the outbox and delivering them; a crash between the two loses none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web.mail.models import Mail, MailState
from trialpiece.web.organisations.models import Organisation
from trialpiece.web.tasks import deliver_after_commit

log = logging.getLogger("trialpiece.mail")
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 8


@transaction.atomic
def send(
    *, organisation: Organisation, to: str, purpose: str, context: Mapping[str, Any], template: str | None = None
) -> Mail:
    """Put an e-mail into the outbox, in the caller's transaction; it leaves after the commit.

    The templates are `mail/<purpose>.txt`, whose first line is the subject, and `mail/<purpose>.html`.
    """
    from trialpiece.web.mail.tasks import deliver

    name = template or purpose
    values = {**context, "organisation": organisation, "base_url": settings.BASE_URL}
    subject, _, text = render_to_string(f"mail/{name}.txt", values).lstrip().partition("\n")
    html = render_to_string(f"mail/{name}.html", {**values, "subject": subject})
    mail = Mail.objects.create(
        organisation=organisation,
        to=to,
        purpose=purpose,
        subject=" ".join(subject.split())[:200],
        text=text.strip() + "\n",
        html=html,
    )
    deliver_after_commit(deliver, mail.pk)
    return mail


def deliver_now(key: str) -> bool:
    """Send one e-mail if nobody else is at it; True when it went out by this call."""
    now = timezone.now()
    with scopes_disabled():
        free = Mail.objects.filter(pk=key, state=MailState.QUEUED).filter(
            Q(claimed_until=None) | Q(claimed_until__lt=now)
        )
        if not free.update(claimed_until=now + CLAIM, attempt=F("attempt") + 1):
            return False
        mail = Mail.objects.get(pk=key)
        message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to])
        message.attach_alternative(mail.html, "text/html")
        try:
            message.send()
        except Exception as problem:  # noqa: BLE001 (whatever the mail server does, the row must say it)
            _put_back(mail, problem)
            return False
        # what was said stays in the audit trail and in its own feature; the outbox keeps no personal text
        return bool(
            Mail.objects.filter(pk=key, attempt=mail.attempt).update(
                state=MailState.SENT, sent_at=timezone.now(), text="", html="", error=""
            )
        )


def _put_back(mail: Mail, problem: Exception) -> None:
    given_up = mail.attempt >= MOST_ATTEMPTS
    wait = timedelta(seconds=min(3600, 15 * 2**mail.attempt))
    Mail.objects.filter(pk=mail.pk, attempt=mail.attempt).update(
        state=MailState.FAILED if given_up else MailState.QUEUED,
        claimed_until=timezone.now() + wait,
        error=f"{type(problem).__name__}: {problem}"[:500],
    )
    log.warning(
        "mail not delivered", extra={"fields": {"mail": mail.pk, "attempt": mail.attempt, "given_up": given_up}}
    )


def sweep(limit: int = 50) -> int:
    """Send what the queue did not deliver or what may be tried again; how many went out."""
    now = timezone.now()
    with scopes_disabled():
        waiting = Mail.objects.filter(state=MailState.QUEUED).filter(
            Q(claimed_until__lt=now) | Q(claimed_until=None, created_at__lt=now - timedelta(seconds=30))
        )
        keys = list(waiting.order_by("created_at").values_list("pk", flat=True)[:limit])
    return sum(deliver_now(key) for key in keys)
