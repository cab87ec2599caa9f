"""Every component, in Chromium: both widths, both schemes, keyboard, content policy, axe."""

import pytest

LOOKS = [{"width": width, "scheme": scheme} for width in (1280, 360) for scheme in ("light", "dark")]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _style_page_is_open(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_component_is_accessible_and_fits(open_page, live_server, shots, assert_accessible, look):
    page = open_page(**look)
    page.goto(f"{live_server.url}/ui/")
    shots(page, "styles")
    assert_accessible(page)


@pytest.mark.parametrize("path", ["login", "password/reset"])
def test_signing_in_is_accessible(phone, live_server, shots, assert_accessible, path):
    page = phone
    page.goto(f"{live_server.url}/accounts/{path}/")
    shots(page, path.replace("/", "-"))
    assert_accessible(page)


def test_a_digit_chooses_a_level_while_the_scale_has_the_focus(page, live_server):
    page.goto(f"{live_server.url}/ui/")
    page.locator("input[name=level]").nth(3).focus()
    page.keyboard.press("2")
    assert page.locator("input[name=level]:checked").get_attribute("value") == "2"


def test_a_chosen_theme_is_there_from_the_first_byte_of_the_next_page(page, live_server):
    page.goto(f"{live_server.url}/ui/")
    page.locator("details.menu summary").last.click()
    page.locator("[data-theme-choice=dark]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_progress_bar_asks_how_far_it_is(page, live_server):
    page.goto(f"{live_server.url}/ui/")
    page.evaluate("htmx.ajax('GET', '/ui/waiting/', {target: '.waiting', swap: 'outerHTML'})")
    page.get_by_text("Reading cell 9 of 14").wait_for()


def test_the_harness_fails_a_page_that_breaks_the_content_policy(open_page, live_server):
    page = open_page()
    page.goto(f"{live_server.url}/ui/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b style=\"color:red\">x</b>')")
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in problem for problem in page.watch.problems)
    page.watch.problems.clear()


def test_the_harness_fails_a_page_that_asks_another_host(open_page, live_server):
    page = open_page()
    page.goto(f"{live_server.url}/ui/")
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    page.wait_for_timeout(200)
    assert page.watch.problems
    page.watch.problems.clear()
