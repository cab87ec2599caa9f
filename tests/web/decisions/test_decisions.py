"""A person decides, with reasons; the candidate hears what a person approved."""

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from tests.factories.scoring import cards_of, hand_in_card, make_scored
from tests.factories.sittings import make_sitting

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.decisions import domain, queries
from trialpiece.web.decisions.enums import DebriefState, FeedbackState, Outcome
from trialpiece.web.decisions.models import Feedback
from trialpiece.web.mail.domain import deliver_now
from trialpiece.web.mail.models import Mail
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.states import WrongState


@pytest.fixture
def debrief(hiring_manager):
    return make_scored(by=hiring_manager, first=2, second=4).application.debrief


def test_the_widest_disagreement_comes_first(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    first, second = cards_of(sitting)
    hand_in_card(first, 4, writing=1)
    hand_in_card(second, 4, writing=5)
    found = queries.rows(sitting.application.debrief, hiring_manager)
    assert found[0].criterion.slug == "writing"
    assert found[0].levels == (1, 5)
    assert queries.headline(found) == "You disagree on written explanation; the rest is close"


def test_raters_learn_that_they_can_talk_and_the_mail_names_nobody(debrief):
    mails = Mail.objects.filter(purpose="debrief_open")
    name = debrief.application.candidate.name
    assert mails.count() == 3
    assert all(name not in one.text + one.html + one.subject for one in mails)


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.OFFER, ApplicationState.OFFERED), (Outcome.DECLINE, ApplicationState.DECLINED)]
)
def test_the_application_follows_the_decision(debrief, hiring_manager, outcome, state):
    domain.decide(debrief=debrief, outcome=outcome, reasons="Careful with time.", by=hiring_manager)
    application = debrief.application
    application.refresh_from_db()
    debrief.refresh_from_db()
    assert (application.state, debrief.state) == (state, DebriefState.DECIDED)


def test_a_decision_needs_reasons(debrief, hiring_manager):
    with pytest.raises(ValidationError):
        domain.decide(debrief=debrief, outcome=Outcome.OFFER, reasons=" ", by=hiring_manager)
    assert not debrief.decisions.exists()


def test_nothing_is_decided_twice_without_being_reopened(debrief, hiring_manager):
    domain.decide(debrief=debrief, outcome=Outcome.DECLINE, reasons="Thin evaluation.", by=hiring_manager)
    with pytest.raises(WrongState):
        domain.decide(debrief=debrief, outcome=Outcome.OFFER, reasons="No, an offer.", by=hiring_manager)
    domain.reopen(debrief=debrief, reason="We misread the split.", by=hiring_manager)
    domain.decide(debrief=debrief, outcome=Outcome.OFFER, reasons="An offer after all.", by=hiring_manager)
    assert [one.outcome for one in debrief.decisions.all()] == [Outcome.DECLINE, Outcome.OFFER]


def test_feedback_is_drafted_from_rubric_and_tells_no_level_and_no_rater(debrief, hiring_manager):
    domain.decide(debrief=debrief, outcome=Outcome.DECLINE, reasons="Thin evaluation.", by=hiring_manager)
    body = Feedback.objects.get(application=debrief.application).body
    assert "methodology rigour as level 3 describes it." in body
    assert "Thin evaluation" not in body
    for card in cards_of(debrief.application.sittings.get()):
        assert card.rater.user.name not in body


def test_feedback_goes_out_only_when_a_person_sends_it_and_only_once(debrief, hiring_manager):
    domain.decide(debrief=debrief, outcome=Outcome.DECLINE, reasons="Thin evaluation.", by=hiring_manager)
    assert not Mail.objects.filter(purpose="feedback").exists()
    feedback = Feedback.objects.get(application=debrief.application)
    domain.send_feedback(feedback=feedback, body="Thank you. Your evaluation had no baseline.", by=hiring_manager)
    assert feedback.state == FeedbackState.SENT
    with pytest.raises(WrongState):
        domain.send_feedback(feedback=feedback, body="Once more.", by=hiring_manager)
    queued = Mail.objects.get(purpose="feedback")
    assert deliver_now(queued.pk)
    assert not deliver_now(queued.pk)
    assert [one.to for one in outbox.outbox] == [[debrief.application.candidate.email]]
    assert "no baseline" in outbox.outbox[0].body


def test_a_debrief_waits_for_the_second_stage(hiring_manager):
    from tests.factories.hiring import make_application, make_opening

    from trialpiece.web.decisions.models import Debrief
    from trialpiece.web.openings.queries import plan_of
    from trialpiece.web.sittings.domain import issue, plan_sitting

    opening = make_opening(manager=hiring_manager, stages=2)
    application = make_application(opening=opening)
    second = plan_sitting(application=application, stage=plan_of(opening)[1], by=hiring_manager)
    issue(sitting=second, by=hiring_manager)
    first = make_sitting(by=hiring_manager, application=application, state=SittingState.SUBMITTED)
    for card in cards_of(first):
        hand_in_card(card, 3)
    assert not Debrief.objects.exists()
