"""People who change the same candidate at the same moment wait for each other; none is thrown out."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.scoring import cards_of, make_scored, scores
from tests.factories.sittings import make_sitting, upload, work

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.candidates.models import Application
from trialpiece.web.decisions import domain as decisions
from trialpiece.web.decisions.enums import Outcome
from trialpiece.web.decisions.models import Debrief
from trialpiece.web.organisations.enums import Role
from trialpiece.web.scoring import domain as scoring
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings import domain as sittings
from trialpiece.web.sittings.domain import time as time_domain
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.states import WrongState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager():
    with scopes_disabled():
        organisation = OrganisationFactory(slug="northquay")
    with scope(organisation=organisation):
        yield MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)


def together(organisation, *steps):
    """Run the steps at once, each in a thread with a connection of its own; what each of them raised."""
    barrier, raised = threading.Barrier(len(steps)), []

    def run(step):
        try:
            with scope(organisation=organisation):
                barrier.wait()
                step()
                raised.append(None)
        except Exception as problem:  # noqa: BLE001 (the test looks at it)
            raised.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_two_last_cards_at_once_reveal_once(manager):
    for _ in range(3):
        sitting = make_sitting(by=manager, state=SittingState.SUBMITTED)
        for card in cards_of(sitting):
            scoring.save_draft(scorecard=card, by=card.rater, scores=scores(4))
        keys = [card.pk for card in cards_of(sitting)]

        def hand_in(key):
            card = Scorecard.objects.select_related("rater", "sitting__stage", "organisation").get(pk=key)
            scoring.submit_scorecard(scorecard=card, by=card.rater)

        raised = together(manager.organisation, *(lambda key=key: hand_in(key) for key in keys))
        assert raised == [None, None]
        assert Sitting.objects.get(pk=sitting.pk).state == SittingState.SCORED
        assert Debrief.objects.filter(application=sitting.application).count() == 1


def test_a_decision_and_a_withdrawal_at_once_leave_one_of_them(manager):
    for _ in range(4):
        application = make_scored(by=manager).application

        def decide(key=application.pk):
            debrief = Debrief.objects.select_related("application", "organisation").get(application_id=key)
            decisions.decide(debrief=debrief, outcome=Outcome.OFFER, reasons="Sound work.", by=manager)

        def withdraw(key=application.pk):
            sitting = Sitting.objects.select_related("application__candidate", "organisation").get(application_id=key)
            sittings.withdraw(sitting=sitting)

        raised = together(manager.organisation, decide, withdraw)
        # after an offer one can still withdraw; nobody is told anything but that somebody was quicker
        assert all(problem is None or isinstance(problem, WrongState) for problem in raised), raised
        assert Application.objects.get(pk=application.pk).state in {"offered", "withdrawn"}
    assert broken_link(organisation=manager.organisation) is None


def test_a_stage_is_planned_once_however_often_it_is_asked_for(manager):
    sitting = make_sitting(by=manager)
    application, stage = sitting.application, sitting.stage
    Sitting.objects.filter(pk=sitting.pk).delete()

    def plan():
        found = Application.objects.select_related("candidate", "opening", "organisation").get(pk=application.pk)
        sittings.plan_sitting(application=found, stage=stage, by=manager)

    raised = together(manager.organisation, plan, plan)
    assert sorted(type(problem) for problem in raised if problem) == [sittings.NotPlanned]
    assert Sitting.objects.filter(application=application).count() == 1


def test_nobody_waits_while_late_work_is_read_that_more_time_makes_count(manager, monkeypatch):
    sitting = make_sitting(by=manager, state=SittingState.STARTED)
    sitting.deadline = timezone.now() - timedelta(hours=2)
    sitting.save()
    late = upload(sitting, work())
    assert late.state == UploadState.LATE
    seen, read = [], time_domain.take_in

    def take_in(**given):
        seen.append(connection.in_atomic_block)
        read(**given)

    monkeypatch.setattr(time_domain, "take_in", take_in)
    sittings.grant_extension(sitting=sitting, hours=24, by=manager)
    late.refresh_from_db()
    assert late.state == UploadState.ACCEPTED
    assert seen == [False]
