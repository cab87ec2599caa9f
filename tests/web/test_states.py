"""Every state machine over its whole grid: a step works exactly where its table allows it."""

import pytest
from tests.factories.hiring import make_application, make_opening
from tests.factories.readiness import make_ready

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.candidates import domain as candidates
from trialpiece.web.candidates.enums import TRANSITIONS as APPLICATION
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.openings import domain as openings
from trialpiece.web.openings.enums import TRANSITIONS as OPENING
from trialpiece.web.openings.enums import OpeningState
from trialpiece.web.states import WrongState


@pytest.mark.parametrize("now", OpeningState)
@pytest.mark.parametrize("to", OpeningState)
def test_an_opening_moves_only_as_its_table_says(hiring_manager, now, to):
    opening = make_opening(manager=hiring_manager, is_open=False)
    make_ready(hiring_manager)
    type(opening).objects.filter(pk=opening.pk).update(state=now)
    opening.refresh_from_db()
    events = AuditEvent.objects.count()
    if to in OPENING[now]:
        openings.advance(opening, to=to, by=hiring_manager)
        opening.refresh_from_db()
        assert opening.state == to
        assert AuditEvent.objects.count() == events + 1
    else:
        with pytest.raises(WrongState):
            openings.advance(opening, to=to, by=hiring_manager)
        opening.refresh_from_db()
        assert opening.state == now
        assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("now", ApplicationState)
@pytest.mark.parametrize("to", ApplicationState)
def test_an_application_moves_only_as_its_table_says(hiring_manager, now, to):
    application = make_application(opening=make_opening(manager=hiring_manager))
    type(application).objects.filter(pk=application.pk).update(state=now)
    application.refresh_from_db()
    if to in APPLICATION[now]:
        candidates.advance(application, to=to, by=member(hiring_manager))
        application.refresh_from_db()
        assert application.state == to
    else:
        with pytest.raises(WrongState):
            candidates.advance(application, to=to, by=member(hiring_manager))


def test_of_two_who_move_at_once_one_is_refused(hiring_manager):
    opening = make_opening(manager=hiring_manager)
    same = type(opening).objects.get(pk=opening.pk)
    openings.advance(opening, to=OpeningState.PAUSED, by=hiring_manager)
    with pytest.raises(WrongState):
        openings.advance(same, to=OpeningState.PAUSED, by=hiring_manager)
