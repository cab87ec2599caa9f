"""The four state machines of a sitting over their whole grids."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories.sittings import upload, work

from trialpiece.web.audit.actors import SYSTEM
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.consent import consent_hash
from trialpiece.web.sittings.domain import SittingError
from trialpiece.web.sittings.enums import (
    EXTENSION_TRANSITIONS,
    PAY_TRANSITIONS,
    TRANSITIONS,
    UPLOAD_TRANSITIONS,
    ExtensionState,
    PayState,
    SittingState,
    UploadState,
)
from trialpiece.web.sittings.models import Extension
from trialpiece.web.states import WrongState, move


def _put(obj, state):
    type(obj).objects.filter(pk=obj.pk).update(state=state)
    obj.refresh_from_db()


@pytest.fixture
def pay(started):
    return started.pay


@pytest.fixture
def wish(started):
    return domain.ask_for_time(sitting=started, hours=24)


@pytest.fixture
def late(started):
    type(started).objects.filter(pk=started.pk).update(deadline=timezone.now() - timedelta(days=1))
    return upload(started, work())


@pytest.mark.parametrize("now", SittingState)
@pytest.mark.parametrize("to", SittingState)
def test_a_sitting_moves_only_as_its_table_says(started, now, to):
    _check(started, TRANSITIONS, now, to)


@pytest.mark.parametrize("now", PayState)
@pytest.mark.parametrize("to", PayState)
def test_pay_moves_only_as_its_table_says(pay, now, to):
    _check(pay, PAY_TRANSITIONS, now, to)


@pytest.mark.parametrize("now", ExtensionState)
@pytest.mark.parametrize("to", ExtensionState)
def test_a_wish_for_time_moves_only_as_its_table_says(wish, now, to):
    _check(wish, EXTENSION_TRANSITIONS, now, to)


@pytest.mark.parametrize("now", UploadState)
@pytest.mark.parametrize("to", UploadState)
def test_an_upload_moves_only_as_its_table_says(late, now, to):
    _check(late, UPLOAD_TRANSITIONS, now, to)


def _check(obj, table, now, to):
    _put(obj, now)
    events = AuditEvent.objects.count()
    if to in table[now]:
        move(obj, to=to, table=table, by=SYSTEM)
        obj.refresh_from_db()
        assert obj.state == to
        assert AuditEvent.objects.count() == events + 1
        return
    with pytest.raises(WrongState):
        move(obj, to=to, table=table, by=SYSTEM)
    obj.refresh_from_db()
    assert obj.state == now
    assert AuditEvent.objects.count() == events


SITTING_VERBS = {
    "issue": (lambda sitting, by: domain.issue(sitting=sitting, by=by), {SittingState.PLANNED}),
    "consent": (
        lambda sitting, by: domain.consent(sitting=sitting, text_hash=consent_hash(sitting)),
        {SittingState.ISSUED},
    ),
    "start": (lambda sitting, by: _agreed_start(sitting), {SittingState.ISSUED}),
    "finish": (lambda sitting, by: domain.finish(sitting=sitting), {SittingState.STARTED}),
    "ask": (
        lambda sitting, by: domain.ask(sitting=sitting, body="Which of two records holds?"),
        {SittingState.ISSUED, SittingState.STARTED, SittingState.SUBMITTED, SittingState.SCORED},
    ),
    "ask_for_time": (
        lambda sitting, by: domain.ask_for_time(sitting=sitting, hours=8),
        {SittingState.ISSUED, SittingState.STARTED},
    ),
    "grant": (
        lambda sitting, by: domain.grant_extension(sitting=sitting, hours=8, by=by),
        {SittingState.ISSUED, SittingState.STARTED},
    ),
    "close": (
        lambda sitting, by: domain.close(sitting=sitting, by=by, reason="The post was filled."),
        {*SittingState} - {SittingState.CLOSED},
    ),
}


def _agreed_start(sitting):
    sitting.consented_at = timezone.now()
    domain.start(sitting=sitting)


@pytest.mark.parametrize("state", SittingState)
@pytest.mark.parametrize("verb", SITTING_VERBS)
def test_each_verb_works_in_its_states_and_in_no_other(opening, coordinator, handed_in, state, verb):
    do, allowed = SITTING_VERBS[verb]
    handed_in.consented_at = None
    handed_in.save()
    if verb == "issue":
        handed_in.pay.delete()
        handed_in = type(handed_in).objects.get(pk=handed_in.pk)
    _put(handed_in, state)
    before = (handed_in.state, handed_in.deadline, AuditEvent.objects.count())
    if state in allowed:
        do(handed_in, coordinator)
        assert AuditEvent.objects.count() > before[2]
        return
    with pytest.raises((WrongState, SittingError)):
        do(handed_in, coordinator)
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.deadline, AuditEvent.objects.count()) == before


PAY_VERBS = {
    "approve": (lambda pay, by: domain.approve_pay(pay=pay, by=by), PayState.SUBMITTED, PayState.APPROVED),
    "paid": (
        lambda pay, by: domain.mark_paid(pay=pay, by=by, paid_on=date(2026, 1, 5), reference="SEPA 17"),
        PayState.APPROVED,
        PayState.PAID,
    ),
}


@pytest.mark.parametrize("state", PayState)
@pytest.mark.parametrize("verb", PAY_VERBS)
def test_pay_is_approved_and_noted_in_order(pay, coordinator, state, verb):
    do, allowed, then = PAY_VERBS[verb]
    _put(pay, state)
    if state == allowed:
        do(pay, coordinator)
        pay.refresh_from_db()
        assert pay.state == then
    else:
        with pytest.raises(WrongState):
            do(pay, coordinator)


@pytest.mark.parametrize("state", ExtensionState)
@pytest.mark.parametrize("verb", ["grant", "decline"])
def test_a_wish_is_decided_once_but_a_no_may_become_a_yes(wish, coordinator, state, verb):
    _put(wish, state)
    target = ExtensionState.GRANTED if verb == "grant" else ExtensionState.DECLINED

    def decide():
        if verb == "grant":
            return domain.grant_extension(extension=wish, hours=10, by=coordinator)
        return domain.decline_extension(extension=wish, by=coordinator, reason="The team flies on Friday.")

    if target in EXTENSION_TRANSITIONS[state]:
        decide()
        assert Extension.objects.get().state == target
    else:
        with pytest.raises(WrongState):
            decide()
