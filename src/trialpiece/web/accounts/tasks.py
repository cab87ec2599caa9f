"""What the queue delivers for accounts."""

from django_tasks import task

from trialpiece.web.accounts.domain import mail_sign_in_link


@task()
def mail_link(key: str) -> None:
    """Mail a sign-in link to the user with that key; nothing for an empty one."""
    mail_sign_in_link(key=key)
