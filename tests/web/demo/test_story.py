"""What a newcomer finds after `make demo`; told here without the sandbox, as on a machine that has none."""

import pytest
from django.contrib.auth import authenticate
from django_scopes import scopes_disabled

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.demo import story
from trialpiece.web.openings.enums import OpeningState
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership, Organisation
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.enums import PayState, SittingState
from trialpiece.web.sittings.models import Pay, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The story, told once; its lines of progress."""
    from django.conf import settings
    from django.db import transaction

    said = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("TRIALPIECE_RUNTIME", str(tmp_path_factory.mktemp("no-runtime")))
        blobs = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path_factory.mktemp("blobs"))},
        }
        patch.setattr(settings, "STORAGES", {**settings.STORAGES, "blobs": blobs})
        with transaction.atomic():
            assert story.is_missing()
            story.tell(progress=said.append)
            yield said
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _everywhere(told):
    with scopes_disabled():
        yield


def test_candidates_stand_at_every_state():
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState.values)
    assert {*Sitting.objects.values_list("state", flat=True)} >= set(SittingState.values) - {SittingState.PLANNED}
    assert set(Pay.objects.values_list("state", flat=True)) == set(PayState.values)
    assert {OpeningState.DRAFT, OpeningState.OPEN, OpeningState.FILLED} <= {
        *Opening.objects.values_list("state", flat=True)
    }


def test_every_printed_sign_in_works_and_every_role_has_one():
    users = [authenticate(None, email=email, password=password) for email, password, _ in story.sign_ins()]
    assert all(users)
    roles = {one.role for one in Membership.objects.filter(user__in=users)}
    assert roles == set(Role.values)


def test_the_administrator_can_switch_between_two_organisations():
    admin = next(email for email, _, who in story.sign_ins() if "administrator" in who)
    assert Membership.objects.filter(user__email=admin).count() == 2


def test_printed_portal_links_open(client):
    links = story.portal_links()
    assert len(links) == 2
    for _, link in links:
        assert client.get(link.partition("8000")[2], HTTP_HOST="127.0.0.1").status_code == 200


def test_reports_are_there_except_for_the_one_that_the_worker_reads_now():
    states = list(Review.objects.values_list("state", flat=True))
    assert states.count(ReviewState.QUEUED) == 1
    assert states.count(ReviewState.DONE) == len(states) - 1 >= 6


def test_the_audit_trail_holds_and_its_dates_follow_its_numbers():
    for organisation in Organisation.objects.all():
        assert broken_link(organisation=organisation) is None
        dates = list(AuditEvent.objects.filter(organisation=organisation).order_by("number").values_list("at"))
        assert dates == sorted(dates)


def test_the_story_is_told_once():
    assert not story.is_missing()
    assert not story.is_broken_off()
