"""A candidate's browser: no account, a link, CSRF checked."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories.hiring import make_application
from tests.factories.readiness import make_ready
from tests.factories.sittings import make_sitting

from trialpiece.web.openings.domain import add_stage, advance, create_opening
from trialpiece.web.openings.enums import AIRole, Level, OpeningState
from trialpiece.web.openings.stages import frozen, suggestion
from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.enums import SittingState

SLUG = "subscription-retention"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def opening(hiring_manager, interviewer, member_with):
    """A blind opening with the shipped exercise."""
    made = create_opening(
        by=hiring_manager, interviewers=[interviewer, member_with("interviewer")], title="Data scientist, retention",
        role=AIRole.DATA_SCIENTIST, level=Level.MID,
    )  # fmt: skip
    add_stage(opening=made, by=hiring_manager, **suggestion(SLUG), **frozen(SLUG))
    make_ready(hiring_manager)
    advance(made, to=OpeningState.OPEN, by=hiring_manager)
    return made


@pytest.fixture
def sitting_in(opening, coordinator):
    """A function: Ada's sitting in a state."""

    def make(state=SittingState.ISSUED, **options):
        application = make_application(
            opening=opening, by=coordinator, name="Ada Kowalska", email="ada@candidates.example"
        )
        return make_sitting(by=coordinator, application=application, state=state, **options)

    return make


class Browser:
    """Follows the candidate's link with a browser that sends the CSRF token of the page it saw."""

    def __init__(self, sitting):
        self.client = Client(enforce_csrf_checks=True)
        self.base = f"/p/{domain.token_of(queries.working_link(sitting))}/"

    def get(self, path=""):
        return self.client.get(self.base + path)

    def post(self, path, data=None, *, follow=True):
        self.get(path)
        token = self.client.cookies["csrftoken"].value if "csrftoken" in self.client.cookies else ""
        return self.client.post(self.base + path, {"csrfmiddlewaretoken": token, **(data or {})}, follow=follow)


@pytest.fixture
def browse():
    return Browser
