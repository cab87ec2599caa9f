"""Audits of a PostgreSQL database: where it is allowed, read-only, and without a trace of the password."""

import json
import logging
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core import serializers
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.pages import visible_text
from tests.postgres import Server, server_programs

from trialpiece.web.audit.models import AuditDetail, AuditEvent
from trialpiece.web.readiness import domain
from trialpiece.web.readiness.enums import AuditState
from trialpiece.web.readiness.models import DataAudit

pytestmark = pytest.mark.postgres
PASSWORD = "unmistakable:hush-hush@7/?"
NEW = "/o/northquay/readiness/data/new/"


@pytest.fixture(scope="module")
def warehouse():
    """A server with one table, and a reader who needs a password."""
    programs = server_programs()
    if programs is None:
        pytest.skip("databases as sources, because no PostgreSQL server program is installed")
    server = Server(programs)
    try:
        with psycopg.connect(server.start(), autocommit=True) as link:
            link.execute("CREATE TABLE orders (id int, amount float, late bool)")
            link.execute(
                "INSERT INTO orders SELECT n, CASE WHEN n % 9 = 0 THEN -999 ELSE n END, n % 5 = 0 FROM generate_series(1, 500) n"
            )
            link.execute(psycopg.sql.SQL("CREATE ROLE reader LOGIN PASSWORD {}").format(PASSWORD))
            link.execute("GRANT SELECT ON orders TO reader")
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("local all reader scram-sha-256\n" + rules.read_text())
        server._run("pg_ctl", "-D", server.folder / "data", "-s", "reload")
        yield server
    finally:
        server.stop()


@pytest.fixture
def address(warehouse, monkeypatch):
    monkeypatch.setitem(settings.ENV, "TRIALPIECE_AUDIT_HOSTS", [str(warehouse.folder)])
    return f"postgresql://reader@{quote(str(warehouse.folder), safe='')}/postgres"


def everything_kept():
    """All rows of audits and of the trail, and all files, as one text."""
    rows = [*DataAudit.objects.all(), *AuditEvent.objects.all(), *AuditDetail.objects.all()]
    files = [each.read_bytes() for each in Path(storages["blobs"].location).rglob("*") if each.is_file()]
    return serializers.serialize("json", rows) + b"".join(files).decode("latin-1")


@pytest.mark.parametrize("where", ["field", "address"])
def test_a_permitted_database_is_measured_and_its_password_is_nowhere(
    client_as, hiring_manager, address, caplog, where
):
    client, given = client_as(hiring_manager), {"address": address, "password": PASSWORD}
    if where == "address":
        given = {"address": address.replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")}
    with caplog.at_level(logging.DEBUG):
        page = client.post(NEW, given, follow=True)
        assert "The database is read now" in visible_text(page)
        assert PASSWORD not in everything_kept()
        audit = DataAudit.objects.get()
        assert PASSWORD not in json.dumps(audit.address)
        assert domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert (audit.state, audit.error, audit.holds_data) == (AuditState.DONE, "", False)
    assert not [each for each in Path(storages["blobs"].location).rglob("*") if each.is_file()]
    table = audit.report["tables"][0]
    assert (table["name"], table["rows"]) == ("orders", 500)
    page = client.get(f"/o/northquay/readiness/data/{audit.pk}/")
    assert "-999" in visible_text(page)
    assert "Nothing of the database was kept" in visible_text(page)
    assert AuditEvent.objects.filter(verb="dataaudit.requested").exists()
    for told in (page.content.decode(), everything_kept(), caplog.text):
        assert PASSWORD not in told
        assert quote(PASSWORD, safe="") not in told
        assert "hush" not in told


def test_a_wrong_password_is_one_line_without_it(client_as, hiring_manager, address):
    client_as(hiring_manager).post(NEW, {"address": address, "password": "wrong-guess"})
    audit = DataAudit.objects.get()
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert audit.state == AuditState.FAILED
    assert "password authentication failed" in audit.error
    assert "wrong-guess" not in audit.error


def test_a_server_that_was_taken_off_the_list_is_not_asked(client_as, hiring_manager, address, monkeypatch):
    client_as(hiring_manager).post(NEW, {"address": address, "password": PASSWORD})
    monkeypatch.setitem(settings.ENV, "TRIALPIECE_AUDIT_HOSTS", [])
    audit = DataAudit.objects.get()
    domain.run_audit(audit.pk)
    audit.refresh_from_db()
    assert "not among the servers" in audit.error


def test_what_is_not_permitted_never_leaves_the_form_and_the_password_is_not_sent_back(
    client_as, hiring_manager, address
):
    page = client_as(hiring_manager).post(NEW, {"address": "postgresql://reader:hush@169.254.169.254/x"})
    assert "not among the servers" in visible_text(page)
    assert "hush" not in page.content.decode()
    assert not DataAudit.objects.exists()


def test_either_a_file_or_a_database(client_as, hiring_manager, address):
    client, file = client_as(hiring_manager), SimpleUploadedFile("a.csv", b"a,b\n1,2\n")
    assert "either a file or a database" in visible_text(client.post(NEW, {"file": file, "address": address}))
    assert "either a file or a database" in visible_text(client.post(NEW, {"address": ""}))


def test_without_the_setting_the_form_knows_files_only(client_as, hiring_manager):
    page = client_as(hiring_manager).get(NEW).content.decode()
    assert 'name="address"' not in page
    answer = client_as(hiring_manager).post(NEW, {"address": "postgresql://reader@localhost/x"})
    assert "This field is required" in visible_text(answer)
    assert not DataAudit.objects.exists()
