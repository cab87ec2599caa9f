"""Readiness, audits of data, briefs, contracts and adverts in Chromium: every page, both widths, light and dark."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.readiness import answer, make_assessment, make_respondent

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness import domain as readiness
from trialpiece.web.scoping import domain as scoping

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [{"width": 1280, "scheme": "light"}, {"width": 360, "scheme": "light"}, {"width": 360, "scheme": "dark"}]
ADVERT = """Data scientist, logistics

About us: we move parcels around the Baltic, and we like cake.

You will
- train and tune machine-learning models that forecast late deliveries,
- deploy these models to production, monitor them and be on call,
- build the data pipelines that feed them from the warehouse,
- translate questions of dispatchers into analyses and present them.

You bring 5+ years of experience, Docker and a PhD. Full-time, permanent."""
ROWS = "order_id,amount,late,day,weight\n" + "".join(
    f"{n},{-999 if n % 9 == 0 else n},{'' if n % 6 == 0 else n % 2},2026-{n % 9 + 1:02d}-{n % 27 + 1:02d},{(n % 9) * 4 + n % 7}\n"
    for n in range(400)
)


@pytest.fixture
def manager():
    cache.clear()
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        yield MembershipFactory(
            organisation=organisation, role=Role.HIRING_MANAGER, user=UserFactory(name="Ines Duarte")
        )  # fmt: skip


@pytest.fixture
def pages(manager, monkeypatch):
    """Addresses of every page, with something on each; audits may read one server."""
    monkeypatch.setitem(settings.ENV, "TRIALPIECE_AUDIT_HOSTS", ["db.northquay.example"])
    keys = [item.key for item in shipped_instrument().items()]
    low = {key: 1 if key.startswith("data") else 3 for key in keys} | {"data.access": 0, "process.target": 1}
    low = {key: level for key, level in low.items() if key in keys}
    assessment = make_assessment(by=manager, levels=[3])
    links = {"data.access": "https://wiki.northquay.example/access"}
    for levels in (low, low | {"data.owner": "unknown"}):
        answer(make_respondent(assessment=assessment, by=manager), levels, links)
    readiness.close(assessment=assessment, by=manager)
    collecting = make_assessment(by=manager, levels=[2], waiting=2, title="Rank enquiries")
    audit = readiness.request_audit(file=ContentFile(ROWS.encode(), name="orders.csv"), by=manager, label_column="late")
    readiness.run_audit(audit.pk)
    waiting = readiness.request_audit(file=ContentFile(ROWS.encode(), name="late.csv"), by=manager)
    question = "Does warning dispatchers two days ahead cut late deliveries from 12% to 8% by June 2027?"
    brief = scoping.write_brief(by=manager, title="Predict late deliveries", content={"business_question": question})
    scoping.change_brief(brief=brief, by=manager, situation={"duration_months": 6, "ongoing_ownership": True})
    scoping.settle_transfer(brief=brief, settled=["exit", "rights"], by=manager)
    advert = scoping.write_advert(by=manager, title="Data scientist", text=ADVERT, brief=brief)
    empty = {key: "/o/northquay/" + path for key, path in {
        "readiness": "readiness/", "readiness-begin": "readiness/new/", "readiness-data": "readiness/data/new/",
        "readiness-result": f"readiness/{assessment.pk}/", "readiness-collecting": f"readiness/{collecting.pk}/",
        "audit-report": f"readiness/data/{audit.pk}/", "audit-waiting": f"readiness/data/{waiting.pk}/",
        "work": "work/", "brief": f"work/briefs/{brief.pk}/", "brief-edit": f"work/briefs/{brief.pk}/edit/",
        "brief-kind": f"work/briefs/{brief.pk}/kind/", "brief-team": f"work/briefs/{brief.pk}/team/",
        "brief-contract": f"work/briefs/{brief.pk}/contract/", "advert": f"work/adverts/{advert.pk}/",
        "advert-edit": f"work/adverts/{advert.pk}/edit/", "brief-upload": "work/briefs/upload/",
    }.items()}  # fmt: skip
    one = collecting.respondents.filter(state="invited").first()
    token = readiness.token_of(one)
    return empty | {
        "respond": f"/r/{token}/",
        "respond-part": f"/r/{token}/part/data/",
        "respond-check": f"/r/{token}/check/",
    }


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['width']}-{look['scheme']}")
def test_every_page_before_hiring_is_readable(open_page, live_server, shots, assert_accessible, manager, pages, look):  # noqa: PLR0917 (fixtures)
    page = open_page(as_user=manager.user, **look)
    for name, path in pages.items():
        page.goto(live_server.url + path)
        shots(page, name)
        assert_accessible(page)


def test_a_respondent_answers_by_link(open_page, live_server, pages):
    page = open_page(width=360)
    page.goto(live_server.url + pages["respond"])
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("I do not know").first.check()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="Look over and hand in").click()
    page.get_by_role("button", name="Hand in").click()
    assert page.get_by_role("heading", name="Your answers are in").is_visible()


def test_the_reading_follows_what_is_typed(open_page, live_server, manager, pages):
    page = open_page(as_user=manager.user)
    page.goto(live_server.url + "/o/northquay/work/adverts/new/")
    page.get_by_label("Text").fill(ADVERT)
    page.locator("mark").first.wait_for()
    assert page.get_by_role("heading", name="Conflicts").or_(page.locator("mark").first).first.is_visible()
    page.goto(live_server.url + pages["brief-contract"])
    before = page.locator("#reading polyline").first.get_attribute("points")
    page.get_by_label("Contractor, a day").fill("2400")
    page.wait_for_function(
        "before => document.querySelector('#reading polyline').getAttribute('points') !== before", arg=before
    )
    page.goto(live_server.url + pages["brief-edit"])
    page.get_by_label("If it fails").fill("Stop, and close the project in July.")
    page.wait_for_timeout(600)
    assert re.search("missing|vague", page.locator("#reading").inner_text())


def test_a_file_is_read_into_the_editor_and_kept_by_the_next_click(open_page, live_server, manager, pages, tmp_path):
    file = tmp_path / "advert.txt"
    file.write_text(ADVERT)
    page = open_page(as_user=manager.user)
    page.goto(live_server.url + "/o/northquay/work/adverts/new/")
    page.get_by_label("Title of the post").fill("Data scientist")
    page.get_by_label("From a file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("Look it over, then save").wait_for()
    assert page.get_by_label("Title of the post").input_value() == "Data scientist"
    assert "forecast late deliveries" in page.get_by_label("Text", exact=True).input_value()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Data scientist", exact=True).wait_for()


def test_points_of_the_checklist_are_ticked_and_keep_who_and_when(open_page, live_server, manager, pages):
    page = open_page(as_user=manager.user)
    page.goto(live_server.url + pages["brief-contract"])
    assert page.get_by_label("End date and exit").is_checked()
    page.get_by_label("Named receiver").check()
    page.get_by_role("button", name="Save the checklist").click()
    page.get_by_text("3 of 10 settled").wait_for()
    assert page.get_by_label("Named receiver").is_checked()
    assert page.get_by_text(re.compile(r"Ines Duarte, \d")).count() == 3


def test_reports_are_downloaded_as_pdf(open_page, live_server, manager, pages):
    page = open_page(as_user=manager.user)
    for name, button in (("readiness-result", "Report as PDF"), ("audit-report", "Report as PDF"), ("brief", "PDF")):
        page.goto(live_server.url + pages[name])
        with page.expect_download() as download:
            page.get_by_role("link", name=button, exact=True).click()
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_what_is_folded_is_printed_open_and_folded_again(open_page, live_server, manager, pages):
    page = open_page(as_user=manager.user)
    page.goto(live_server.url + pages["audit-report"])
    closed = "() => document.querySelectorAll('main details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 0
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before
