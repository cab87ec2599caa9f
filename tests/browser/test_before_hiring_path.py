"""Before hiring, in a browser, as people walk it: asked, answered by link, closed, measured, written down, let through.

At every stop axe looks at the page and a picture is taken: 1280 and 360 px, light and dark.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.readiness import answer, levels_by

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.demo import extract, writings
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness.domain import run_audit
from trialpiece.web.readiness.models import Assessment, DataAudit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORK = "Call the shippers who are about to leave"
ASKED = (
    ("data@northquay.example", "data lead", {"data": 3, "process": 1, "technology": 2, "leadership": 3}),
    ("it@northquay.example", "head of IT operations", {"data": 3, "process": 0, "technology": 3, "leadership": 2}),
    ("coo@northquay.example", "chief operating officer", {"data": 3, "process": 3, "technology": 2, "leadership": 4}),
)
EVIDENCE = "https://wiki.northquay.example/warehouse/dictionary"
REASON = "The workshop that the gate asks for is this contract's first month."

SUPERSEDED = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx tells the console when typing goes on before a reading has come."""


@pytest.fixture
def house():
    """An organisation with an administrator, a hiring manager and two interviewers; nothing else yet."""
    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
        named = {
            "rosa": Role.ADMINISTRATOR,
            "boss": Role.HIRING_MANAGER,
            "Maya": Role.INTERVIEWER,
            "Jonas": Role.INTERVIEWER,
        }
        names = {
            "rosa": "Rosa Lindqvist",
            "boss": "Henrike Schulz-Oberländer",
            "Maya": "Maya Brandt",
            "Jonas": "Jonas Okafor",
        }
        return organisation, {
            who: MembershipFactory(organisation=organisation, role=role, user=UserFactory(name=names[who]))
            for who, role in named.items()
        }


def test_an_organisation_asks_measures_writes_down_and_passes_the_gate(walk, house):
    walk.name = "before"
    organisation, members = house
    ask_three_people(walk, members)
    they_answer_by_link(walk)
    close_and_read(walk)
    measure_data(walk, organisation)
    write_the_brief(walk)
    read_the_advert_live(walk)
    be_refused_by_the_gate(walk)
    go_against_its_advice(walk, members)
    build_the_ground_first(walk, organisation)
    answer_again_and_open(walk, organisation)


def ask_three_people(walk, members):
    """From the home page's one next step to three links sent."""
    boss = walk.enter("boss", members["boss"].user, expect=SUPERSEDED)
    boss.goto(walk.base + "/o/northquay/")
    walk.look(boss, "home-at-the-start", dark=True)
    boss.get_by_role("link", name="Ask whether you are ready").click()
    walk.look(boss, "begin", dark=True)
    boss.get_by_label("piece of work").fill(WORK)
    boss.get_by_role("button", name="Begin").click()
    walk.look(boss, "nobody-asked", dark=True)
    for email, function, _ in ASKED:
        boss.get_by_label("E-mail").fill(email)
        boss.get_by_label("What they do").fill(function)
        boss.get_by_role("button", name="Send the link").click()
    assert "0 of 3 people answered" in boss.inner_text("h1")
    walk.look(boss, "collecting", dark=True)
    walk.people["assessment"] = boss.url


def they_answer_by_link(walk):
    """Each by the link of their mail, without an account, and none sees another's answers."""
    links = walk.letters_to("readiness_asked")
    for number, (email, function, levels) in enumerate(ASKED):
        one = walk.enter(email)
        one.goto(links[email])
        assert function in one.inner_text("main")
        if not number:
            walk.look(one, "respond", dark=True)
        one.get_by_role("link", name="Begin").click()
        for dimension in shipped_instrument().dimensions:
            for item in dimension.items:
                one.locator(f"input[name='{item.key.replace('.', '-')}'][value='{levels[dimension.id]}']").check()
            if not number and dimension.id == "data":
                one.get_by_label("Evidence for: documentation").fill(EVIDENCE)
                walk.look(one, "respond-part", dark=True)
            if number == 1 and dimension.id == "leadership":
                one.get_by_label("I do not know").first.check()
            one.get_by_role("button", name="Save and go on").click()
        if not number:
            walk.look(one, "respond-check", dark=True)
        one.get_by_role("button", name="Hand in").click()
        assert one.get_by_role("heading", name="Your answers are in").is_visible()
        assert EVIDENCE not in one.content()


def close_and_read(walk):
    """Closing shows the profile, what follows and why, what they differ on, and the plan; to respondents too."""
    boss = walk.people["boss"]
    boss.goto(walk.people["assessment"])
    assert EVIDENCE not in boss.content(), "nobody reads an answer before it is closed"
    boss.get_by_role("button", name="Close and show the result").click()
    said = boss.inner_text("main")
    assert "Agree on the question before anybody is hired." in boss.inner_text("h1")
    assert "The next 90 days" in said
    assert "answers reach from 0 to 3 of 4" in said
    assert EVIDENCE in said
    walk.look(boss, "result", dark=True)
    other = walk.people[ASKED[2][0]]
    other.reload()
    assert EVIDENCE not in other.content(), "links stay with the organisation's members"
    walk.look(other, "result-for-a-respondent", dark=True)
    boss.goto(walk.base + "/o/northquay/readiness/")
    walk.look(boss, "readiness", dark=True)


