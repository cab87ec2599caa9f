"""Work beside other work, and the probe sheet: readable at both widths, by keyboard, and on paper."""

import pytest
from django_scopes import scope
from tests.factories.hiring import make_opening
from tests.factories.likeness import make_work
from tests.factories.organisations import MembershipFactory, OrganisationFactory

from trialpiece.core.exercises import load_pack
from trialpiece.core.exercises.examples import worked_examples
from trialpiece.web.organisations.enums import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("side by side")]

LOOKS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


def cells_of(quality):
    """The code cells of a worked example's notebook."""
    import json

    folder = next(one.folder for one in worked_examples(load_pack("subscription-retention")) if one.name == quality)
    notebook = json.loads(next(folder.glob("*.ipynb")).read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def renamed(source):
    for old, new in {"df": "data", "model": "clf", "rng": "chance", "frame": "table", "customers": "people"}.items():
        source = source.replace(old, new)
    return source


@pytest.fixture
def compared(transactional_db):
    """Three submissions: two share most of a notebook in another order, one stands apart."""
    organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        manager = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
        opening = make_opening(manager=manager)
        middling, strong = cells_of("middling"), cells_of("strong")
        first = make_work(*middling, by=manager, opening=opening)
        second = make_work(
            *strong[:4], *[renamed(cell) for cell in middling[6:10]], *[renamed(cell) for cell in middling[1:5]],
            by=manager, opening=opening,
        )  # fmt: skip
        make_work(*cells_of("weak"), by=manager, opening=opening)
        yield organisation, manager, first, second


def test_pairs_and_passages_read_well_at_both_widths_and_by_keyboard(
    compared, open_page, live_server, shots, assert_accessible
):
    _, manager, first, second = compared
    pool = f"{live_server.url}/o/northquay/alike/{first.prints.pool_id}/"
    pair = f"{pool}{first.pk}/{second.pk}/"
    for width, scheme in LOOKS:
        page = open_page(width=width, scheme=scheme, as_user=manager.user, expect=("422",))
        page.goto(pool)
        assert_accessible(page)
        shots(page, "pairs")
        page.goto(pair)
        assert_accessible(page)
        shots(page, "pair")
    page.get_by_label("To be asked about in the conversation").check()
    page.get_by_role("button", name="Record what you think").click()
    assert_accessible(page)
    page.get_by_label("What makes you think so?").fill("The same detour in passage 2.")
    page.get_by_role("button", name="Record what you think").click()
    page.get_by_text("The same detour in passage 2.").wait_for()


def test_passages_can_be_stepped_through_by_keys(compared, open_page, live_server):
    _, manager, first, second = compared
    page = open_page(as_user=manager.user)
    page.goto(f"{live_server.url}/o/northquay/alike/{first.prints.pool_id}/{first.pk}/{second.pk}/")
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.closest('.passage')?.id") == "p1"
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.closest('.passage')?.id") == "p2"


def test_the_probe_sheet_reads_well_on_screen_and_fits_on_paper(
    compared, open_page, live_server, shots, assert_accessible
):
    from pypdf import PdfReader

    _, manager, first, _ = compared
    review = first.prints.review
    for width, scheme in LOOKS:
        page = open_page(width=width, scheme=scheme, as_user=manager.user)
        page.goto(f"{live_server.url}/o/northquay/reviews/{review.pk}/questions/")
        assert_accessible(page)
        shots(page, "probes")
    link = page.locator(".probe a").first
    link.click()
    page.wait_for_url("**/reviews/*/#*")
    assert page.locator(":target").count() == 1
    page.go_back()
    path = shots(page, "probes").with_name("probes.pdf")
    page.pdf(path=path, format="A4", prefer_css_page_size=True, print_background=True)
    paper = PdfReader(path)
    words = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "A strong answer" in words
    assert 2 <= len(paper.pages) <= 5
