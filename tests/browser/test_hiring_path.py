"""The whole path in a browser, as people walk it: invited, asked, handed in, read, scored blind, talked over, decided.

Every page on the way is looked at by axe at 1280 and 360 px (the main ones in the dark too) and photographed.
"""

from __future__ import annotations

import hashlib
import re

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.readiness import make_ready
from tests.factories.sittings import zip_of

from trialpiece.core.exercises.loader import load_pack
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.domain import run_review
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings.models import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXERCISE, EXAMPLE, SEED = "subscription-retention", "weak", 303
QUESTION = "Is last_login recorded before or after the cancellation? I am Ada Kowalska, by the way."
ANSWER = "After it: the job that closes an account writes it once more."
SECRET = "The one thing set aside properly is what convinced me."
REASON = "The report says where calibration was checked; I had missed it."
REASONS = "Method and data quality carry it; trade-offs were thin in writing and good in conversation."
FEEDBACK = "We liked that you kept the last months apart."


@pytest.fixture
def house():
    """An organisation with everybody but the second interviewer."""
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
        named = {
            Role.ADMINISTRATOR: "Rosa Lindqvist",
            Role.HIRING_MANAGER: "Henrike Schulz-Oberländer",
            Role.COORDINATOR: "Tomasz Adamczyk",
            Role.INTERVIEWER: "Maya Brandt",
        }
        return {
            role: MembershipFactory(organisation=organisation, role=role, user=UserFactory(name=name)).user
            for role, name in named.items()
        }


def test_the_whole_path_from_an_invitation_to_feedback_and_pay(walk, house):
    invite_an_interviewer(walk, house)
    describe_an_opening(walk, house)
    add_a_candidate_and_issue(walk, house)
    start_the_work(walk)
    ask_and_answer(walk, house)
    hand_the_work_in(walk)
    read_the_work(walk, house)
    score_blind(walk)
    talk_and_decide(walk, house)
    pay_and_hear(walk, house)


def invite_an_interviewer(walk, house):
    """By mail; whoever is invited makes an account from the link and is in."""
    rosa = walk.enter("rosa", house[Role.ADMINISTRATOR])
    rosa.goto(walk.base + "/o/northquay/settings/members/")
    rosa.get_by_label("E-mail").fill("jonas@northquay.example")
    rosa.get_by_label("Role", exact=True).select_option("interviewer")
    rosa.get_by_role("button", name="Send invitation").click()
    assert "jonas@northquay.example" in rosa.inner_text("main")
    walk.look(rosa, "members")
    jonas = walk.enter("jonas", expect=("404",))
    jonas.goto(walk.link_in("invitation"))
    walk.look(jonas, "invitation")
    jonas.get_by_label("Name").fill("Jonas Okafor")
    jonas.get_by_label("Password").fill("workbench-oak-42")
    jonas.get_by_role("button", name="Make my account and join").click()
    jonas.wait_for_url("**/o/northquay/")
    walk.look(jonas, "home-of-a-newcomer")


def describe_an_opening(walk, house):
    """A draft, the shipped exercise as its stage, then open."""
    boss = walk.enter("boss", house[Role.HIRING_MANAGER])
    boss.goto(walk.base + "/o/northquay/")
    walk.look(boss, "home-empty")
    boss.get_by_role("link", name="Describe an opening").click()
    boss.get_by_label("What the work is").fill(
        "Customers leave after the second renewal. **Solved** when the list of 200 beats the rule."
    )
    boss.get_by_label("Level").select_option("mid")
    boss.get_by_role("button", name="Save").click()  # without a title and a role
    assert boss.get_by_label("What the work is").input_value().startswith("Customers leave"), (
        "a form keeps what was typed"
    )
    walk.look(boss, "opening-form-with-errors")
    boss.get_by_label("Title").fill("Data scientist, retention")
    boss.get_by_label("Role").select_option("data_scientist")
    boss.get_by_label("Level").select_option("mid")
    for name in ("Maya Brandt", "Jonas Okafor"):
        boss.get_by_label(name).check()
    boss.get_by_role("button", name="Save").click()
    assert boss.get_by_role("button", name="Open it").count() == 0, "nothing opens before the gate says go"
    pass_the_gate(house)
    boss.reload()
    boss.get_by_text("Open or close this draft").click()
    assert boss.get_by_role("button", name="Open it").is_disabled(), "nothing opens without a plan"
    boss.get_by_role("link", name="Add a stage").click()
    walk.look(boss, "stage-form")
    boss.get_by_role("button", name="Save").click()
    assert "€420" in boss.inner_text("main")
    boss.get_by_role("button", name="Open it").click()
    walk.look(boss, "opening-without-candidates")
    walk.people["opening"] = boss.url


