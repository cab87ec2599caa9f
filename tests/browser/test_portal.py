"""The candidate's way and the pages of those who look after it, in Chromium."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.factories.hiring import make_application
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.readiness import make_ready
from tests.factories.sittings import make_sitting, upload, work

from trialpiece.web.openings.domain import add_stage, advance, create_opening
from trialpiece.web.openings.enums import AIRole, Level, OpeningState
from trialpiece.web.openings.stages import frozen, suggestion
from trialpiece.web.organisations.enums import Role
from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [{"width": 1280, "scheme": "light"}, {"width": 1280, "scheme": "dark"}, {"width": 360, "scheme": "light"},
         {"width": 360, "scheme": "dark"}]  # fmt: skip
SLUG = "subscription-retention"


@pytest.fixture
def people():
    """An organisation with a coordinator and two interviewers, and its opening with the shipped exercise."""
    cache.clear()
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        made = {
            role: MembershipFactory(organisation=organisation, role=role, user=UserFactory(name=name))
            for role, name in (
                (Role.HIRING_MANAGER, "Ines Duarte"), (Role.COORDINATOR, "Tom Reuter"), (Role.INTERVIEWER, "Mia Berg"),
            )
        }  # fmt: skip
        second = MembershipFactory(organisation=organisation, role=Role.INTERVIEWER, user=UserFactory(name="Sam Osei"))
        opening = create_opening(
            by=made[Role.HIRING_MANAGER], interviewers=[made[Role.INTERVIEWER], second],
            title="Data scientist, retention", role=AIRole.DATA_SCIENTIST, level=Level.MID,
        )  # fmt: skip
        add_stage(opening=opening, by=made[Role.HIRING_MANAGER], **suggestion(SLUG), **frozen(SLUG))
        make_ready(made[Role.HIRING_MANAGER])
        advance(opening, to=OpeningState.OPEN, by=made[Role.HIRING_MANAGER])
        yield {"organisation": organisation, "opening": opening, **made}


@pytest.fixture
def examine(shots, assert_accessible):
    """A function: picture and axe of the page as it stands."""

    def check(page, name):
        shots(page, name)
        assert_accessible(page)

    return check


def _sitting(people, state):
    application = make_application(
        opening=people["opening"], by=people[Role.COORDINATOR], name="Ada Kowalska", email="ada@candidates.example"
    )
    return make_sitting(by=people[Role.COORDINATOR], application=application, state=state)


def _link(live_server, sitting):
    return f"{live_server.url}/p/{domain.token_of(queries.working_link(sitting))}/"


def test_a_candidate_goes_the_whole_way(people, page, live_server, tmp_path, assert_accessible):
    sitting = _sitting(people, SittingState.ISSUED)
    file = tmp_path / "Ada_Kowalska_takehome.zip"
    file.write_bytes(work())
    page.goto(_link(live_server, sitting))
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("I have read this and agree").check()
    page.get_by_role("button", name="Agree and go on").click()
    page.get_by_role("button", name="Start the clock").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Get the files").click()
    assert download.value.suggested_filename == f"{SLUG}.zip"
    page.get_by_role("link", name="Questions").first.click()
    page.get_by_label("Your question").fill("Is 1900-01-01 a real birthday?")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("No answer yet").wait_for()
    page.get_by_role("link", name="Hand in").first.click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="We have version 1").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="This is my final version").click()
    page.get_by_role("button", name="Hand in version 1").click()
    page.get_by_text("Thank you for the work").wait_for()
    assert Sitting.objects.get(pk=sitting.pk).state == SittingState.SUBMITTED


def test_a_refusal_is_shown_beside_the_form_that_was_sent(people, open_page, live_server, settings, tmp_path):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    sitting = _sitting(people, SittingState.STARTED)
    page = open_page(expect=("422",))
    page.goto(_link(live_server, sitting) + "upload/")
    big = tmp_path / "big.zip"
    big.write_bytes(b"x" * (2 * 1024 * 1024))
    page.set_input_files("input[type=file]", big)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("up to 1 MB can be uploaded").wait_for()
    page.evaluate("document.querySelector('form[data-upload]').dataset.limitMb = '100'")  # and the server says it too
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("larger than 1 MB").wait_for()
    page.set_input_files("input[type=file]", [])
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("Choose a file first").first.wait_for()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['width']}-{look['scheme']}")
def test_each_page_of_the_portal_is_accessible_and_fits(people, open_page, live_server, examine, look):
    sitting = _sitting(people, SittingState.ISSUED)
    page = open_page(**look, expect=("404", "410"))
    base = _link(live_server, sitting)

    def see(path, name):
        page.goto(base + path)
        examine(page, f"portal-{name}")

    see("", "issued")
    see("start/", "consent")
    from trialpiece.web.sittings.consent import consent_hash

    domain.consent(sitting=sitting, text_hash=consent_hash(sitting))
    see("start/", "start")
    domain.start(sitting=sitting)
    see("", "started")
    question = domain.ask(
        sitting=sitting, body="In customers.csv 1,204 birthdays are 1900-01-01. Is that a placeholder?"
    )
    Sitting.objects.filter(pk=sitting.pk).update(started_at=timezone.now() - timedelta(minutes=40))
    sitting = Sitting.objects.get(pk=sitting.pk)
    domain.answer(question=question, body="Yes, the old form had no birthday.", by=people[Role.INTERVIEWER])
    domain.ask_for_time(sitting=sitting, hours=24, reason="My daughter is ill.")
    upload(sitting, work(1))
    upload(sitting, b"PK\x03\x04 cut off", "second.zip")
    upload(sitting, work(2))
    see("questions/", "questions")
    see("more-time/", "more-time")
    see("upload/", "upload")
    see("receipt/3/", "receipt")
    see("receipt/2/", "receipt-refused")
    see("hand-in/", "hand-in")
    see("withdraw/", "withdraw")
    domain.finish(sitting=sitting)
    see("", "handed-in")
    page.goto(f"{live_server.url}/p/not-a-token/")
    examine(page, "portal-unknown")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['width']}-{look['scheme']}")
def test_each_page_for_members_is_accessible_and_fits(people, open_page, live_server, examine, look):
    sitting = _sitting(people, SittingState.STARTED)
    domain.ask(sitting=sitting, body="Which of two records holds?\nBest, Ada Kowalska")
    domain.ask_for_time(sitting=sitting, hours=24, reason="My daughter is ill.")
    upload(sitting, work(1))
    other = make_sitting(by=people[Role.COORDINATOR], opening=people["opening"], state=SittingState.SUBMITTED,
                         name="Jonas Falk", email="jonas@candidates.example")  # fmt: skip
    upload(other, work(5))
    fresh = make_application(opening=people["opening"], by=people[Role.COORDINATOR])
    base = f"{live_server.url}/o/northquay/"
    page = open_page(**look, as_user=people[Role.COORDINATOR].user)

    def see(path, name):
        page.goto(base + path)
        examine(page, f"member-{name}")

    see(f"sittings/{sitting.pk}/", "sitting-started")
    see(f"sittings/{other.pk}/", "sitting-handed-in")
    see(f"candidates/{fresh.pk}/sittings/new/", "plan")
    see("pay/", "pay")
    see("exercises/", "exercises")
    see(f"exercises/{SLUG}/", "exercise")
    page = open_page(**look, as_user=people[Role.INTERVIEWER].user)
    page.goto(base + f"sittings/{sitting.pk}/")
    examine(page, "member-sitting-interviewer")
    assert not re.search("Kowalska|daughter", page.content())
