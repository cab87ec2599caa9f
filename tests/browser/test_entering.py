"""Signing in, in every way that is offered, and what every page carries: theme, organisations, keys, plain refusals."""

import re

import pytest
from allauth.account.models import EmailAddress
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory

from trialpiece.web.accounts.domain import mail_sign_in_link
from trialpiece.web.organisations.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "workbench-oak-42"


@pytest.fixture
def maya():
    """An interviewer in two organisations, with a password."""
    with scopes_disabled():
        user = UserFactory(name="Maya Brandt", email="maya@northquay.example")
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        here = OrganisationFactory(name="Northquay Logistics", slug="northquay")
        there = OrganisationFactory(name="Hafenbetriebsgesellschaft Bremerhaven", slug="hafen")
    for organisation in (there, here):
        with scope(organisation=organisation):
            MembershipFactory(organisation=organisation, user=user, role=Role.INTERVIEWER)
    return user


def sign_in(page, address, password):
    page.goto(address + "/accounts/login/")
    page.get_by_label("Email").fill("maya@northquay.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_wrong_password_is_said_plainly_and_the_right_one_leads_home(
    page, live_server, shots, assert_accessible, maya
):
    sign_in(page, live_server.url, "not-this-one")
    assert "not correct" in page.inner_text("main")
    assert page.get_by_label("Email").input_value() == maya.email, "the address stays"
    shots(page, "sign-in-refused")
    assert_accessible(page)
    sign_in(page, live_server.url, PASSWORD)
    page.get_by_role("heading", name="Where to?").wait_for()
    assert_accessible(page)
    shots(page, "where-to")
    page.get_by_role("link", name="Northquay Logistics").first.click()
    page.wait_for_url("**/o/northquay/")


def test_a_link_by_mail_signs_in(phone, live_server, shots, assert_accessible, maya, settings, mailoutbox):  # noqa: PLR0917 (fixtures)
    settings.BASE_URL = live_server.url
    phone.goto(live_server.url + "/accounts/link/")
    phone.get_by_role("textbox").first.fill(maya.email)
    shots(phone, "ask-for-a-link")
    assert_accessible(phone)
    phone.get_by_role("button", name="Send the link").click()
    phone.get_by_role("heading", name="Look into your mail").wait_for()
    assert_accessible(phone)
    mail_sign_in_link(key=maya.pk)  # the worker's part
    phone.goto(re.search(r"https?://\S+", mailoutbox[0].body).group(0))
    shots(phone, "sign-in-by-link")
    assert_accessible(phone)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    phone.get_by_role("heading", name="Where to?").wait_for()


def test_a_second_factor_can_be_set_up(open_page, live_server, shots, assert_accessible, maya):
    page = open_page(width=360)
    sign_in(page, live_server.url, PASSWORD)
    page.get_by_role("heading", name="Where to?").wait_for()
    page.goto(live_server.url + "/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:  # who changes how one signs in is asked for the password again
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/2fa/totp/activate/")
    page.locator("img.qr").wait_for()
    shots(page, "second-factor-set-up")
    assert_accessible(page)


def test_theme_switcher_and_keys_work_on_every_page(open_page, live_server, assert_accessible, maya):
    page = open_page(as_user=maya)
    page.goto(live_server.url + "/o/northquay/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    menu = page.locator("details.menu summary").last
    menu.click()
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light, "the choice stays"
    assert_accessible(page)
    page.locator("details.menu summary").first.click()
    page.get_by_role("link", name="Hafenbetriebsgesellschaft Bremerhaven").click()
    page.wait_for_url("**/o/hafen/**")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/o/hafen/openings/")


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_not_there_and_what_is_not_allowed_say_so_plainly(  # noqa: PLR0917 (fixtures)
    open_page, live_server, shots, assert_accessible, maya, width
):
    page = open_page(width=width, as_user=maya, expect=("404", "403"))
    for name, path, status in (
        ("missing", "/o/northquay/openings/nothere12345/", 404),
        ("not-allowed", "/o/northquay/pay/", 403),
    ):
        assert page.goto(live_server.url + path).status == status
        assert page.get_by_role("link").count(), "there is a way on"
        shots(page, f"refused-{name}")
        assert_accessible(page)
