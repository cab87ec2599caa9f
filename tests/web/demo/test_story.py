"""What a newcomer finds after `make demo`; told here without the sandbox, as on a machine that has none."""

import pytest
from django.contrib.auth import authenticate
from django_scopes import scopes_disabled

from trialpiece.core.scoping.whole import read_brief
from trialpiece.web.audit.domain import broken_link
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.demo import story
from trialpiece.web.demo.writings import FORECAST_TITLE, RETENTION_TITLE
from trialpiece.web.openings.enums import OpeningState
from trialpiece.web.openings.models import Opening, Passage
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership, Organisation
from trialpiece.web.readiness.models import Assessment, DataAudit
from trialpiece.web.readiness.queries import result_of
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.models import Review
from trialpiece.web.scoping.models import Advert, WorkBrief
from trialpiece.web.scoping.queries import core_of
from trialpiece.web.scoping.shown import read_advert
from trialpiece.web.sittings.enums import PayState, SittingState
from trialpiece.web.sittings.models import Pay, Sitting

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def blobs(tmp_path_factory):
    """Where the story's bytes are kept."""
    folder = str(tmp_path_factory.mktemp("blobs"))
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory, blobs):
    """The story, told once; its lines of progress."""
    from django.conf import settings
    from django.db import transaction

    said = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("TRIALPIECE_RUNTIME", str(tmp_path_factory.mktemp("no-runtime")))
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


def test_the_gate_was_passed_once_by_its_verdict_and_once_against_it():
    passages = {one.opening.title: one for one in Passage.objects.select_related("opening", "by__user", "assessment")}
    overridden = [one for one in passages.values() if one.is_override]
    assert len(passages) == 3
    (override,) = overridden
    assert override.opening.engagement == "contractor"
    assert override.by.role == Role.ADMINISTRATOR
    assert override.assessment.outcome == "problem-definition-workshop"
    assert {one.advice for one in passages.values()} == {"go", "not_yet"}


def test_readiness_was_asked_of_several_who_disagree_and_one_assessment_is_under_way():
    closed = Assessment.objects.filter(state="closed").order_by("closed_at")
    assert [one.go for one in closed] == [True, False]
    result = result_of(closed[0])
    assert result.profile.respondents == 5
    assert result.verdict.headline.startswith("Go, with")
    assert len(result.profile.agenda) >= 2
    assert sum(each.missing for each in result.profile.dimensions) > 5
    collecting = Assessment.objects.get(state="collecting")
    assert sorted(collecting.respondents.values_list("state", flat=True)) == ["invited", *["submitted"] * 3]


def test_data_were_measured_and_deleted_and_the_work_is_written_down():
    audit = DataAudit.objects.get()
    assert (audit.state, audit.holds_data) == ("done", False), audit.error
    (table,) = audit.report["tables"]
    assert sum(each["weight"] == "serious" for each in table["observations"]) >= 2
    full, vague = (
        read_brief(core_of(WorkBrief.objects.get(title=title))) for title in (RETENTION_TITLE, FORECAST_TITLE)
    )
    assert full.is_ready, [one.problems for one in full.requirements]
    assert full.team is not None
    assert full.engagement is not None
    assert str(full.nature.nature) == "mixed"
    assert not vague.is_ready
    read = {one.opening_id is None: read_advert(one.text, title=one.title) for one in Advert.objects.all()}
    assert read[False].reading.primary == "data_scientist"
    assert read[True].reading.primary in {"mlops_engineer", "ml_engineer"}


def test_one_pair_is_worth_a_look_once_the_worker_has_read_what_came_last(told, blobs, settings):
    from tests.factories.likeness import no_runtime

    from trialpiece.web.likeness.models import Judgement, Pool
    from trialpiece.web.likeness.ranking import ranking_of
    from trialpiece.web.reviews.domain import run_review

    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    with no_runtime():
        assert run_review(Review.objects.get(state=ReviewState.QUEUED).pk)
    explained = {(row.one_id, row.other_id) for row in Judgement.objects.all()}
    pool = Pool.objects.get(organisation__slug="northquay")
    unexplained = [pair for pair in ranking_of(pool).pairs if tuple(pair.key) not in explained]
    assert len(explained) == 6
    assert len(unexplained) == 1
    assert 0.5 < unexplained[0].share <= 1
