"""Forms of openings say what is wrong, field by field, and keep what was typed."""

import pytest
from tests.factories.hiring import make_opening
from tests.factories.pages import visible_text

from trialpiece.web.openings.models import Opening

STAGE = {
    "exercise": "subscription-retention", "title": "Take-home", "time_cap_hours": "6", "window_days": "10",
    "pay_amount": "420", "pay_currency": "eur", "min_raters": "2", "ai_policy": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("time_cap_hours", "-1", "From 0.5 to 40 hours."),
        ("time_cap_hours", "400", "From 0.5 to 40 hours."),
        ("window_days", "0", "From 1 to 90 days."),
        ("pay_currency", "E1R", "Three letters, such as EUR."),
        ("exercise", "", "This field is required."),
    ],
)
def test_a_stage_that_nobody_could_sit_is_refused(client_as, hiring_manager, field, typed, says):
    opening = make_opening(manager=hiring_manager, is_open=False, stages=0)
    address = f"/o/northquay/openings/{opening.pk}/stages/new/"
    client = client_as(hiring_manager)
    answer = client.post(address, STAGE | {field: typed})
    assert says in visible_text(answer)
    assert not opening.stages.exists()
    client.post(address, STAGE)
    assert opening.stages.get().pay_currency == "EUR"


def test_a_description_without_end_is_refused_and_kept_in_the_form(client_as, hiring_manager):
    typed = {
        "title": "Data engineer", "role": "data_engineer", "level": "mid", "engagement": "contractor",
        "manager": hiring_manager.pk, "brief": "word " * 60_000,
    }  # fmt: skip
    answer = client_as(hiring_manager).post("/o/northquay/openings/new/", typed)
    assert "at most 20000 characters" in visible_text(answer)
    assert "word word" in answer.content.decode()
    client_as(hiring_manager).post("/o/northquay/openings/new/", typed | {"brief": "Keep the loads clean."})
    assert Opening.objects.get().get_role_display() == "data engineer"