def pass_the_gate(house):
    """An assessment that says go; how people get there is walked in test_before_hiring_path.py."""
    with scopes_disabled():
        boss = Membership.objects.select_related("organisation").get(user=house[Role.HIRING_MANAGER])
    with scope(organisation=boss.organisation):
        make_ready(boss)


def add_a_candidate_and_issue(walk, house):
    """The coordinator adds Ada and sends the link."""
    tomasz = walk.enter("tomasz", house[Role.COORDINATOR])
    tomasz.goto(walk.people["opening"])
    tomasz.get_by_role("link", name="Add a candidate").click()
    tomasz.get_by_label("Name").fill("Ada Kowalska")
    tomasz.get_by_label("E-mail").fill("ada.kowalska@candidates.example")
    walk.look(tomasz, "add-a-candidate")
    tomasz.get_by_role("button", name="Add").click()
    assert "Ada Kowalska waits for the first task" in tomasz.inner_text("h1")
    walk.people["application"] = tomasz.url
    walk.look(tomasz, "application-new")
    tomasz.get_by_role("link", name="Send the take-home").click()
    walk.look(tomasz, "send-a-take-home")
    tomasz.get_by_role("button", name="Send the link").click()
    with scopes_disabled():
        Sitting.objects.update(seed=SEED)  # the data on which the worked example was made
    walk.look(tomasz, "sitting-issued")
    walk.people["sitting"] = tomasz.url


def start_the_work(walk):
    """Ada reads what is asked and paid, consents, starts, fetches the files."""
    ada = walk.enter("ada")
    ada.goto(walk.link_in("sitting_issued"))
    walk.people["portal"] = ada.url
    said = ada.inner_text("main")
    assert "€420" in said
    assert "6 hours" in said
    for criterion in load_pack(EXERCISE).rubric.criteria:
        assert criterion.levels[4].anchor[:40] in ada.content(), "the rubric is read beforehand"
    walk.look(ada, "portal", dark=True)
    ada.get_by_role("link", name="Start", exact=True).click()
    walk.look(ada, "portal-consent")
    ada.get_by_role("checkbox").check()
    ada.get_by_role("button", name="Agree and go on").click()
    ada.get_by_role("button", name="Start the clock").click()
    with ada.expect_download(timeout=60_000) as download:  # the data are made for this seed now
        ada.get_by_role("link", name="Get the files").click(timeout=60_000)
    assert download.value.path().stat().st_size > 10_000
    ada.reload()
    walk.look(ada, "portal-started")


def ask_and_answer(walk, house):
    """A question goes to the interviewers by alias; the answer comes back from the organisation."""
    ada = walk.people["ada"]
    ada.goto(walk.people["portal"] + "questions/")
    ada.get_by_role("textbox").fill(QUESTION)
    ada.get_by_role("button", name="Ask").click()
    maya = walk.enter("maya", house[Role.INTERVIEWER], expect=("404",))
    maya.goto(walk.base + "/o/northquay/")
    assert "last_login" in maya.inner_text("main")
    assert "Kowalska" not in maya.inner_text("body"), "a name that a candidate wrote is masked"
    walk.look(maya, "home-with-a-question", dark=True)
    maya.get_by_role("link", name="Answer").first.click()
    maya.get_by_role("textbox").first.fill(ANSWER)
    walk.look(maya, "answering")
    maya.get_by_role("button", name="Answer").click()
    ada.goto(walk.people["portal"] + "questions/")
    assert ANSWER in ada.inner_text("main")
    assert "Maya" not in ada.inner_text("main")
    walk.look(ada, "portal-questions")


