"""Exercises, shown to members."""

import pytest
from django.urls import reverse
from tests.factories.pages import visible_text

from trialpiece.web.exercises.packs import PackChanged, pack_of
from trialpiece.web.openings.domain import add_stage, create_opening
from trialpiece.web.openings.enums import AIRole, Level
from trialpiece.web.openings.stages import frozen, suggestion
from trialpiece.web.organisations.enums import Role

SLUG = "subscription-retention"


@pytest.fixture
def stage(hiring_manager):
    opening = create_opening(by=hiring_manager, title="Retention", role=AIRole.DATA_SCIENTIST, level=Level.MID)
    return add_stage(opening=opening, by=hiring_manager, **suggestion(SLUG), **frozen(SLUG))


@pytest.mark.parametrize("role", Role)
def test_every_member_reads_what_candidates_read_and_nobody_the_key(member_with, client_as, stage, role):
    client = client_as(member_with(role))
    listed = visible_text(client.get(reverse("exercises:list", kwargs={"organisation": "northquay"})))
    assert "Who is about to leave?" in listed
    text = visible_text(client.get(reverse("exercises:exercise", kwargs={"organisation": "northquay", "slug": SLUG})))
    assert "150 calls a month" in text
    for criterion in stage.rubric["criteria"]:
        for level in criterion["levels"]:
            assert " ".join(level["anchor"].split()) in text
    assert "Retention" in text
    assert "planted" in text
    assert "key/" not in text


def test_an_exercise_that_does_not_exist_is_not_found(coordinator, client_as):
    url = reverse("exercises:exercise", kwargs={"organisation": "northquay", "slug": "no-such-thing"})
    assert client_as(coordinator).get(url).status_code == 404


def test_a_pack_that_changed_without_a_new_version_is_not_given_out(stage):
    assert pack_of(stage).slug == SLUG
    stage.exercise_digest = "0" * 64
    with pytest.raises(PackChanged, match="new version"):
        pack_of(stage)
