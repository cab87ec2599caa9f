"""Audits of data: durable, bounded, and nothing of the data stays but the report."""

import io
import sqlite3
import struct
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.pages import text_of_pdf, visible_text

from trialpiece.web import claims
from trialpiece.web.organisations.enums import Role
from trialpiece.web.readiness import domain, measuring
from trialpiece.web.readiness.enums import AuditState
from trialpiece.web.readiness.measuring import Measured
from trialpiece.web.readiness.models import DataAudit

ROWS = "order_id,amount,customer,day\n" + "".join(
    f"{n},{-999 if n % 10 == 0 else n * 1.5},Ada Kowalska-{n % 7},2026-{n % 9 + 1:02d}-{n % 27 + 1:02d}\n"
    for n in range(200)
)


def upload(by, name="orders.csv", content=ROWS, **fields):
    raw = content.encode() if isinstance(content, str) else content
    return domain.request_audit(file=ContentFile(raw, name=name), by=by, **fields)


def spoiled_zip():
    """A zip file whose packed bytes were changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "a,b\n" + "1,2\n" * 500)
    content = bytearray(packed.getvalue())
    content[36:44] = b"\xff" * 8
    return bytes(content)


def crowded_zip():
    """A zip file that lists one entry 50,000 times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
    content = packed.getvalue()
    begin, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entries = content[begin:end] * 50_000
    counts = struct.pack("<HHLL", 50_000, 50_000, len(entries), begin)
    return content[:begin] + entries + content[end : end + 8] + counts + content[end + 20 :]


def stored():
    """Names of everything that is kept in the storage."""
    root = Path(storages["blobs"].location)
    return [str(each.relative_to(root)) for each in root.rglob("*") if each.is_file()]


def test_data_are_uploaded_measured_shown_and_deleted(client_as, hiring_manager):
    file = SimpleUploadedFile("orders.csv", ROWS.encode())
    client = client_as(hiring_manager)
    page = client.post("/o/northquay/readiness/data/new/", {"file": file}, follow=True)
    assert "Waiting for a worker" in visible_text(page)
    audit = DataAudit.objects.get()
    assert stored() == [f"audits/{audit.pk}"]
    assert domain.run_audit(audit.pk)
    assert stored() == []
    audit.refresh_from_db()
    assert (audit.state, audit.holds_data) == (AuditState.DONE, False)
    page = client.get(f"/o/northquay/readiness/data/{audit.pk}/")
    text = visible_text(page)
    assert "-999" in text
    assert "Levels that this speaks for" in text
    assert "The data were deleted" in text
    assert '<svg class="graph"' in page.content.decode()
    assert client.get(f"/o/northquay/readiness/data/{audit.pk}/audit.json").json()["schema"] == "trialpiece.audit/1"
    column = next(each for each in audit.report["tables"][0]["columns"] if each["name"] == "customer")
    assert column["low"] is None
    assert not domain.run_audit(audit.pk)


@pytest.mark.parametrize("role", Role)
def test_the_report_is_a_paper_for_those_who_read_it_and_quotes_nobody(client_as, hiring_manager, member_with, role):
    audit = upload(hiring_manager)
    client, address = client_as(member_with(role)), f"/o/northquay/readiness/data/{audit.pk}/audit.pdf"
    assert client.get(address).status_code == (403 if role == Role.INTERVIEWER else 404)
    domain.run_audit(audit.pk)
    response = client.get(address)
    if role == Role.INTERVIEWER:
        assert response.status_code == 403
        return
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="audit-{audit.pk}.pdf"'
    text = text_of_pdf(response.content)
    for part in (hiring_manager.organisation.name, "orders.csv", "-999", "Levels that this speaks for", "Every column"):
        assert part in text
    assert "Kowalska" not in text
    assert address in client.get(f"/o/northquay/readiness/data/{audit.pk}/").content.decode()


def test_a_column_is_named_once_in_what_is_said_of_it(client_as, hiring_manager):
    audit = upload(hiring_manager)
    domain.run_audit(audit.pk)
    said = visible_text(client_as(hiring_manager).get(f"/o/northquay/readiness/data/{audit.pk}/"))
    assert "amount is -999 in 20 of 200 filled rows" in said
    assert "amount: amount" not in said


