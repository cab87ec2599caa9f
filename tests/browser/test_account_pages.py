"""The pages of signing in and of one's account look like the rest and are accessible."""

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory

from trialpiece.web.organisations.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "profile": "/accounts/profile/",
    "password": "/accounts/password/change/",
    "addresses": "/accounts/email/",
    "second-factor": "/accounts/2fa/",
    "sessions": "/accounts/sessions/",
}


@pytest.fixture
def member():
    """An interviewer in two organisations."""
    with scopes_disabled():
        first, second = OrganisationFactory(name="Northquay Logistics"), OrganisationFactory(name="Harbour Analytics")
    with scope(organisation=second):
        other = MembershipFactory(organisation=second, role=Role.INTERVIEWER)
    with scope(organisation=first):
        return MembershipFactory(organisation=first, role=Role.INTERVIEWER, user=other.user)


@pytest.mark.parametrize("name", PAGES)
def test_account_pages_are_accessible(open_page, live_server, shots, assert_accessible, member, name):  # noqa: PLR0917 (fixtures)
    page = open_page(width=360 if name in {"second-factor", "profile"} else 1280, as_user=member.user)
    page.goto(live_server.url + PAGES[name])
    shots(page, f"account-{name}")
    assert_accessible(page)


def test_the_menu_opens_and_closes_by_keyboard(open_page, live_server, shots, assert_accessible, member):
    page = open_page(as_user=member.user)
    page.goto(live_server.url + PAGES["profile"])
    page.locator("details.menu summary").last.press("Enter")
    shots(page, "account-menu")
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Sign out").is_visible()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_top_bar_fits_with_two_organisations(open_page, live_server, shots, assert_accessible, member, width):  # noqa: PLR0917 (fixtures)
    page = open_page(width=width, as_user=member.user)
    page.goto(f"{live_server.url}/o/{member.organisation.slug}/exercises/")
    page.locator("details.menu summary").first.click()
    shots(page, "exercises")
    assert_accessible(page)
    assert page.get_by_role("link", name="Harbour Analytics").is_visible()


def test_a_missing_page_says_so_plainly(open_page, live_server, shots, assert_accessible):
    page = open_page(width=360, scheme="dark", expect=("404",))
    page.goto(live_server.url + "/nowhere/")
    shots(page, "not-found")
    assert_accessible(page)
