"""What the queue delivers for reviews."""

from django_tasks import task

from trialpiece.web.reviews.domain import run_review


@task()
def do_review(key: str) -> None:
    """Do the review with that key, unless somebody did or does."""
    run_review(key)