def test_a_zip_of_tables_and_a_database_are_measured(hiring_manager, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil*.csv", ROWS)
        archive.writestr("folder/orders.csv", ROWS)
        archive.writestr("__MACOSX/._orders.csv", "x")
        archive.writestr("readme.pdf", "x")
    first = upload(hiring_manager, "tables.zip", packed.getvalue())
    domain.run_audit(first.pk)
    first.refresh_from_db()
    assert {table["name"] for table in first.report["tables"]} == {"evil_.csv", "orders.csv"}
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("create table orders (id integer, amount real)")
        database.executemany("insert into orders values (?, ?)", [(n, n * 2.0) for n in range(50)])
    database.close()
    second = upload(hiring_manager, "shop.db", (tmp_path / "shop.db").read_bytes())
    domain.run_audit(second.pk)
    second.refresh_from_db()
    assert second.report["tables"][0]["name"] == "orders"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.csv", "a,b\n1,2\n1,2,3,4\n" * 3, "broken.csv, line"),
        ("empty.csv", "", "empty"),
        ("none.zip", b"no zip at all", "zip file is broken"),
        ("crowded.zip", crowded_zip(), "lists too many entries"),
        ("spoiled.zip", spoiled_zip(), "zip file is broken"),
        ("deck.zip", None, "holds no CSV"),
    ],
)
def test_bad_data_are_one_clear_line_and_are_deleted_too(client_as, hiring_manager, name, content, says):
    if content is None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("deck.pptx", "x")
        content = packed.getvalue()
    audit = upload(hiring_manager, name, content)
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert audit.state == AuditState.FAILED
    assert says in audit.error
    assert "/tmp" not in audit.error
    assert stored() == []
    assert says in visible_text(client_as(hiring_manager).get(f"/o/northquay/readiness/data/{audit.pk}/"))


def test_a_zip_that_unpacks_to_too_much_is_refused(hiring_manager, monkeypatch):
    monkeypatch.setattr(measuring, "MOST_UNPACKED", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.csv", "a,b\n" + "1,2\n" * 5000)
    audit = upload(hiring_manager, "big.zip", packed.getvalue())
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert "when unpacked" in audit.error


def test_data_called_like_the_dictionary_are_what_is_measured(hiring_manager):
    described = ContentFile(b"column,description\namount,Net price in euros\n", name="dictionary.csv")
    audit = upload(hiring_manager, "dictionary.csv", dictionary=described)
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert [each["name"] for each in audit.report["tables"][0]["columns"]] == ["order_id", "amount", "customer", "day"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process from outside")
def test_the_reader_of_data_is_a_bounded_process(hiring_manager, monkeypatch):
    monkeypatch.setitem(measuring._BOUNDS, "RLIMIT_AS", 30 * 1024**2)
    audit = upload(hiring_manager)
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert "for want of memory" in audit.error


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(hiring_manager):
    from trialpiece.web.readiness.domain import auditing

    audit = upload(hiring_manager)
    first = auditing._claim(audit.pk)
    assert auditing._claim(audit.pk) is None
    DataAudit.objects.filter(pk=audit.pk).update(claimed_until=timezone.now() - timedelta(minutes=1))
    second = auditing._claim(audit.pk)
    assert not claims.renew(first)
    assert not auditing._finish(first, Measured(error="late"))
    assert stored() == [f"audits/{audit.pk}"]
    assert auditing._finish(second, Measured(report={"tables": []}))
    assert stored() == []


def test_the_sweeper_finds_what_the_queue_lost_and_data_that_a_crash_left(hiring_manager):
    lost, left = upload(hiring_manager), upload(hiring_manager)
    DataAudit.objects.filter(pk=lost.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    DataAudit.objects.filter(pk=left.pk).update(state=AuditState.DONE)
    assert domain.sweep() == 1
    assert domain.sweep() == 0
    assert stored() == [f"audits/{lost.pk}"]
    DataAudit.objects.filter(pk=lost.pk).update(state=AuditState.RUNNING, claimed_until=timezone.now())
    assert domain.sweep() == 1


def test_data_that_kill_workers_are_set_aside(hiring_manager):
    audit = upload(hiring_manager)
    DataAudit.objects.filter(pk=audit.pk).update(attempt=3)
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert "ended several workers" in audit.error


@pytest.mark.parametrize("role", Role)
def test_only_those_who_plan_may_upload(client_as, member_with, role):
    client = client_as(member_with(role))
    allowed = role in (Role.ADMINISTRATOR, Role.HIRING_MANAGER)
    assert client.get("/o/northquay/readiness/data/new/").status_code == (200 if allowed else 403)


def test_what_is_no_data_is_refused_in_the_form(client_as, hiring_manager):
    file = SimpleUploadedFile("deck.pptx", b"x")
    page = client_as(hiring_manager).post("/o/northquay/readiness/data/new/", {"file": file})
    assert "deck.pptx is not a CSV" in visible_text(page)


def test_another_organisation_finds_no_report(client_as, hiring_manager):
    audit = upload(hiring_manager)
    with scopes_disabled():
        other = OrganisationFactory(slug="elsewhere")
    with scope(organisation=other):
        stranger = MembershipFactory(organisation=other, role=Role.ADMINISTRATOR)
    for rest in ("", "status/", "audit.json"):
        assert client_as(stranger).get(f"/o/elsewhere/readiness/data/{audit.pk}/{rest}").status_code == 404
