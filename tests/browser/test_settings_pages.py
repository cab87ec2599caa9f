"""Settings, audit trail, keys and first start in a browser: accessible, and fitting both widths."""

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_application, make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory

from trialpiece.web.api.domain import create_key
from trialpiece.web.organisations.domain import invite
from trialpiece.web.organisations.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {"members": "members/", "terms": "organisation/", "keys": "keys/", "audit": "audit/"}
LOOKS = [(1280, "light"), (360, "dark"), (1280, "dark"), (360, "light")]


@pytest.fixture
def administrator():
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        ines = MembershipFactory(organisation=organisation, role=Role.ADMINISTRATOR, user__name="Ines Barros")
        for name, role in (("Mads Berg", Role.HIRING_MANAGER), ("Grace Okafor", Role.INTERVIEWER)):
            MembershipFactory(organisation=organisation, role=role, user__name=name)
        MembershipFactory(organisation=organisation, role=Role.VIEWER, user__name="Tom Left", is_active=False)
        invite(email="new.colleague@northquay.example", role=Role.INTERVIEWER, by=ines)
        create_key(by=ines, name="Payroll")
        make_application(opening=make_opening(manager=ines, title="Senior data scientist, retention"))
        return ines


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_settings_are_accessible_and_fit(  # noqa: PLR0917 (fixtures)
    open_page, live_server, shots, assert_accessible, administrator, width, scheme
):
    page = open_page(width=width, scheme=scheme, as_user=administrator.user)
    for name, path in PAGES.items():
        page.goto(f"{live_server.url}/o/northquay/settings/{path}")
        shots(page, f"settings-{name}")
        assert_accessible(page)


def test_a_key_is_made_and_shown_once(open_page, live_server, shots, assert_accessible, administrator):
    page = open_page(width=360, as_user=administrator.user)
    page.goto(f"{live_server.url}/o/northquay/settings/keys/")
    page.get_by_label("What is it for?").fill("Dashboard")
    page.get_by_role("button", name="Make a key").click()
    assert page.get_by_text("trialpiece_").first.is_visible()
    shots(page, "settings-key-made")
    assert_accessible(page)


def test_ending_a_membership_asks_first(open_page, live_server, shots, assert_accessible, administrator):
    page = open_page(as_user=administrator.user)
    page.goto(f"{live_server.url}/o/northquay/settings/members/")
    page.get_by_role("button", name="End the membership of Grace Okafor").click()
    assert page.get_by_role("dialog").is_visible()
    shots(page, "settings-end-membership")
    assert_accessible(page)


def test_the_first_page_of_an_installation(open_page, live_server, shots, assert_accessible):
    page = open_page(width=360)
    page.goto(live_server.url)
    shots(page, "set-up")
    assert_accessible(page)