def hand_the_work_in(walk):
    """A zip, its receipt with the fingerprint of exactly these bytes, and the word that it is final."""
    folder = load_pack(EXERCISE).folder / "key" / "submissions" / EXAMPLE
    content = zip_of({one.name: one.read_bytes() for one in sorted(folder.iterdir())})
    ada = walk.people["ada"]
    ada.goto(walk.people["portal"] + "upload/")
    walk.look(ada, "portal-upload")
    ada.set_input_files(
        "input[type=file]", {"name": "Ada_Kowalska.zip", "mimeType": "application/zip", "buffer": content}
    )
    ada.get_by_role("button", name="Upload").click()
    ada.wait_for_url("**/receipt/1/")
    assert hashlib.sha256(content).hexdigest() in ada.inner_text("main")
    walk.look(ada, "portal-receipt")
    ada.get_by_role("link", name="This is my final version").click()
    walk.look(ada, "portal-final")
    ada.get_by_role("button", name="Hand in version 1").click()
    assert "Handed in" in ada.inner_text("main")


def read_the_work(walk, house):
    """The page waits for the reading, then shows code and evidence without the candidate's name."""
    maya = walk.people["maya"]
    maya.goto(walk.people["application"])
    walk.look(maya, "application-handed-in")
    maya.get_by_role("link", name="Look", exact=True).click()
    assert "The work is being read" in maya.inner_text("h1")
    walk.look(maya, "review-waiting")
    with scopes_disabled():
        assert run_review(Review.objects.get().pk)
    maya.wait_for_selector("[data-review]", timeout=15_000)  # the waiting page turns into the report by itself
    assert "Kowalska" not in maya.content()
    walk.look(maya, "review", dark=True)
    maya.keyboard.press("j")
    maya.keyboard.press("j")
    assert maya.locator(".finding:focus-within").count() == 1
    assert maya.locator(".listing .lit").count() == 1, "the code follows the evidence"
    maya.locator(".finding h3 a").first.click()
    assert maya.locator(".listing li:target").is_visible()
    walk.people["review"] = maya.url.partition("#")[0]


def fill_by_keyboard(page, level, note):
    """One criterion without a mouse: the level's digit, the note, Ctrl+Enter."""
    page.wait_for_load_state()  # keys are heard once the script is there
    page.keyboard.press(str(level))
    assert page.locator(f"input[name=level][value='{level}']").is_checked()
    note_field = page.locator("textarea[name=note]")
    for _ in range(12):
        page.keyboard.press("Tab")
        if note_field.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type(note)
    here = page.url
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != here)


