"""Openings before the gate: opened, refused, looked at."""

import pytest
from django.utils import timezone

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.openings import domain
from trialpiece.web.openings.enums import OpeningState
from trialpiece.web.openings.models import Passage

REASON = "The client pays for this one, and brings data and sponsor along."


def open_it(opening, by):
    domain.advance(opening, to=OpeningState.OPEN, by=by)


def older(assessment, age):
    """The assessment as if it had been closed so long ago."""
    type(assessment).objects.filter(pk=assessment.pk).update(closed_at=timezone.now() - age)


def refused(opening, by):
    """What the gate says when it does not let the opening pass; nothing is left behind."""
    events = AuditEvent.objects.count()
    with pytest.raises(domain.GateSaysNo) as told:
        open_it(opening, by)
    opening.refresh_from_db()
    assert opening.state == OpeningState.DRAFT
    assert not Passage.objects.exists()
    assert AuditEvent.objects.count() == events
    return told.value.advice.kind


def page_of(opening, rest=""):
    return f"/o/northquay/openings/{opening.pk}/{rest}"
