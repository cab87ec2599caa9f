"""What the queue delivers for audits of data."""

from django_tasks import task

from trialpiece.web.readiness.domain import run_audit


@task()
def do_audit(key: str) -> None:
    """Do the audit with that key, unless somebody did or does."""
    run_audit(key)
