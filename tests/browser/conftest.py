"""Drives Chromium over the live server; a page that misbehaves in any of the ways below fails its test.

Playwright's synchronous API keeps an event loop "running" in the test's thread, and Django refuses database calls
there although none of its code runs in that loop. So the browser lives for one module only, and Django's check is
lifted for exactly as long: tests elsewhere keep the check, and never see the loop.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHOTS = Path(os.environ.get("SHOTS_DIR") or Path(__file__).parent / "shots")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
LOOPBACK = {"127.0.0.1", "localhost", "::1", ""}
# What WCAG 2.2 AA asks for, as far as a machine can tell.
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser():
    """Chromium, for the tests of one module."""
    if CHROMIUM is None:
        pytest.skip("pages in a browser, because Chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            yield chromium
            chromium.close()


class Watch:
    """What went wrong on one page: console errors, uncaught exceptions, requests to elsewhere, overflow."""

    def __init__(self, page, width):
        self.page, self.width = page, width
        self.problems: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught exception: {error}"))

    def _console(self, message):
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.problems.append(f"console error at {self.page.url}: {message.text}")

    def guard(self, route):
        """Let loopback through, stop and note everything else."""
        address = route.request.url
        if urlsplit(address).scheme in {"data", "blob"} or urlsplit(address).hostname in LOOPBACK:
            route.continue_()
        else:
            self.problems.append(f"{self.page.url} asked another host: {address}")
            route.abort()

    def check_width(self):
        """Note elements that stick out of the window, once all style sheets are there."""
        self.page.wait_for_load_state()
        over = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
            [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(e => e.tagName.toLowerCase() + '.' + (e.getAttribute('class') || ''))"""
        )
        if over:
            self.problems.append(f"{self.page.url} is wider than {self.width} px: {', '.join(over)}")


def _session_cookie(user, live_server):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }


@pytest.fixture
def open_page(browser, live_server):
    """A function that opens a page: width 1280 or 360, scheme light or dark, signed in as a user where one is given.

    `expect` names parts of console errors that the test means to cause (such as "404").
    """
    opened = []

    def open_(*, width=1280, scheme="light", as_user=None, expect=(), height=800):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
            locale="en-GB",
        )
        page = context.new_page()
        page.set_default_timeout(30_000)  # a busy machine is no fault of the page
        watch = Watch(page, width)
        watch.expected = tuple(expect)
        context.route("**/*", watch.guard)
        if as_user is not None:
            context.add_cookies([_session_cookie(as_user, live_server)])
        page.looks = f"{width}-{scheme}"
        page.watch = watch
        opened.append((context, page, watch))
        return page

    yield open_
    problems = []
    for context, page, watch in opened:
        if not page.is_closed() and page.url != "about:blank":
            watch.check_width()
        problems += watch.problems
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_page):
    """A page 1280 px wide, light."""
    return open_page()


@pytest.fixture
def phone(open_page):
    """A page 360 px wide, dark."""
    return open_page(width=360, scheme="dark")


@pytest.fixture
def shots():
    """A function that saves a picture of the whole page, named by what it shows, its width and its scheme."""

    def save(page, name):
        page.watch.check_width()
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}-{page.looks}.png"
        page.evaluate("() => { document.activeElement?.blur?.(); window.scrollTo(0, 0); }")
        size = page.viewport_size
        if page.locator("[data-review]").count():  # cells of a report are drawn only near the window
            height = page.evaluate("() => document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(max(height, size["height"]), 12_000)})
        page.screenshot(path=path, full_page=True, animations="disabled")
        page.set_viewport_size(size)
        return path

    return save


@pytest.fixture
def assert_accessible():
    """A function that runs axe over the page as it stands."""
    from axe_playwright_python.base import AXE_FILE_PATH

    source = Path(AXE_FILE_PATH).read_text(encoding="utf-8")

    def check(page, *, without=()):
        # evaluated by the debugger, which the page's content policy does not bind: the policy stays as users have it
        page.evaluate(source)
        found = page.evaluate(
            "options => axe.run(document, options)",
            {
                "runOnly": {"type": "tag", "values": STANDARD},
                "rules": {rule: {"enabled": False} for rule in without},
                "resultTypes": ["violations"],
            },
        )
        says = [
            f"{v['id']} ({v['impact']}): {v['help']}\n    "
            + "\n    ".join(f"{n['target']} {n['failureSummary']}"[:400] for n in v["nodes"][:5])
            for v in found["violations"]
        ]
        assert not says, f"{page.url}\n" + "\n".join(says)

    return check


@pytest.fixture
def walk(open_page, live_server, shots, assert_accessible, settings):
    """Several people, each with a window of their own; pictures and axe at each stop."""
    from tests.factories.walking import Walk

    settings.BASE_URL = live_server.url
    return Walk(open_page, shots, assert_accessible, live_server.url)