def measure_data(walk, organisation):
    """An extract is uploaded; the waiting page turns into the report by itself."""
    boss = walk.people["boss"]
    boss.get_by_role("link", name="Audit data").click()
    walk.look(boss, "audit-upload", dark=True)
    data = extract.bookings(until=date(2026, 10, 30))
    boss.get_by_label("Data", exact=True).set_input_files(
        {"name": "bookings.csv", "mimeType": "text/csv", "buffer": data}
    )
    boss.get_by_label("Data dictionary").set_input_files(
        {"name": "dictionary.csv", "mimeType": "text/csv", "buffer": extract.DICTIONARY.encode()}
    )
    boss.get_by_label("The outcome's column").fill("left_within_60_days")
    boss.get_by_role("button", name="Measure it").click()
    walk.look(boss, "audit-waiting", dark=True)
    with scope(organisation=organisation):
        assert run_audit(DataAudit.objects.get().pk)
    boss.get_by_text("price_eur").first.wait_for(timeout=30_000)
    said = boss.inner_text("main")
    assert "cancelled_on" in said, "the column that gives the outcome away"
    assert "-999" in said
    walk.look(boss, "audit", dark=True)


def write_the_brief(walk):
    """The brief says what is missing while it is typed; then the kind of work, the team, the contract."""
    boss = walk.people["boss"]
    boss.goto(walk.base + "/o/northquay/work/")
    walk.look(boss, "work-empty", dark=True)
    boss.get_by_role("link", name="Write a brief").click()
    boss.get_by_label("What is to be done").fill(WORK)
    content = writings.retention_brief(date(2026, 10, 13))
    boss.locator("[name=business_question]").fill(content["business_question"])
    boss.wait_for_timeout(600)
    assert re.search("missing", boss.locator("#reading").inner_text())
    walk.look(boss, "brief-half-written", dark=True)
    for name, text in content.items():
        boss.locator(f"[name={name}]").fill(text)
    boss.wait_for_function("() => !/missing|vague/i.test(document.querySelector('#reading').innerText)")
    boss.get_by_role("button", name="Save").click()
    walk.people["brief"] = boss.url
    boss.goto(walk.people["brief"] + "kind/")
    for value in ("engineering", "engineering", "engineering", "engineering", "engineering"):
        boss.locator(f"input[type=radio][value={value}]:not(:checked)").first.check()
    boss.get_by_text("Engineering task").first.wait_for()
    walk.look(boss, "brief-kind", dark=True)
    boss.get_by_role("button", name="Save", exact=True).click()
    boss.goto(walk.people["brief"] + "team/")
    boss.get_by_label("Models in production").fill("12")
    boss.get_by_label("Data scientists there now").fill("2")
    boss.locator("#reading").get_by_text("MLOps engineer").first.wait_for()
    walk.look(boss, "brief-team", dark=True)
    boss.get_by_role("button", name="Save").click()
    boss.goto(walk.people["brief"] + "contract/")
    before = boss.locator("#reading polyline").first.get_attribute("points")
    boss.get_by_label("Months that the work takes").fill("18")
    boss.get_by_label("Must somebody run").select_option("yes")
    boss.get_by_label("Contractor, a day").fill("1100")
    boss.wait_for_function(
        "before => document.querySelector('#reading polyline').getAttribute('points') !== before", arg=before
    )
    walk.look(boss, "contract", dark=True)
    boss.get_by_role("button", name="Save").first.click()
    boss.goto(walk.people["brief"])
    assert "Ready to start" in boss.inner_text("main")
    walk.look(boss, "brief", dark=True)


def read_the_advert_live(walk):
    """The reading follows what is typed: a duty that belongs to another post is marked, and gone when it is taken out."""
    boss = walk.people["boss"]
    boss.goto(walk.base + "/o/northquay/work/adverts/new/")
    boss.get_by_label("Title of the post").fill("Data scientist, customer retention")
    boss.get_by_label("Text").fill(writings.FIRST_ADVERT)
    boss.locator("#reading mark").first.wait_for()
    boss.locator("#reading").get_by_text("own production").first.wait_for()
    walk.look(boss, "advert-editor", dark=True)
    boss.get_by_label("Text").fill(writings.ADVERT)
    boss.wait_for_function("() => !document.querySelector('#reading').innerText.includes('own production')")
    boss.get_by_role("button", name="Save").click()
    walk.look(boss, "advert", dark=True)


def describe(boss, base, title, engagement="employee", role="data_scientist"):
    """A draft with a plan and two interviewers."""
    boss.goto(base + "/o/northquay/openings/new/")
    boss.get_by_label("Title").fill(title)
    boss.get_by_label("Role").select_option(role)
    boss.get_by_label("Level").select_option("mid")
    boss.get_by_label("Engagement").select_option(engagement)
    for name in ("Maya Brandt", "Jonas Okafor"):
        boss.get_by_label(name).check()
    boss.get_by_role("button", name="Save").click()
    boss.get_by_role("link", name="Add a stage").click()
    boss.get_by_role("button", name="Save").click()
    return boss.url


