"""The database itself refuses to change what the audit trail says, on SQLite and on PostgreSQL."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from tests.factories.hiring import make_opening

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.audit.models import AuditDetail, AuditEvent, ChainHead

EVENTS, DETAILS = AuditEvent._meta.db_table, AuditDetail._meta.db_table


@pytest.fixture
def trail(hiring_manager):
    make_opening(manager=hiring_manager)
    return AuditEvent.objects.filter(organisation=hiring_manager.organisation)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {EVENTS} SET verb = 'nothing.happened'",
        f"UPDATE {EVENTS} SET hash = previous_hash WHERE number = 2",
        f"DELETE FROM {EVENTS} WHERE number = 1",
        f"DELETE FROM {EVENTS}",
        f"DELETE FROM {DETAILS}",
        f"UPDATE {DETAILS} SET after = '{{}}'",
    ],
)
def test_the_database_refuses(trail, statement):
    before = list(trail.values_list("number", "hash"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(trail.values_list("number", "hash")) == before


def test_django_refuses_in_the_same_way(trail):
    event = trail.first()
    event.verb = "nothing.happened"
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        event.delete()


def test_an_organisation_with_a_history_cannot_be_deleted_with_it(trail, organisation):
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        organisation.delete()
    assert trail.exists()


def test_a_detail_can_be_erased_and_the_chain_still_holds(trail, organisation):
    AuditDetail.objects.filter(event=trail.first()).update(before={}, after={}, erased_at=timezone.now())
    assert broken_link(organisation=organisation) is None


def test_a_table_cannot_be_truncated_where_the_database_knows_truncating(trail):
    if connection.vendor != "postgresql":
        assert "TRUNCATE" not in connection.ops.sql_flush(None or _style(), [EVENTS])[0].upper()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for another reason
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {EVENTS} CASCADE")


def _style():
    from django.core.management.color import no_style

    return no_style()


def test_what_was_changed_behind_the_guards_is_found(trail, organisation, capsys):
    from trialpiece.web.audit import guards

    guards.lift(connection)
    try:
        trail.filter(number=2).update(verb="opening.closed")
    finally:
        guards.install(connection)
    assert broken_link(organisation=organisation) == 2
    with pytest.raises(SystemExit) as left:
        call_command("audit_verify")
    assert left.value.code == 1
    assert "broken at event 2" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["first", "last"])
def test_what_was_taken_out_behind_the_guards_is_found(trail, organisation, number):
    from trialpiece.web.audit import guards

    gone = trail.first() if number == "first" else trail.last()
    guards.lift(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {DETAILS} WHERE event_id = %s", [gone.pk])
            cursor.execute(f"DELETE FROM {EVENTS} WHERE id = %s", [gone.pk])
    finally:
        guards.install(connection)
    assert broken_link(organisation=organisation) is not None


def test_the_command_says_that_every_chain_holds(trail, capsys):
    call_command("audit_verify", "northquay")
    assert capsys.readouterr().out == f"northquay: the chain of {trail.count()} events holds.\n"


def test_the_command_names_an_organisation_that_is_not_there(db, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("audit_verify", "nowhere")
    assert left.value.code == 2
    assert "no organisation “nowhere”" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_suite_can_empty_its_own_database_and_the_guards_come_back():
    """Runs outside a transaction; its teardown empties every table. The test below looks at what is left."""
    from django_scopes import scope, scopes_disabled
    from tests.factories.organisations import MembershipFactory, OrganisationFactory

    with scopes_disabled():
        organisation = OrganisationFactory()
    with scope(organisation=organisation):
        make_opening(manager=MembershipFactory(organisation=organisation, role="administrator"))
        assert ChainHead.objects.get(organisation=organisation).number > 2
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEvent.objects.update(verb="x")
