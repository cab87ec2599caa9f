"""Two requests at the same moment: none is lost, nothing happens twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.sittings import make_sitting, upload, work

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.organisations.enums import Role
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.states import WrongState

# SQLite in memory, as in tests, locks whole tables instead of waiting
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_postgres]
HOW_MANY = 4


@pytest.fixture
def started():
    with scopes_disabled():
        organisation = OrganisationFactory()
    with scope(organisation=organisation):
        manager = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
        yield make_sitting(by=manager, opening=make_opening(manager=manager), state=SittingState.STARTED)


def _all_at_once(organisation, do):
    """Run `do(number)` in threads that start together: what each gave or raised."""
    barrier = threading.Barrier(HOW_MANY)

    def one(number):
        try:
            with scope(organisation=organisation):
                barrier.wait()
                return do(number)
        except Exception as problem:  # noqa: BLE001 (what went wrong in a thread is looked at by the test)
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(HOW_MANY) as pool:
        return list(pool.map(one, range(HOW_MANY)))


def test_uploads_at_the_same_moment_are_all_kept_each_as_its_own_version(started):
    given = _all_at_once(started.organisation, lambda n: upload(Sitting.objects.get(pk=started.pk), work(n)))
    assert not [each for each in given if isinstance(each, Exception)]
    assert sorted(each.version for each in given) == list(range(1, HOW_MANY + 1))
    assert started.submissions.filter(state="accepted").count() == HOW_MANY
    assert broken_link(organisation=started.organisation) is None


def test_handing_in_twice_at_the_same_moment_happens_once(started):
    upload(started, work())
    given = _all_at_once(started.organisation, lambda _: domain.finish(sitting=Sitting.objects.get(pk=started.pk)))
    assert sum(isinstance(each, WrongState) for each in given) == HOW_MANY - 1
    started.refresh_from_db()
    assert started.state == SittingState.SUBMITTED