def be_refused_by_the_gate(walk):
    """The draft says what the gate says, what to do first, and who may go against it."""
    boss = walk.people["boss"]
    walk.people["opening"] = describe(boss, walk.base, "Data scientist, customer retention")
    said = boss.inner_text("main")
    assert "Agree on the question before anybody is hired." in said
    assert "Do first." in said
    assert "Rosa Lindqvist" in said
    assert boss.get_by_role("button", name="Open it").count() == 0
    walk.look(boss, "refused", dark=True)
    boss.goto(walk.base + "/o/northquay/")
    walk.look(boss, "home-not-yet", dark=True)
    walk.people["contract"] = describe(boss, walk.base, "Data scientist, forecast (six months)", "contractor")


def go_against_its_advice(walk, members):
    """Only the administrator, and only with a sentence; it stays on the opening, in the list and in the trail."""
    rosa = walk.enter("rosa", members["rosa"].user)
    rosa.goto(walk.people["contract"])
    walk.look(rosa, "against-form", dark=True)
    rosa.get_by_label("Why, against the advice").fill("a hurry")
    rosa.evaluate("document.querySelector('form[action$=\"against-advice/\"]').noValidate = true")
    rosa.get_by_role("button", name="Open against the gate’s advice").click()
    assert rosa.get_by_label("Why, against the advice").input_value() == "a hurry"
    walk.look(rosa, "against-too-short", dark=True)
    rosa.get_by_label("Why, against the advice").fill(REASON)
    rosa.get_by_role("button", name="Open against the gate’s advice").click()
    said = rosa.inner_text("main")
    assert "Opened against the gate’s advice" in said
    assert REASON in said
    walk.look(rosa, "opened-against", dark=True)
    rosa.goto(walk.base + "/o/northquay/openings/")
    walk.look(rosa, "openings", dark=True)
    rosa.goto(walk.base + "/o/northquay/settings/audit/")
    assert REASON in rosa.inner_text("main")
    walk.look(rosa, "audit-trail", dark=True)


def build_the_ground_first(walk, organisation):
    """The question is clear by now, and nothing could run: the verdict permits one post, whose manager opens it."""
    boss = walk.people["boss"]
    nowhere_to_run = levels_by(data=3, process=3, technology=1, leadership=3)
    ask_again(walk, organisation, nowhere_to_run)
    boss.get_by_role("button", name="Close and show the result").click()
    said = boss.inner_text("main")
    assert "The first hire builds the ground." in boss.inner_text("h1")
    assert "The verdict permits one post first: MLOps engineer or platform engineer." in said
    walk.look(boss, "result-permits", dark=True)
    boss.goto(walk.people["opening"])
    assert "This post is another: data scientist, employee." in boss.inner_text("main")
    walk.look(boss, "not-the-permitted-one", dark=True)
    address = describe(boss, walk.base, "MLOps engineer, first of the team", role="mlops_engineer")
    walk.look(boss, "permitted", dark=True)
    boss.goto(walk.base + "/o/northquay/")
    assert "the verdict permits it first" in boss.inner_text("main")
    boss.goto(address)
    boss.get_by_role("button", name="Open it").click()
    assert "permitted first: MLOps engineer or platform engineer" in boss.inner_text("main")
    walk.look(boss, "opened-as-permitted", dark=True)
    boss.goto(walk.base + "/o/northquay/openings/")
    walk.look(boss, "openings-each-way", dark=True)


def ask_again(walk, organisation, levels):
    """A new assessment of the same work in which everybody gives these levels; ends on its page."""
    boss = walk.people["boss"]
    boss.goto(walk.base + "/o/northquay/readiness/new/")
    boss.get_by_label("piece of work").fill(WORK)
    boss.get_by_role("button", name="Begin").click()
    again = boss.url
    for email, function, _ in ASKED:
        boss.get_by_label("E-mail").fill(email)
        boss.get_by_label("What they do").fill(function)
        boss.get_by_role("button", name="Send the link").click()
    with scope(organisation=organisation):
        for one in Assessment.objects.get(state="collecting").respondents.select_related("assessment"):
            answer(one, levels)
    boss.goto(walk.base + "/o/northquay/")
    boss.get_by_role("link", name="Close it and read the result").click()
    assert boss.url == again


def answer_again_and_open(walk, organisation):
    """After the workshop they answer again; the gate says go, and the manager opens the post."""
    boss = walk.people["boss"]
    ask_again(walk, organisation, 3)
    boss.get_by_role("button", name="Close and show the result").click()
    assert boss.inner_text("h1") == "Go."
    walk.look(boss, "result-go", dark=True)
    boss.goto(walk.people["opening"])
    walk.look(boss, "may-open", dark=True)
    boss.get_by_role("button", name="Open it").click()
    assert "Open since" in boss.inner_text("main")
    walk.look(boss, "opened", dark=True)
    boss.goto(walk.base + "/o/northquay/")
    walk.look(boss, "home-at-the-end", dark=True)
