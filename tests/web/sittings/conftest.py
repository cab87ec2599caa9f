"""Sittings in the states that tests start from."""

import pytest
from tests.factories.hiring import make_opening
from tests.factories.sittings import make_sitting

from trialpiece.web.sittings.enums import SittingState

ADA = {"name": "Ada Kowalska", "email": "ada@candidates.example"}


@pytest.fixture
def opening(hiring_manager, interviewer, member_with):
    """A blind opening with two interviewers."""
    return make_opening(manager=hiring_manager, interviewers=[interviewer, member_with("interviewer")])


@pytest.fixture
def planned(opening, coordinator):
    return make_sitting(by=coordinator, opening=opening, **ADA)


@pytest.fixture
def issued(opening, coordinator):
    return make_sitting(by=coordinator, opening=opening, state=SittingState.ISSUED, **ADA)


@pytest.fixture
def started(opening, coordinator):
    return make_sitting(by=coordinator, opening=opening, state=SittingState.STARTED, **ADA)


@pytest.fixture
def handed_in(opening, coordinator):
    return make_sitting(by=coordinator, opening=opening, state=SittingState.SUBMITTED, **ADA)
