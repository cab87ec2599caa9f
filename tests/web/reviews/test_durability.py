"""Workers are killed at random moments; in the end every submission is reviewed exactly once."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django_scopes import scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.sittings import make_sitting

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.enums import SittingState

KILLS = 10
SUBMISSIONS = 6
PATIENCE_SECONDS = 180


def worker(database, data):
    """A real worker process on the test's own database."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "TRIALPIECE_DATA": str(data),
        "TRIALPIECE_CLAIM_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "trialpiece.web.settings",
    }
    command = [sys.executable, "-m", "trialpiece.cli", "worker", "--sweep-every", "0.5"]
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def address_of_database():
    """The test database as another process reaches it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        # a worker would make an empty file of that name in the current folder, and find nothing in it
        assert "mode=memory" not in settings["NAME"], "a database in memory cannot be reached by another process"
        return f"sqlite:///{settings['NAME']}"
    host = settings["HOST"].replace("/", "%2F")
    return f"postgresql://{settings['USER']}@{host}/{settings['NAME']}"


@pytest.mark.sandbox
@pytest.mark.django_db(transaction=True)
def test_every_submission_is_reviewed_exactly_once_however_often_workers_die(tmp_path, organisation, member_with):
    manager = member_with(Role.HIRING_MANAGER)
    opening = make_opening(manager=manager)
    for _ in range(SUBMISSIONS):
        make_sitting(by=manager, opening=opening, state=SittingState.SUBMITTED)
    # the suite keeps blobs in tmp_path/blobs; that is where a worker with this data folder looks
    chance, database = random.Random(7), address_of_database()
    how_many = 2 if connection.vendor == "postgresql" else 1
    workers = [worker(database, tmp_path) for _ in range(how_many)]
    kills, until = 0, time.monotonic() + PATIENCE_SECONDS
    try:
        while time.monotonic() < until:
            states = set(Review.objects.values_list("state", flat=True))
            if kills < KILLS and ReviewState.RUNNING in states:
                time.sleep(chance.uniform(0, 0.6))
                slot = chance.randrange(how_many)
                os.killpg(workers[slot].pid, signal.SIGKILL)
                workers[slot].wait()
                kills += 1
                if kills % 3 == 0:  # one more reading, so that there is always something to be killed in
                    make_sitting(by=manager, opening=opening, state=SittingState.SUBMITTED)
                workers[slot] = worker(database, tmp_path)
            elif states == {ReviewState.DONE} and kills >= KILLS:
                break
            elif states == {ReviewState.DONE}:
                make_sitting(by=manager, opening=opening, state=SittingState.SUBMITTED)
            time.sleep(0.05)
    finally:
        for one in workers:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()
    with scopes_disabled():
        assert kills == KILLS
        assert set(Review.objects.values_list("state", flat=True)) == {ReviewState.DONE}
        for review in Review.objects.all():
            finished = AuditEvent.objects.filter(verb="review.done", object_key=review.pk).count()
            assert finished == 1, f"{review.pk} was finished {finished} times"
            assert review.report["schema"] == "trialpiece.review/1"
