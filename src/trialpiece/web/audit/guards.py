"""Triggers that make the database itself refuse to change or delete what the audit trail says."""

from __future__ import annotations

from typing import Any

REFUSAL = "The audit trail is append-only."

# Details may be erased (a candidate's right), which sets `erased_at`; they may not be changed in any other way.
_ERASES = "NEW.erased_at IS NULL OR NEW.event_id <> OLD.event_id"

_SQLITE = {
    "audit_event_stays": ("audit_auditevent", "BEFORE DELETE", ""),
    "audit_event_as_written": ("audit_auditevent", "BEFORE UPDATE", ""),
    "audit_detail_stays": ("audit_auditdetail", "BEFORE DELETE", ""),
    "audit_detail_as_written": ("audit_auditdetail", "BEFORE UPDATE", f"WHEN {_ERASES}"),
}
_POSTGRESQL = {
    "audit_event_as_written": ("audit_auditevent", "BEFORE UPDATE OR DELETE", "FOR EACH ROW"),
    "audit_event_stays": ("audit_auditevent", "BEFORE TRUNCATE", "FOR EACH STATEMENT"),
    "audit_detail_as_written": ("audit_auditdetail", "BEFORE UPDATE", f"FOR EACH ROW WHEN ({_ERASES})"),
    "audit_detail_row_stays": ("audit_auditdetail", "BEFORE DELETE", "FOR EACH ROW"),
    "audit_detail_stays": ("audit_auditdetail", "BEFORE TRUNCATE", "FOR EACH STATEMENT"),
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION trialpiece_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(connection: Any) -> None:
    """Set the triggers, anew where they are.

    A migration that alters these tables on SQLite makes them anew and loses them: it must call this at its end.
    """
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            for name, (table, event, scope) in _POSTGRESQL.items():
                cursor.execute(
                    f"CREATE TRIGGER {name} {event} ON {table} {scope} EXECUTE FUNCTION trialpiece_append_only()"
                )
        else:
            for name, (table, event, condition) in _SQLITE.items():
                cursor.execute(
                    f"CREATE TRIGGER {name} {event} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def lift(connection: Any) -> None:
    """Take the triggers away: for going back in migrations, and for tests that empty their database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, (table, _, _) in _POSTGRESQL.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
