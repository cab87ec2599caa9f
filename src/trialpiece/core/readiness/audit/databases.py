"""Databases as sources: SQLite by the standard library, PostgreSQL by COPY; both read-only, row by row to disk."""

from __future__ import annotations

import csv
import sqlite3
import time
from pathlib import Path
from typing import IO

import duckdb

from trialpiece.core.readiness.audit.source import Opened, Relation, check_width, load_csv, quoted, shown
from trialpiece.core.readiness.audit.values import AuditError, Reach
from trialpiece.core.results import Caveat

_WAIT = 10
"""Seconds to wait for a server or a lock."""
_STATEMENT = 600
"""Seconds that one table may take."""
MOST_BYTES = 20 * 1024**3
"""That are copied from a server, all tables together, as CSV."""
_LEAST_ROOM = 1024**3
_GROWTH = 10
"""How much longer the tables of an SQLite file may be as CSV; a number of one byte takes four, a blob twice its length."""
_LONGEST_VALUE = 64 * 1024**2


def open_sqlite(path: Path, connection: duckdb.DuckDBPyConnection, folder: Path, started: float) -> Opened:
    """Every table of an SQLite file.

    Raises:
        AuditError: it is locked, damaged or holds no table.
    """
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=2)
    except sqlite3.Error as error:
        raise AuditError(f"{path}: cannot be opened ({error}).") from None
    caveats: list[Caveat] = []
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    try:
        opened_after = time.perf_counter() - started
        relations, first_row = _read_sqlite(database, path, connection, folder, caveats)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise AuditError(f"{path}: the database is locked by another program; close it, or audit a copy.") from None
        raise AuditError(f"{path}: cannot be read ({error}).") from None
    except sqlite3.DatabaseError as error:
        raise AuditError(f"{path}: this SQLite file is damaged ({error}).") from None
    finally:
        database.close()
    says = "Read from a database file on this machine; that says nothing about how long access takes to get."
    return Opened(connection, relations, Reach("SQLite database", opened_after, first_row - started, says), caveats)


def _read_sqlite(
    database: sqlite3.Connection, path: Path, connection: duckdb.DuckDBPyConnection, folder: Path, caveats: list[Caveat]
) -> tuple[list[Relation], float]:
    """Copy every table; when the first row was there, on the performance counter."""
    # what has no page of its own is a virtual table: its rows may come from a query that never ends
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [row[0] for row in database.execute(listed)]
    if not names:
        raise AuditError(f"{path}: this database holds no table.")
    relations = []
    first_row, left = 0.0, max(_LEAST_ROOM, _GROWTH * path.stat().st_size)
    for number, name in enumerate(names):
        spool, shown_as = folder / f"{number}.csv", f"{path}, table {name}"
        text = _spool_sqlite(database, name, spool, shown_as, left)
        left -= spool.stat().st_size
        first_row = first_row or time.perf_counter()
        row = load_csv(connection, spool, f"t{number}", shown_as=shown_as, caveats=caveats, text_columns=text)
        spool.unlink()
        relations.append(Relation(name, f"t{number}", row))
    return relations, first_row


def _spool_sqlite(database: sqlite3.Connection, name: str, spool: Path, shown_as: str, most: int) -> frozenset[str]:
    """Write a table as CSV; the columns that are declared as text, which must stay so.

    Raises:
        AuditError: it has more columns than an audit reads, or a default value makes it endless.
    """
    info = database.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
    check_width(shown_as, len(info))
    declared = {row[1]: str(row[2]).upper() for row in info}
    with spool.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(_Bounded(stream, most, shown_as))
        writer.writerow(declared)
        columns = ", ".join(
            f"CASE typeof({quoted(each)}) WHEN 'blob' THEN hex({quoted(each)}) ELSE {quoted(each)} END"
            for each in declared
        )
        writer.writerows(database.execute(f"SELECT {columns} FROM {quoted(name)}"))
    return frozenset(column for column, kind in declared.items() if "CHAR" in kind or "TEXT" in kind or "CLOB" in kind)


class _Bounded:
    """A file that takes no more characters than it was made for."""

    def __init__(self, stream: IO[str], most: int, shown_as: str) -> None:
        self._put, self._left, self._shown_as = stream.write, most, shown_as

    def write(self, text: str) -> int:
        """Write on; raises AuditError at the bound."""
        self._left -= len(text)
        if self._left < 0:
            says = "its values are many times as long as the file, as defaults make them; audit an extract as CSV."
            raise AuditError(f"{self._shown_as}: {says}")
        return self._put(text)


def open_postgres(url: str, connection: duckdb.DuckDBPyConnection, folder: Path, started: float) -> Opened:
    """Every table and view of the user's own schemas in a PostgreSQL database.

    Raises:
        AuditError: it cannot be reached, or holds no table that this user may read.
    """
    import psycopg

    try:
        with psycopg.connect(
            url, connect_timeout=_WAIT, options=f"-c lock_timeout={_WAIT}s -c statement_timeout={_STATEMENT}s "
            "-c default_transaction_read_only=on -c client_encoding=UTF8", application_name="trialpiece audit",
        ) as server:  # fmt: skip
            server.read_only = True
            opened_after = time.perf_counter() - started
            tables = server.execute(
                "SELECT table_schema, table_name FROM information_schema.tables "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
            ).fetchall()
            if not tables:
                raise AuditError(f"{shown(url)}: no table that this user may read.")
            caveats: list[Caveat] = []
            relations = []
            first_row, left = 0.0, MOST_BYTES
            for number, (schema, name) in enumerate(tables):
                label = name if schema == "public" else f"{schema}.{name}"
                spool = folder / f"{number}.csv"
                text = _spool_postgres(server, schema, name, spool, f"{shown(url)}, table {label}", left)
                left -= spool.stat().st_size
                first_row = first_row or time.perf_counter() - started
                where = f"{shown(url)}, table {label}"
                row = load_csv(connection, spool, f"t{number}", shown_as=where, caveats=caveats, text_columns=text)
                spool.unlink()
                relations.append(Relation(label, f"t{number}", row))
    except psycopg.Error as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise AuditError(f"{shown(url)}: cannot be read ({first}).") from None
    says = f"Connected in {opened_after:.1f} s, first table read after {first_row:.1f} s."
    return Opened(connection, relations, Reach("PostgreSQL database", opened_after, first_row, says), caveats)


def _spool_postgres(  # noqa: PLR0917 - which table, and where it goes
    server: object, schema: str, name: str, spool: Path, shown_as: str, most: int
) -> frozenset[str]:
    """Stream a table to CSV by COPY; the columns that are declared as text, which must stay so.

    Raises:
        AuditError: it has more columns or bytes than an audit reads.
    """
    import psycopg
    from psycopg import sql

    assert isinstance(server, psycopg.Connection)  # noqa: S101 - psycopg is imported late; this tells the type checker
    declared = server.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        (schema, name),
    ).fetchall()
    check_width(shown_as, len(declared))
    table = sql.Identifier(schema, name)
    query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER)").format(table)
    with spool.open("wb") as stream, server.cursor().copy(query) as copy:
        for block in copy:
            most -= len(block)
            if most < 0:
                says = f"more than {MOST_BYTES // 1024**3} GB in all; audit an extract, or as a user who sees fewer tables."
                raise AuditError(f"{shown_as}: {says}")
            stream.write(block)
    return frozenset(column for column, kind in declared if kind in ("text", "character varying", "character"))
