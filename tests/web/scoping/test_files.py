"""Briefs as files, and the checklist: in and out without loss, errors at their lines, ticks with who and when."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import text_of_pdf, visible_text

from trialpiece.core.scoping.work import blank_brief, shipped_work
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.organisations.enums import Role
from trialpiece.web.scoping import domain, queries
from trialpiece.web.scoping.models import TransferCheck, WorkBrief

BASE = "/o/northquay/work/"
FILE = """schema = "trialpiece.work-brief/1"
title = "Late deliveries"
business_question = \"\"\"
Does warning dispatchers two days ahead
cut late deliveries from 12% to 8%?\"\"\"

[success]
metric = "Share of late deliveries"
threshold = "8% or less"

[data_access]
tables = ["dispatch.deliveries", "dispatch.routes"]

[timeline]
start = 2027-01-11
end = 2027-03-26
looks = [2027-02-12]

[[part]]
title = "The whole"
[part.answers]
method = "engineering"
[part.evidence]
method = "A paper on arXiv"

[team]
models_in_production = 12
present = { data_scientist = 2 }

[engagement]
duration_months = 6
ongoing_ownership = true

[costs]
salary_year = 70000
"""


def upload(client, text, path="briefs/upload/", name="BRIEF.toml"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(BASE + path, {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.fixture
def brief(hiring_manager):
    return domain.write_brief(by=hiring_manager, title="Late deliveries")


def test_an_uploaded_brief_fills_every_form_and_comes_out_as_it_went_in(client_as, hiring_manager):
    client = client_as(hiring_manager)
    page = upload(client, FILE)
    made = WorkBrief.objects.get()
    assert page.redirect_chain[-1][0] == f"{BASE}briefs/{made.pk}/edit/"
    assert "Read from BRIEF.toml" in visible_text(page)
    assert "dispatch.deliveries\ndispatch.routes" in page.content.decode()
    assert made.team == {"models_in_production": 12, "stage": None, "present": {"data_scientist": 2}}
    assert made.situation == {"duration_months": 6.0, "ongoing_ownership": True}
    assert made.costs == {"salary_year": 70000.0}
    assert made.parts[0]["answers"]["method"] == "engineering"
    assert AuditEvent.objects.filter(verb="workbrief.created", object_key=made.pk).exists()
    out = client.get(f"{BASE}briefs/{made.pk}/BRIEF.toml")
    assert out["Content-Disposition"] == 'attachment; filename="BRIEF.toml"'
    before = queries.core_of(made, keeps_lines=True)
    upload(client, out.content)
    second = WorkBrief.objects.exclude(pk=made.pk).get()
    assert queries.core_of(second, keeps_lines=True) == before
    assert "Does warning dispatchers two days ahead\ncut late" in second.content["business_question"]


def test_the_blank_brief_of_the_command_line_can_be_uploaded(client_as, hiring_manager):
    page = upload(client_as(hiring_manager), blank_brief())
    assert "Read from BRIEF.toml" in visible_text(page)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema = ", "BRIEF.toml:1: "),
        (FILE.replace('metric = "Share', 'metrik = "Share'), "BRIEF.toml:8: Unknown key `metrik`"),
        (FILE.replace("start = 2027-01-11", 'start = "next spring"'), "BRIEF.toml:15: `start` must be a date"),
        (FILE.replace("Share of late deliveries", "x" * 400), "BRIEF.toml:8: `metric`: Ensure this value has at most 300"),
        (FILE.replace("data_scientist = 2", "wizard = 2"), "BRIEF.toml:28: There is no role `wizard`"),
        (FILE.replace("duration_months = 6", "duration_months = 0"), "BRIEF.toml:31: `duration_months`"),
        (FILE.replace('method = "engineering"', 'magic = "engineering"'), "BRIEF.toml:22: There is no question"),
        (FILE + '[[part]]\ntitle = "x"\nanswers = {}\n' * 7, "8 parts; a brief here has at most 6"),
        (b"\xff\xfe\x00", "cannot be read as UTF-8"),
        (b"x" * 300_000, "larger than 256 kB"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_at_its_line_and_nothing_is_kept(client_as, hiring_manager, text, says):
    assert says in visible_text(upload(client_as(hiring_manager), text))
    assert not WorkBrief.objects.exists()


def test_markup_in_a_file_stays_text(client_as, hiring_manager):
    page = upload(client_as(hiring_manager), '"<script>alert(1)</script>" = 1', name="<b>x.toml")
    assert "<script>alert" not in page.content.decode()


def test_a_file_replaces_what_a_brief_says_but_not_its_checklist(client_as, hiring_manager, brief):
    domain.settle_transfer(brief=brief, settled=["exit"], by=hiring_manager)
    upload(client_as(hiring_manager), FILE, f"briefs/{brief.pk}/upload/")
    brief.refresh_from_db()
    assert brief.content["success_threshold"] == "8% or less"
    assert brief.transfer_checks.count() == 1


@pytest.mark.parametrize("role", Role)
def test_readers_download_and_planners_upload(client_as, member_with, brief, role):
    client = client_as(member_with(role))
    reads, writes = role != Role.INTERVIEWER, role in (Role.ADMINISTRATOR, Role.HIRING_MANAGER)
    for rest in ("BRIEF.toml", "brief.pdf"):
        assert client.get(f"{BASE}briefs/{brief.pk}/{rest}").status_code == (200 if reads else 403)
    assert client.get(f"{BASE}briefs/upload/").status_code == (200 if writes else 403)
    assert client.get(f"{BASE}briefs/{brief.pk}/upload/").status_code == (200 if writes else 403)
    assert client.post(f"{BASE}briefs/{brief.pk}/transfer/", {"settled": "exit"}).status_code == (
        302 if writes else 403
    )
    assert TransferCheck.objects.exists() == writes


def test_the_brief_as_pdf_says_what_the_page_says(client_as, hiring_manager, viewer):
    upload(client_as(hiring_manager), FILE)
    made = WorkBrief.objects.get()
    domain.settle_transfer(brief=made, settled=["exit"], by=hiring_manager)
    page = client_as(viewer).get(f"{BASE}briefs/{made.pk}/")
    assert f"{BASE}briefs/{made.pk}/brief.pdf" in page.content.decode()
    response = client_as(viewer).get(f"{BASE}briefs/{made.pk}/brief.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="brief-late-deliveries.pdf"'
    text = text_of_pdf(response.content)
    for part in (
        "Northquay Logistics",
        "Late deliveries",
        "dispatch.routes",
        "12 production models and no",
        str(hiring_manager.user),
    ):
        assert part.replace(" ", "") in text.replace(" ", "")


def test_points_are_ticked_with_who_and_when_and_audited(client_as, hiring_manager, administrator, brief):
    address = f"{BASE}briefs/{brief.pk}/transfer/"
    client_as(hiring_manager).post(address, {"settled": ["exit", "rights", "no-such-point"]})
    text = visible_text(client_as(administrator).get(f"{BASE}briefs/{brief.pk}/contract/"))
    assert f"2 of {len(shipped_work().transfer)} settled" in text
    assert str(hiring_manager.user) in text
    client_as(administrator).post(address, {"settled": ["exit", "done"], "was": ["exit", "rights"]})
    checks = {each.point: each.settled_by for each in brief.transfer_checks.all()}
    assert checks == {"exit": hiring_manager, "done": administrator}
    event = AuditEvent.objects.filter(verb="workbrief.transfer_settled").latest("number")
    assert (event.actor_key, event.object_key) == (administrator.pk, brief.pk)
    assert event.detail.before == {"settled": ["exit", "rights"]}
    assert event.detail.after == {"settled": ["done", "exit"]}
    assert "checked" not in client_as(administrator).get(f"{BASE}briefs/{brief.pk}/").content.decode()


def test_what_somebody_else_ticked_meanwhile_stays(client_as, hiring_manager, administrator, brief):
    domain.settle_transfer(brief=brief, settled=["exit"], by=administrator)
    client_as(hiring_manager).post(f"{BASE}briefs/{brief.pk}/transfer/", {"settled": ["rights"]})
    assert {each.point for each in brief.transfer_checks.all()} == {"exit", "rights"}


def test_a_checklist_saved_unchanged_is_no_event(hiring_manager, brief):
    domain.settle_transfer(brief=brief, settled=["exit"], by=hiring_manager)
    domain.settle_transfer(brief=brief, settled=["exit"], by=hiring_manager)
    assert AuditEvent.objects.filter(verb="workbrief.transfer_settled").count() == 1


def test_another_organisation_finds_no_file(client_as, brief):
    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
    for rest in ("BRIEF.toml", "brief.pdf", "upload/"):
        assert client_as(stranger).get(f"/o/elsewhere/work/briefs/{brief.pk}/{rest}").status_code == 404
    assert (
        client_as(stranger).post(f"/o/elsewhere/work/briefs/{brief.pk}/transfer/", {"settled": "exit"}).status_code
        == 404
    )
