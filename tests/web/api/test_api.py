"""The API tells a key's member what their pages tell, and is refused like them."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.factories.hiring import make_application, make_opening
from tests.factories.pages import visible_text
from tests.factories.readiness import levels_by, make_assessment
from tests.factories.scoring import make_scored
from tests.factories.sittings import make_sitting

from trialpiece.web.api import queries
from trialpiece.web.api.domain import create_key, hash_of, revoke_key
from trialpiece.web.api.models import ApiKey
from trialpiece.web.openings.domain import advance, open_against_advice
from trialpiece.web.openings.enums import AIRole, OpeningState
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.sittings.enums import SittingState

KEYS = "/o/northquay/settings/keys/"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


def call(token, path):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def token_of():
    """A function that makes a key for a member and gives its token."""
    return lambda member: create_key(by=member, name="tests")[1]


def test_a_token_is_shown_once_and_kept_as_a_hash(client_as, interviewer):
    response = client_as(interviewer).post(KEYS, {"name": "payroll", "days": "30"})
    token = re.search(r"trialpiece_[\w-]{43}", visible_text(response) + response.content.decode())[0]
    key = ApiKey.objects.get()
    assert key.token_hash == hash_of(token)
    assert token not in str(key.__dict__)
    assert key.expires_at - timezone.now() < timedelta(days=30)
    assert response["Cache-Control"].startswith("max-age=0")
    assert token not in client_as(interviewer).get(KEYS).content.decode()
    assert call(token, "me").json()["member"] == interviewer.pk


@pytest.mark.parametrize("end", ["revoked", "run out", "maker left", "user gone", "made up", "none"])
def test_a_key_that_does_not_work_opens_nothing(interviewer, end):
    key, token = create_key(by=interviewer, name="x")
    assert call(token, "openings").status_code == 200
    if end == "revoked":
        revoke_key(key=key, by=interviewer)
    elif end == "run out":
        ApiKey.objects.update(expires_at=timezone.now())
    elif end == "maker left":
        interviewer.is_active = False
        interviewer.save()
    elif end == "user gone":
        interviewer.user.is_active = False
        interviewer.user.save()
    else:
        token = {"made up": "trialpiece_" + "x" * 43, "none": ""}[end]
    assert call(token, "openings").status_code == 401


def test_a_session_is_no_key(client_as, administrator):
    assert client_as(administrator).get("/api/v1/openings").status_code == 401


def test_openings_and_candidates_come_in_pages(hiring_manager, coordinator, token_of):
    opening = make_opening(manager=hiring_manager)
    made = [make_application(opening=opening, by=coordinator) for _ in range(3)]
    token = token_of(coordinator)
    first = call(token, f"openings/{opening.pk}/applications?per_page=2").json()
    assert (first["count"], first["pages"], len(first["items"])) == (3, 2, 2)
    second = call(token, f"openings/{opening.pk}/applications?per_page=2&page=2").json()
    assert [one["key"] for one in first["items"] + second["items"]] == [one.pk for one in made]
    assert call(token, "openings?per_page=1000").status_code == 422


def test_how_an_opening_passed_the_gate_is_told(hiring_manager, administrator, token_of):
    against, draft = (make_opening(manager=hiring_manager, is_open=False) for _ in range(2))
    reason = "The client brings data and sponsor along."
    open_against_advice(opening=against, by=administrator, reason=reason)
    through = make_opening(manager=hiring_manager)
    told = {one["key"]: one["gate"] for one in call(token_of(hiring_manager), "openings").json()["items"]}
    assert told[draft.pk] is None
    assert (told[through.pk]["advice"], told[through.pk]["overridden"], told[through.pk]["reason"]) == ("go", False, "")
    one = call(token_of(hiring_manager), f"openings/{against.pk}").json()["gate"]
    assert (one["advice"], one["overridden"], one["reason"]) == ("none", True, reason)
    assert one["by"] == str(administrator)
    assert (one["way"], one["permits"]) == ("override", "")


def test_a_post_that_the_verdict_permits_first_is_told_with_its_permission(hiring_manager, token_of):
    nowhere_to_run = levels_by(data=3, process=3, technology=1, leadership=3)
    make_assessment(by=hiring_manager, levels=[nowhere_to_run], is_closed=True)
    opening = make_opening(manager=hiring_manager, is_open=False, role=AIRole.MLOPS_ENGINEER)
    advance(opening, to=OpeningState.OPEN, by=hiring_manager)
    gate = call(token_of(hiring_manager), f"openings/{opening.pk}").json()["gate"]
    assert (gate["way"], gate["advice"], gate["overridden"]) == ("permitted", "not_yet", False)
    assert gate["permits"] == "MLOps engineer or platform engineer"


def test_names_and_addresses_are_for_those_who_write_to_candidates(hiring_manager, coordinator, viewer, token_of):
    opening = make_opening(manager=hiring_manager)
    application = make_application(opening=opening, by=coordinator, name="Ada Kowalska", email="ada@c.example")
    told = {who: call(token_of(who), f"applications/{application.pk}").json() for who in (coordinator, viewer)}
    assert (told[coordinator]["candidate"], told[coordinator]["email"]) == ("Ada Kowalska", "ada@c.example")
    assert (told[viewer]["candidate"], told[viewer]["email"]) == (str(application.candidate), None)


def test_scorecards_and_debrief_after_reveal(hiring_manager, token_of):
    sitting = make_scored(by=hiring_manager, first=5, second=2)
    token = token_of(hiring_manager)
    cards = call(token, f"sittings/{sitting.pk}/scorecards").json()
    assert {card["scores"][0]["level"] for card in cards} == {2, 5}
    debrief = call(token, f"applications/{sitting.application_id}/debrief").json()
    assert debrief["rows"][0]["spread"] == 3
    assert call(token, f"sittings/{sitting.pk}").json()["scorecards"] == {"handed_in": 2, "wanted": 2}


def test_times_of_work_are_for_those_who_do_not_judge_it(hiring_manager, coordinator, viewer, token_of):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    rater = sitting.scorecards.first().rater
    for who, knows in ((coordinator, True), (viewer, False), (rater, False)):
        told = call(token_of(who), f"sittings/{sitting.pk}").json()
        assert (told["deadline"] is not None) == knows
        assert (told["submitted_at"] is not None) == knows


def test_pay_is_for_those_who_coordinate(hiring_manager, coordinator, interviewer, token_of):
    make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    assert call(token_of(coordinator), "pay").json()["items"][0]["amount"] == "420.00"
    assert call(token_of(interviewer), "pay").status_code == 403


def test_too_many_requests_are_told_to_wait(interviewer, token_of, monkeypatch):
    from trialpiece.web.api.doors import PerMember
    from trialpiece.web.api.endpoints import api

    token = token_of(interviewer)
    statuses = {call(token, "me").status_code for _ in range(130)}
    assert statuses == {200, 429}
    assert PerMember().rate == api.throttle[0].rate if hasattr(api, "throttle") else True


@pytest.mark.parametrize(
    "path", ["openings", "openings/{opening}/applications", "applications/{application}/sittings", "pay"]
)
def test_the_number_of_queries_does_not_grow(hiring_manager, coordinator, token_of, path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    opening = make_opening(manager=hiring_manager)
    sittings = [make_sitting(by=coordinator, opening=opening)]
    token, counted = token_of(coordinator), []
    address = path.format(opening=opening.pk, application=sittings[0].application_id)
    call(token, address)  # from here on the key's use is noted
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert call(token, address).status_code == 200
        counted.append(len(asked))
        make_opening(manager=hiring_manager)
        make_sitting(by=coordinator, opening=opening)
        make_sitting(by=coordinator, opening=opening)
    assert counted[0] == counted[1]


def test_the_description_is_open_and_has_no_page_that_loads_from_elsewhere(client, db):
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/sittings/{key}/scorecards" in told["paths"]
    assert client.get("/api/v1/docs").status_code == 404


def test_every_documented_path_is_in_the_developers_page():
    from pathlib import Path

    from trialpiece.web.api.endpoints import api

    page = (Path(__file__).parents[3] / "docs/developer/api.md").read_text()
    for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]:
        assert f"`{path.removeprefix('/api/v1')}`" in page, path


def test_one_sees_ones_own_keys_and_administrators_all(member_with, administrator, interviewer):
    keys = [create_key(by=one, name="x")[0] for one in (administrator, interviewer)]
    for member in (
        administrator,
        interviewer,
        *(member_with(role) for role in Role),
        member_with(Role.ADMINISTRATOR, is_active=False),
    ):
        assert set(queries.visible_to(member)) == {key for key in keys if may(member, "api.view_key", key)}


def test_a_member_cannot_revoke_anothers_key(client_as, administrator, interviewer):
    key, token = create_key(by=administrator, name="x")
    assert client_as(interviewer).post(f"{KEYS}{key.pk}/revoke/").status_code == 404
    assert call(token, "me").status_code == 200
    client_as(administrator).post(f"{KEYS}{key.pk}/revoke/")
    assert call(token, "me").status_code == 401
