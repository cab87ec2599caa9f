"""Reaching a source: CSV, Parquet, a folder of them, SQLite or PostgreSQL, as relations in DuckDB."""

from __future__ import annotations

import csv
import gzip
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from trialpiece.core.readiness.audit.values import AuditError, Reach
from trialpiece.core.results import Caveat

MOST_COLUMNS = 1_500
MEMORY = "1200MB"
MOST_SPILLED = "20GB"
_SETTINGS = {
    "memory_limit": MEMORY,
    "max_temp_directory_size": MOST_SPILLED,
    "preserve_insertion_order": "false",
    # DuckDB fetches programs from the net for what it does not know; nothing that is audited may bring that about
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
_ROW = "file_row_number"
_CSV = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz")
_PARQUET = (".parquet", ".pq")
_SQLITE = (".sqlite", ".sqlite3", ".db")
_LINE = re.compile(r"CSV Error on Line: (\d+)")
_WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_CONVERSION = re.compile(r'Error when converting column "(.+?)"\.')


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as DuckDB reads it. `row` numbers its rows, so that the same rows are sampled each time."""

    name: str
    sql: str
    row: str


@dataclass(slots=True)
class Opened:
    """A reached source: a DuckDB connection and the relations in it."""

    connection: duckdb.DuckDBPyConnection
    relations: list[Relation]
    reach: Reach
    caveats: list[Caveat]


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def shown(source: str) -> str:
    """A source as it may be printed: without the password of a URL."""
    bare = re.sub(r"(?<=://)([^:/@]*):.*@(?=[^@]*$)", r"\1:***@", source)
    return re.sub(r"(?<=[?&]password=)[^&]*|(?<=[?&]sslpassword=)[^&]*", "***", bare)


@contextmanager
def opened(source: str) -> Iterator[Opened]:
    """Reach a source; what is copied for reading lies in a temporary folder and is gone afterwards.

    Raises:
        AuditError: it cannot be reached or read, in one line.
    """
    with tempfile.TemporaryDirectory(prefix="trialpiece-audit-") as folder:
        connection = duckdb.connect(str(Path(folder) / "audit.duckdb"), config=dict(_SETTINGS))
        try:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"SET temp_directory = {literal(folder)}")
            yield _open(source, connection, Path(folder))
        finally:
            connection.close()


def _open(source: str, connection: duckdb.DuckDBPyConnection, folder: Path) -> Opened:
    from trialpiece.core.readiness.audit import databases

    started = time.perf_counter()
    if source.startswith(("postgresql://", "postgres://")):
        fence(connection, folder)
        return databases.open_postgres(source, connection, folder, started)
    path = Path(source)
    if not path.exists():
        raise AuditError(f"{source}: there is no such file or folder.")
    if path.is_dir():
        return _open_folder(path, connection, folder, started)
    if _is_sqlite(path):
        fence(connection, folder)
        return databases.open_sqlite(path, connection, folder, started)
    return _open_files([path], connection, folder, started, "file")


def fence(connection: duckdb.DuckDBPyConnection, folder: Path, files: Sequence[Path] = ()) -> None:
    """From here on DuckDB reaches these files and the temporary folder, nothing else, and cannot be told otherwise."""
    connection.execute(f"SET allowed_directories = [{literal(str(folder.resolve()))}]")
    connection.execute(f"SET allowed_paths = [{', '.join(literal(str(each.resolve())) for each in files)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _open_folder(path: Path, connection: duckdb.DuckDBPyConnection, folder: Path, started: float) -> Opened:
    files = sorted(each for each in path.iterdir() if each.is_file() and each.name.lower().endswith(_CSV + _PARQUET))
    if not files:
        raise AuditError(f"{path}: this folder holds no CSV or Parquet file.")
    return _open_files(files, connection, folder, started, f"folder of {len(files)} files")


def _open_files(
    files: list[Path], connection: duckdb.DuckDBPyConnection, folder: Path, started: float, kind: str
) -> Opened:
    relations, caveats, first_row = [], [], 0.0
    fence(connection, folder, files)
    for number, file in enumerate(files):
        try:
            empty = file.stat().st_size == 0
        except OSError as error:
            raise AuditError(f"{file}: cannot be read ({error.strerror}).") from None
        if empty:
            caveats.append(Caveat("empty-file", f"{file.name} is empty (0 bytes)."))
            continue
        relations.append(_relation(file, number, connection, folder, caveats))
        first_row = first_row or time.perf_counter() - started
    if not relations:
        raise AuditError(f"{files[0] if len(files) == 1 else files[0].parent}: the file is empty (0 bytes).")
    opened_after = time.perf_counter() - started
    says = f"Read from a {kind} on this machine; that says nothing about how long access takes to get."
    return Opened(connection, relations, Reach(kind, opened_after, first_row, says), caveats)


def _relation(
    file: Path, number: int, connection: duckdb.DuckDBPyConnection, folder: Path, caveats: list[Caveat]
) -> Relation:
    name = file.name
    with _readable(file).open("rb") as stream:
        magic = stream.read(4)
    # DuckDB reads `[a]`, `*` and `year=2024` in a path as more than a name, and would read other files or add columns
    link = folder / f"source{number}{'.gz' if name.lower().endswith('.gz') else ''}"
    link.symlink_to(file.resolve())
    if magic == b"PAR1":
        sql = f"read_parquet({literal(str(link))})"
        try:
            columns = connection.execute(f"SELECT * FROM {sql} LIMIT 0").description
        except duckdb.Error as error:
            says = _first_line(_pathless(str(error), link))
            raise AuditError(f"{file}: this Parquet file cannot be read ({says}).") from None
        check_width(str(file), len(columns or ()))
        return Relation(name, f"t{number}", _see(connection, link, f"t{number}"))
    if not name.lower().endswith(_CSV):
        raise AuditError(f"{file}: this is no CSV (.csv, .tsv, .txt), Parquet or SQLite file.")
    row = load_csv(connection, link, f"t{number}", shown_as=str(file), caveats=caveats)
    return Relation(name, f"t{number}", row)


def _see(connection: duckdb.DuckDBPyConnection, file: Path, view: str) -> str:
    """Make a Parquet file readable under a name, times with a zone as UTC; the name of what numbers its rows."""
    plain = f"read_parquet({literal(str(file))})"
    columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {plain}").fetchall()]
    zones = ", ".join(f"{quoted(each)}::TIMESTAMP AS {quoted(each)}" for each in _zoned(connection, plain))
    what = f"*{f' REPLACE ({zones})' if zones else ''}"
    if _ROW in (each.lower() for each in columns):  # its own column of that name leaves no room for DuckDB's
        connection.execute(f"CREATE TABLE {view} AS SELECT {what} FROM {plain}")
        return "rowid"
    connection.execute(f"CREATE VIEW {view} AS SELECT {what} FROM read_parquet({literal(str(file))}, {_ROW} = true)")
    return _ROW


def load_csv(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    table: str,
    *,
    shown_as: str,
    caveats: list[Caveat],
    text_columns: frozenset[str] = frozenset(),
) -> str:
    """Read a CSV file once, each column in the type that all its values have; the name of what numbers its rows.

    A column that is numeric at the top and holds text further down becomes text, so that the checks see it. What was
    read is kept as Parquet beside the connection's database: every check reads it in less time and memory than a table.

    Raises:
        AuditError: the file is broken; the line is named.
    """
    header = _header(file, shown_as)
    delimiter = max(",;\t|", key=header.count)
    check_width(shown_as, header.count(delimiter) + 1)
    types = dict.fromkeys(sorted(text_columns), "VARCHAR")
    encoding = "utf-8"
    kept = Path(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]) / f"{table}.parquet"
    while message := _attempt(connection, file, kept, delimiter, encoding, types):
        wrong_type = _CONVERSION.search(message)
        if wrong_type and types.get(wrong_type[1]) != "VARCHAR":
            types[wrong_type[1]] = "VARCHAR"
        elif "utf-8" in message and encoding == "utf-8":
            encoding = "latin-1"
            says = f"{shown_as} is not UTF-8; it was read as Latin-1, so accented letters may be wrong."
            caveats.append(Caveat("encoding", says))
        else:
            raise AuditError(_csv_problem(shown_as, message, file, delimiter))
    return _see(connection, kept, table)


def _attempt(  # noqa: PLR0917 - what read_csv must be told
    connection: duckdb.DuckDBPyConnection, file: Path, kept: Path, delimiter: str, encoding: str, types: dict[str, str]
) -> str | None:
    """Read a CSV into a Parquet file: None when that went well, else DuckDB's message."""
    chosen = ", ".join(f"{literal(column)}: '{kind}'" for column, kind in types.items())
    options = (
        f"header = true, skip = 0, delim = {literal(delimiter)}, quote = '\"', escape = '\"', encoding = '{encoding}'"
    )
    options += f", types = {{{chosen}}}" if chosen else ""
    try:
        connection.execute(
            f"COPY (SELECT * FROM read_csv({literal(str(file))}, {options})) TO {literal(str(kept))} (FORMAT parquet)"
        )
    except duckdb.Error as error:
        return str(error) or type(error).__name__
    return None


def _zoned(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Columns of times with a zone; they are read as UTC, since DuckDB needs more programs to show them."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    return [row[0] for row in rows if row[1] == "TIMESTAMP WITH TIME ZONE"]


def _csv_problem(shown_as: str, message: str, file: Path, delimiter: str) -> str:
    """DuckDB's many lines in one of ours."""
    line, width = _LINE.search(message), _WIDTH.search(message)
    if line and width:
        return f"{shown_as}, line {line[1]}: {width[2]} columns where the header has {width[1]}."
    found = _first_uneven(file, delimiter)
    if found:
        return f"{shown_as}, line {found[0]}: {found[1]}"
    at = f"{shown_as}, line {line[1]}" if line else shown_as
    return f"{at}: this file cannot be read as CSV ({_first_line(_pathless(message, file))})."


def _first_uneven(file: Path, delimiter: str) -> tuple[int, str] | None:
    """The first line that does not fit the header, where DuckDB only says that something does not fit."""
    wanted, started = None, 1
    with _opener(file)(file, "rt", encoding="utf-8", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                wanted = wanted or len(row)
                if row and len(row) != wanted:
                    return started, f"{len(row)} columns where the header has {wanted}."
                started = reader.line_num + 1
        except csv.Error:
            return started, "a quotation mark is not closed or stands in the wrong place."
    return None


def _opener(file: Path) -> Callable[..., IO[Any]]:
    return gzip.open if file.name.lower().endswith(".gz") else open


def _pathless(message: str, file: Path) -> str:
    """DuckDB's message without the path of our temporary folder, which tells people nothing."""
    return re.sub(rf"""\s*["']?{re.escape(str(file))}["']?""", "", message)


def _first_line(error: object) -> str:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return first.removeprefix("Invalid Input Error: ").rstrip(".")[:160]


def _header(file: Path, shown_as: str) -> str:
    """The first line, decoded leniently.

    Raises:
        AuditError: the file is binary.
    """
    try:
        with _opener(file)(file, "rb") as stream:
            first: bytes = stream.read(1_000_000)
    except OSError as error:
        raise AuditError(f"{shown_as}: cannot be read ({error}).") from None
    if b"\0" in first[:4096]:
        raise AuditError(f"{shown_as}: this is a binary file, no CSV.")
    return first.decode("utf-8", "replace").partition("\n")[0]


def _readable(file: Path) -> Path:
    """The same path, checked.

    Raises:
        AuditError: it may not be read.
    """
    try:
        file.open("rb").close()
    except OSError as error:
        raise AuditError(f"{file}: cannot be read ({error.strerror}).") from None
    return file


def _is_sqlite(path: Path) -> bool:
    with _readable(path).open("rb") as stream:
        magic = stream.read(16)
    return magic == b"SQLite format 3\0" or (not magic and path.name.lower().endswith(_SQLITE))


def check_width(shown_as: str, columns: int) -> None:
    """Refuse what no report can show.

    Raises:
        AuditError: there are more columns than the audit reads.
    """
    if columns > MOST_COLUMNS:
        says = f"{shown_as}: {columns:,} columns; the audit reads at most {MOST_COLUMNS:,}. Choose the ones the work needs."
        raise AuditError(says)