def score_blind(walk):
    """Two people score; the second learns nothing of the first's before handing in, on no page."""
    criteria = load_pack(EXERCISE).rubric.criteria
    maya, jonas = walk.people["maya"], walk.people["jonas"]
    maya.goto(walk.people["review"])
    maya.get_by_role("link", name="Score it").click()
    walk.look(maya, "scorecard", dark=True)
    for number, _ in enumerate(criteria):
        fill_by_keyboard(maya, 5 if number == 0 else 4, SECRET)
    walk.look(maya, "scorecard-finish")
    maya.get_by_role("button", name="Hand in").click()
    assert "waiting for the others" in maya.inner_text("h1")
    walk.look(maya, "scorecard-handed-in")
    jonas.goto(walk.people["review"])
    jonas.get_by_role("link", name="Score it").click()
    card = jonas.url
    for address in (
        "/o/northquay/",
        walk.people["opening"],
        walk.people["application"],
        walk.people["review"],
        card,
        card + "finish/",
    ):
        jonas.goto(address if address.startswith("http") else walk.base + address)
        assert SECRET not in jonas.content()
        assert "Maya" not in jonas.inner_text("main") or address == walk.people["opening"]
    for page in (jonas, maya):  # whoever has handed in waits too
        assert page.goto(walk.people["application"] + "debrief/").status == 404
    jonas.goto(card)
    for number, _ in enumerate(criteria):
        jonas.get_by_role("radio", name=re.compile(rf"^{3 if number == 0 else 4}\b")).check()
        if number == 0 and jonas.get_by_role("checkbox").count():
            jonas.get_by_role("checkbox").first.check()
        jonas.get_by_role("button", name="Save and go on").click()
    jonas.get_by_label("Overall impression").fill("Careful work.")
    jonas.get_by_role("button", name="Hand in").click()
    assert "Everybody’s scores are in" in jonas.inner_text("h1")
    walk.look(jonas, "scorecard-revealed")
    walk.people["card"] = card


def talk_and_decide(walk, house):
    """Dots first; a change of mind beside the first score; a decision with reasons; feedback that a person sends."""
    jonas, boss = walk.people["jonas"], walk.people["boss"]
    jonas.goto(walk.people["card"])
    jonas.get_by_text("I changed my mind").first.click()
    jonas.locator("select[name=level]").first.select_option("4")
    jonas.locator("textarea[name=reason]").first.fill(REASON)
    jonas.get_by_role("button", name="Write it down").first.click()
    boss.goto(walk.base + "/o/northquay/")
    walk.look(boss, "home-with-a-debrief")
    boss.get_by_role("link", name="Open debrief").click()
    said = boss.inner_text("main")
    assert "You disagree on methodological rigour; the rest is close" in said
    assert SECRET in said
    assert REASON in said
    walk.look(boss, "debrief", dark=True)
    boss.get_by_label("make an offer").check()
    boss.get_by_role("button", name="Record the decision").click()
    assert boss.get_by_label("make an offer").is_checked(), "a decision without reasons is asked again, nothing is lost"
    boss.get_by_label("Reasons").fill(REASONS)
    boss.get_by_role("button", name="Record the decision").click()
    assert REASONS in boss.inner_text("main")
    walk.look(boss, "debrief-decided")
    boss.get_by_role("link", name="Feedback to the candidate").click()
    walk.look(boss, "feedback")
    body = boss.get_by_label("To the candidate")
    assert SECRET not in body.input_value()
    body.fill(FEEDBACK + "\n\n" + body.input_value())
    boss.get_by_role("button", name="Send to the candidate").click()
    assert FEEDBACK in walk.post_office("feedback")


def pay_and_hear(walk, house):
    """Pay is approved and marked; Ada reads feedback and pay in her portal."""
    tomasz, ada = walk.people["tomasz"], walk.people["ada"]
    tomasz.goto(walk.base + "/o/northquay/pay/")
    assert "€420 to pay" in tomasz.inner_text("h1")
    walk.look(tomasz, "pay")
    tomasz.goto(walk.people["sitting"])
    tomasz.get_by_role("button", name="Approve").click()
    tomasz.get_by_label("Reference").fill("SEPA 2026-118")
    tomasz.get_by_role("button", name="Mark as paid").click()
    walk.look(tomasz, "sitting-paid")
    tomasz.goto(walk.people["application"])
    walk.look(tomasz, "application-decided")
    tomasz.goto(walk.people["opening"])
    walk.look(tomasz, "opening")
    ada.goto(walk.people["portal"])
    said = ada.inner_text("main")
    assert FEEDBACK in said
    assert "SEPA 2026-118" in said
    walk.look(ada, "portal-feedback")
