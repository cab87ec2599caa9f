"""Who still scores a stage hears nothing of what was said about an earlier one."""

import pytest
from django.urls import reverse
from tests.factories.scoring import make_scored
from tests.factories.sittings import card_for

from trialpiece.web.decisions import domain
from trialpiece.web.decisions.queries import visible_to
from trialpiece.web.organisations.access import may
from trialpiece.web.scoring.enums import ScorecardState

SAID = "We agreed that her evaluation is the best of all."


@pytest.mark.parametrize("state", [ScorecardState.DRAFT, ScorecardState.SUBMITTED])
def test_a_rater_of_a_later_stage_does_not_read_the_debrief(state, hiring_manager, interviewer, client_as):
    sitting = make_scored(by=hiring_manager)
    debrief = sitting.application.debrief
    domain.keep_notes(debrief=debrief, notes=SAID, by=hiring_manager)
    card_for(sitting, interviewer, state=state)  # as a card of a further sitting of the same application would
    page = reverse("decisions:debrief", kwargs={"organisation": "northquay", "key": sitting.application_id})
    assert SAID not in client_as(interviewer).get(page).content.decode()
    assert not may(interviewer, "decisions.view", debrief)
    assert not may(interviewer, "decisions.note", debrief)
    assert debrief not in visible_to(interviewer)


def test_whose_scores_are_revealed_reads_it(hiring_manager, client_as):
    sitting = make_scored(by=hiring_manager)
    rater = sitting.scorecards.first().rater
    page = reverse("decisions:debrief", kwargs={"organisation": "northquay", "key": sitting.application_id})
    assert client_as(rater).get(page).status_code == 200
    assert sitting.application.debrief in visible_to(rater)


def test_feedback_that_was_sent_meanwhile_is_told_and_not_sent_again(hiring_manager, client_as, monkeypatch):
    from trialpiece.web.decisions import views
    from trialpiece.web.decisions.models import Feedback

    debrief = make_scored(by=hiring_manager).application.debrief
    domain.decide(debrief=debrief, outcome="decline", reasons="Not this time.", by=hiring_manager)
    real = views.domain.send_feedback

    def somebody_was_quicker(*, feedback, body, by):
        real(feedback=Feedback.objects.get(pk=feedback.pk), body=body, by=by)
        return real(feedback=feedback, body=body, by=by)

    monkeypatch.setattr(views.domain, "send_feedback", somebody_was_quicker)
    page = reverse("decisions:feedback", kwargs={"organisation": "northquay", "key": debrief.application_id})
    answer = client_as(hiring_manager).post(page, {"body": "Thank you.", "send": "1"})
    assert answer.status_code == 302
