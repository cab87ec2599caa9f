"""The report page in Chromium: arrows, keyboard, no script, long notebooks, narrow windows, saying that it is wrong."""

import pytest
from django.core.cache import cache
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_opening
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.reviews import CODE, make_report, work_of
from tests.factories.sittings import make_sitting

from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.sittings.enums import SittingState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture
def hiring():
    """A manager, a rater, and work with a leak and strengths that is read but not scored."""
    cache.clear()
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        manager, mia, jo = (
            MembershipFactory(organisation=organisation, role=role, user=UserFactory(name=name))
            for role, name in (
                (Role.HIRING_MANAGER, "Ines Duarte"), (Role.INTERVIEWER, "Mia Berg"), (Role.INTERVIEWER, "Jo Lindt"),
            )
        )  # fmt: skip
        opening = make_opening(manager=manager, interviewers=[mia, jo])
        yield make_sitting(by=manager, opening=opening, state=SittingState.SUBMITTED), mia


def with_a_confirmation(report):
    leak = next(one for one in report["findings"] if one["kind"] == "leakage.preprocessing")
    leak["confirmation"] = {
        "status": "confirmed", "sentence": "250 of the 1,000 rows it learned from were test rows.",
        "effect": {"sentence": "Fitted on the training rows alone, AUC changes by .002."},
    }  # fmt: skip


def tall(page):
    """A window as high as the page, since a picture shows nothing of cells that are far from the window."""
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height + 400, 6_000)})


def numbered(review, kind):
    return next(number for number, one in enumerate(evidence_of(review), 1) if one.kind == kind)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_page_reads_well_in_every_look(hiring, open_page, live_server, assert_accessible, shots, width, scheme):  # noqa: PLR0917 (fixtures)
    sitting, mia = hiring
    review = make_report(sitting, content=work_of((*CODE, "df = = 3"), looking=12), change=with_a_confirmation)
    page = open_page(width=width, scheme=scheme, as_user=mia.user)
    page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/")
    tall(page)
    if width > 900:
        page.locator(f"#e{numbered(review, 'leakage.preprocessing')}").hover()
        page.wait_for_selector(".arrows .bright path")
    else:
        assert page.locator(".inline-evidence").first.is_visible()
    assert_accessible(page)
    shots(page, "report-page")


def test_a_path_lights_up_under_the_pointer_and_under_the_keyboard(hiring, open_page, live_server):
    sitting, mia = hiring
    review = make_report(sitting)
    page = open_page(as_user=mia.user)
    page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/")
    leak = page.locator(f"#e{numbered(review, 'leakage.preprocessing')}")
    stops = leak.get_attribute("data-path").split()
    assert len(stops) >= 2
    assert page.locator(".arrows .faint path").count() > 0
    assert page.locator(".arrows .bright path").count() == 0
    leak.hover()
    page.wait_for_selector(".arrows .bright path")
    assert page.locator("li.onpath").evaluate_all("all => all.map(one => one.id)") == stops
    page.mouse.move(5, 5)
    page.wait_for_function("() => !document.querySelector('.arrows .bright path')")
    leak.locator(".path a").last.focus()
    page.wait_for_selector(".arrows .bright path")
    page.keyboard.press("Enter")  # the arrows stay where the link led
    page.evaluate("() => document.activeElement.blur()")
    assert page.locator(f"[id='{stops[0]}'].onpath").count() == 1
    # and from the code: the number of a marked line leads back to its finding
    page.locator(f"[id='{stops[0]}'] a.n").focus()
    assert "bright" in leak.get_attribute("class")


def test_without_script_the_path_is_a_numbered_list_of_links_and_filters_work(hiring, browser, live_server):
    from tests.browser.conftest import _session_cookie

    sitting, mia = hiring
    review = make_report(sitting)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    try:
        context.add_cookies([_session_cookie(mia.user, live_server)])
        page = context.new_page()
        page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/")
        page.locator("select[name=about]").select_option("leakage")
        page.get_by_role("button", name="Show", exact=True).click()
        assert "about=leakage" in page.url
        leak = page.locator(f"#e{numbered(review, 'leakage.preprocessing')}")
        link = leak.locator("ol.path a").first
        link.click()
        assert page.url.endswith(link.get_attribute("href"))
        leak.get_by_role("link", name="This finding is wrong").click()
        page.get_by_label("It is not true").check()
        page.get_by_role("button", name="Write it down").click()
        assert page.get_by_text("You: it is not true").first.is_visible()
    finally:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_saying_that_a_finding_is_wrong(hiring, open_page, live_server, assert_accessible, shots, width, scheme):  # noqa: PLR0917 (fixtures)
    sitting, mia = hiring
    review = make_report(sitting)
    page = open_page(width=width, scheme=scheme, as_user=mia.user)
    page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/")
    place = page.locator(
        f"#e{numbered(review, 'leakage.preprocessing')}" if width > 900 else ".inline-evidence .concern"
    ).first
    place.get_by_role("link", name="This finding is wrong").click()
    form = place.locator("form.dispute-form")
    form.wait_for()
    form.get_by_role("link", name="Cancel").click()
    place.get_by_role("link", name="This finding is wrong").click()
    form.get_by_label("It is true, and does no harm here").check()
    form.get_by_label("What did the reader miss?").fill("Only the list of columns is learned.")
    assert_accessible(page)
    shots(page, "report-wrong")
    form.get_by_role("button", name="Write it down").click()
    page.wait_for_url("**#e*")
    assert page.get_by_text("Only the list of columns is learned.").locator("visible=true").count() == 1
    assert_accessible(page)
    shots(page, "report-disputed")
    page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/findings/1/wrong/")
    assert_accessible(page)
    shots(page, "report-wrong-page")


def test_a_thousand_cells_stay_quick(hiring, open_page, live_server):
    """Cells far from the window are not laid out; a link into them arrives all the same."""
    sitting, mia = hiring
    review = make_report(sitting, content=work_of(looking=1_000))
    page = open_page(as_user=mia.user)
    page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/")
    drawn = page.evaluate(
        "() => [...document.querySelectorAll('.cell > .listing')].filter(n => n.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert page.locator(".cell").count() > 1_000
    assert drawn < 100
    leak = page.locator(f"#e{numbered(review, 'leakage.preprocessing')}")
    last = leak.locator(".path a").last
    last.click()
    assert page.locator(f"[id='{last.get_attribute('href')[1:]}']").is_visible()
    page.wait_for_function(
        """id => { const box = document.getElementById(id).getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }""",
        arg=last.get_attribute("href")[1:],
    )
