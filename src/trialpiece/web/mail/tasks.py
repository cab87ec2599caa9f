"""What the queue delivers for e-mails."""

from django_tasks import task

from trialpiece.web.mail.domain import deliver_now


@task()
def deliver(key: str) -> None:
    """Send the e-mail with that key, unless it went out already."""
    deliver_now(key)
