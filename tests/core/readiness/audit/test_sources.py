import csv
import sqlite3
import tempfile
from pathlib import Path

import duckdb
import pytest
from tests.postgres import Server, server_programs

from trialpiece.core.readiness.audit import audit, databases
from trialpiece.core.readiness.audit.source import opened, shown
from trialpiece.core.readiness.audit.values import AuditError, Kind


def write(tmp_path, name, text):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def kinds(report):
    return {column.name: column.kind for column in report.tables[0].columns}


LONG = "".join(f"{n},{n * 2}\n" for n in range(30_000))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("early.csv", "a,b\n1,2\n1,2,3\n4,5\n", "early.csv, line 3: 3 columns where the header has 2."),
        ("short.csv", "a,b,c\n1,2,3\n1,2\n4,5,6\n", "short.csv, line 3: 2 columns where the header has 3."),
        ("late.csv", f"a,b\n{LONG}1,2,3\n", "late.csv, line 30002: 3 columns where the header has 2."),
        ("quote.csv", f'a,b\n1,"abc\n{LONG}', "quote.csv, line 2: a quotation mark is not closed"),
        ("empty.csv", "", "the file is empty"),
        ("header.csv", "a,b\n", "there are no rows in it"),
        ("image.csv", b"\x89PNG\r\n\0\0\0", "this is a binary file"),
        ("wide.csv", ",".join(f"c{n}" for n in range(2000)) + "\n", "2,000 columns; the audit reads at most 1,500"),
        ("broken.parquet", b"PAR1 and then nothing", "this Parquet file cannot be read"),
        ("notes.docx", b"PK\x03\x04", "this is no CSV"),
    ],
)
def test_bad_files_get_one_clear_line(tmp_path, name, text, says):
    with pytest.raises(AuditError) as error:
        audit(write(tmp_path, name, text))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("blank.csv", b'"a","","a,b","  ",\\\n' + b'1,"2""x",3,,5\n' * 3 + b'"1,2\n'),
        ("short.parquet", b"PAR1" + bytes(40)),
        ("end.parquet", b"PAR1" + bytes(40) + b"\xff\xff\xff\x7fPAR1"),
    ],
)
def test_no_error_tells_of_our_temporary_folder(tmp_path, monkeypatch, name, content):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with pytest.raises(AuditError) as error:
        audit(write(tmp_path, name, content))
    assert name in str(error.value)
    assert "temporary" not in str(error.value)


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(AuditError, match="no such file or folder"):
        audit(str(tmp_path / "none.csv"))
    with pytest.raises(AuditError, match="holds no CSV or Parquet file"):
        audit(str(tmp_path))


def test_a_column_that_is_not_there_is_named(tmp_path):
    file = write(tmp_path, "a.csv", "a,b\n1,2\n3,4\n")
    with pytest.raises(AuditError, match="there is no column 'c'; there are a, b"):
        audit(file, label_column="c")
    with pytest.raises(AuditError, match="a holds no dates"):
        audit(file, time_column="a")


def test_a_text_far_down_in_a_column_of_numbers_is_found_not_fatal(tmp_path):
    report = audit(write(tmp_path, "late.csv", f"a,b\n{LONG}oops,2\n"))
    assert kinds(report)["a"] is Kind.TEXT
    assert any(each.kind == "number-as-text" and "'oops'" in each.says for each in report.tables[0].observations)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    report = audit(write(tmp_path, "a.csv", f"a{delimiter}b\n1{delimiter}2\n3{delimiter}4\n"))
    assert kinds(report) == {"a": Kind.NUMBER, "b": Kind.NUMBER}


def test_leading_zeros_stay_text_and_are_no_defect(tmp_path):
    report = audit(write(tmp_path, "a.csv", "zip,b\n01234,1\n00123,2\n04711,3\n"))
    assert kinds(report)["zip"] is Kind.TEXT
    assert "number-as-text" not in {each.kind for each in report.tables[0].observations}


def test_latin_1_is_read_and_said(tmp_path):
    report = audit(write(tmp_path, "a.csv", "name,b\nM\xfcller,1\nMeier,2\n".encode("latin-1")))
    assert [caveat.code for caveat in report.caveats] == ["encoding"]


def test_a_folder_is_audited_table_by_table_and_an_empty_one_is_noted(tmp_path):
    write(tmp_path, "a.csv", "id,b\n1,2\n3,4\n")
    write(tmp_path, "b.csv", "id,b\n")
    duckdb.sql("SELECT range AS id, range * 2.5 AS price FROM range(10)").write_parquet(str(tmp_path / "c.parquet"))
    report = audit(str(tmp_path))
    assert [(table.name, table.rows) for table in report.tables] == [("a.csv", 2), ("c.parquet", 10)]
    assert report.caveats[0].says == "b.csv has its columns and no rows." or "no rows" in report.caveats[0].says


def test_the_same_file_gives_the_same_answer_twice_even_when_sampled(tmp_path):
    file = tmp_path / "big.parquet"
    duckdb.sql("SELECT range AS id, hash(range) % 97 AS x, 'w' || range % 13 AS w FROM range(120000)").write_parquet(
        str(file)
    )
    first, second = audit(str(file)), audit(str(file))
    assert first.tables == second.tables
    assert first.tables[0].sampled < 120_000
    assert first.caveats[0].code == "sampled"


def a_database(file):
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, amount TEXT, at TEXT)")
    database.executemany(
        "INSERT INTO customer VALUES (?, ?, ?)", [(n, str(n / 4), f"2025-01-{n % 28 + 1:02d}") for n in range(200)]
    )
    database.execute('CREATE TABLE "odd name; --" (x)')
    database.execute('INSERT INTO "odd name; --" VALUES (1)')
    database.commit()
    return database


def test_sqlite_keeps_what_is_declared_as_text_and_says_that_it_holds_numbers(tmp_path):
    a_database(tmp_path / "shop.db").close()
    report = audit(str(tmp_path / "shop.db"))
    assert [table.name for table in report.tables] == ["customer", "odd name; --"]
    found = {(each.kind, each.column) for each in report.tables[0].observations}
    assert {("number-as-text", "amount"), ("date-as-text", "at")} <= found
    assert report.tables[0].keys[0] == ("id",)


def test_a_locked_database_is_said_to_be_locked(tmp_path):
    database = a_database(tmp_path / "shop.db")
    database.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(AuditError, match="locked by another program"):
            audit(str(tmp_path / "shop.db"))
    finally:
        database.close()


def test_a_damaged_database_is_said_to_be_damaged(tmp_path):
    file = tmp_path / "shop.db"
    a_database(file).close()
    content = bytearray(file.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    file.write_bytes(content)
    with pytest.raises(AuditError, match=r"shop\.db: .*(damaged|cannot be read)"):
        audit(str(file))


def test_a_password_never_shows(tmp_path):
    with pytest.raises(AuditError) as error:
        audit("postgresql://reader:hunter2@127.0.0.1:1/shop?connect_timeout=1")
    assert "hunter2" not in str(error.value)
    assert "reader:***@127.0.0.1" in str(error.value)


@pytest.fixture
def postgres():
    """The address of a server of this test's own."""
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server program here")
    server = Server(programs)
    yield server.start()
    server.stop()


@pytest.mark.postgres
def test_postgres_is_read_table_by_table_and_never_written(postgres):
    import psycopg

    with psycopg.connect(postgres) as server:
        server.execute("CREATE TABLE orders (id int PRIMARY KEY, amount text, placed timestamptz)")
        server.execute(
            "INSERT INTO orders SELECT n, (n / 4.0)::text, timestamp '2025-01-01' + n * interval '1 hour' FROM generate_series(1, 500) n"
        )
        server.execute('CREATE TABLE "odd ""name" (x int)')
    report = audit(postgres, time_column="placed")
    assert [(table.name, table.rows) for table in report.tables] == [("orders", 500)]
    assert report.tables[0].keys[0] == ("id",)
    assert ("number-as-text", "amount") in {(each.kind, each.column) for each in report.tables[0].observations}
    assert report.reach.kind == "PostgreSQL database"
    assert "no rows" in report.caveats[0].says


def test_the_dictionary_is_measured_against_the_columns(tmp_path):
    file = write(tmp_path, "a.csv", "customer_id,amount,note\n1,2,x\n3,4,y\n")
    dictionary = tmp_path / "dictionary.csv"
    with dictionary.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [
                ("column", "description"),
                ("customer_id", "The customer id."),
                ("amount", "Net price in euros, empty when the order was cancelled"),
                ("old_column", "No longer there"),
            ]
        )
    covered = audit(file, dictionary=dictionary).coverage
    assert (covered.described.hits, covered.described.n) == (1, 3)
    assert covered.undescribed == ("customer_id", "note")  # repeating the name describes nothing
    assert covered.stale == ("old_column",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("d.json", '{"a": {"description": "Net price in euros"}}'),
        ("d.json", '[{"column": "a", "description": "Net price in euros"}]'),
        ("d.toml", 'a = "Net price in euros"'),
        ("d.md", "| Column | Description |\n| --- | --- |\n| `a` | Net price in euros |\n"),
        ("d.tsv", "table\tfield\tmeaning\na.csv\ta\tNet price in euros\n"),
    ],
)
def test_a_dictionary_may_be_written_in_several_forms(tmp_path, name, text):
    file = write(tmp_path, "a.csv", "a,b\n1,2\n3,4\n")
    covered = audit(file, dictionary=Path(write(tmp_path, name, text))).coverage
    assert (covered.described.hits, covered.described.n) == (1, 2)


@pytest.mark.parametrize("text", ["", "what,ever\n1,2\n", "{"])
def test_a_dictionary_that_is_none_is_refused(tmp_path, text):
    file = write(tmp_path, "a.csv", "a,b\n1,2\n")
    with pytest.raises(AuditError, match="dictionary"):
        audit(file, dictionary=Path(write(tmp_path, "d.csv" if text != "{" else "d.json", text)))


def test_every_type_of_a_parquet_file_and_every_name_of_a_column_is_read(tmp_path):
    file = tmp_path / "types.parquet"
    duckdb.sql(
        "SELECT range AS n, [1, 2] AS h, {'a': 1} AS m, TIME '10:00:00' AS v, 'x'::BLOB AS bin, uuid() AS x, 1.5::DECIMAL(10, 2) AS d, "
        "range % 2 = 0 AS label, INTERVAL 1 DAY AS iv, 'nan'::DOUBLE AS nothing, CASE WHEN range % 2 = 0 THEN 'inf'::DOUBLE ELSE 1 END AS far, "
        "NULL::INT AS z, 170141183460469231731687303715884105727::HUGEINT AS huge, "
        "TIMESTAMPTZ '2025-01-01 00:00+00' + to_days(range::INT) AS zoned FROM range(300)"
    ).write_parquet(str(file))
    table = audit(str(file)).tables[0]
    assert (table.rows, len(table.columns)) == (300, 14)
    assert table.keys[0] == ("n",)
    assert table.time_column == "zoned"
    found = {(each.kind, each.column) for each in table.observations}
    assert {("empty-column", "nothing"), ("empty-column", "z"), ("out-of-range", "far")} <= found


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_column_named_like_the_readers_own_row_number_is_read_as_any_other(tmp_path, ending):
    file = tmp_path / f"table.{ending}"
    form = "(FORMAT parquet)" if ending == "parquet" else "(HEADER)"
    duckdb.sql(f"COPY (SELECT range AS file_row_number, range * 2 AS amount FROM range(200)) TO '{file}' {form}")
    table = audit(str(file)).tables[0]
    assert [each.name for each in table.columns] == ["file_row_number", "amount"]
    assert table.rows == 200


def test_nothing_of_a_csv_is_left_beside_it_or_in_the_temporary_folder(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "table.csv").write_text("a,b\n1,2\n3,4\n")
    audit(str(tmp_path / "table.csv"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["table.csv", "temporary"]
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("name", ["x[ab].csv", "x*.csv", "x?.csv"])
def test_a_name_that_reads_as_a_pattern_opens_the_file_of_that_name(tmp_path, name):
    write(tmp_path, "xa.csv", "secret\n1\n2\n")
    report = audit(write(tmp_path, name, "mine\n1\n2\n"))
    assert [each.name for each in report.tables[0].columns] == ["mine"]
    assert report.tables[0].name == name


def test_a_folder_named_like_a_column_adds_none(tmp_path):
    (tmp_path / "year=2024").mkdir()
    report = audit(write(tmp_path / "year=2024", "a.csv", "mine\n1\n2\n"))
    assert [each.name for each in report.tables[0].columns] == ["mine"]


def test_what_reads_a_source_reaches_no_other_file_and_fetches_no_program(tmp_path):
    write(tmp_path, "other.csv", "secret\n1\n")
    with opened(write(tmp_path, "a.csv", "a\n1\n")) as reached:
        for sql in (
            f"FROM read_csv('{tmp_path}/other.csv')",
            "FROM read_text('/etc/passwd')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/new.db'",
            "FROM 'http://127.0.0.1:1/a.csv'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SET autoinstall_known_extensions = true",
        ):
            with pytest.raises(duckdb.Error, match=r"disabled|locked|Permission|not allowed"):
                reached.connection.execute(sql)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "other.csv"]


def test_a_default_value_does_not_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "_LEAST_ROOM", 1_000_000)
    database = sqlite3.connect(tmp_path / "small.db")
    database.execute("CREATE TABLE t (a INTEGER)")
    database.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(1_000)])
    database.execute(f"ALTER TABLE t ADD COLUMN b TEXT DEFAULT '{'x' * 50_000}'")
    database.commit()
    database.close()
    with pytest.raises(AuditError, match=r"small\.db, table t: its values are many times as long as the file"):
        audit(str(tmp_path / "small.db"))


def test_a_virtual_table_over_an_endless_query_is_not_read(tmp_path):
    database = a_database(tmp_path / "endless.db")
    database.execute(
        "CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, hex(zeroblob(9)) b FROM c"
    )
    try:
        database.execute("CREATE VIRTUAL TABLE endless USING fts5(b, content='v', content_rowid='n')")
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no full-text search")
    database.commit()
    database.close()
    assert "endless" not in {each.name for each in audit(str(tmp_path / "endless.db")).tables}


@pytest.mark.parametrize(
    "source",
    [
        "postgresql://u:hun@ter2@127.0.0.1:1/shop",
        "postgresql://u:hun/ter2@127.0.0.1:1/shop",
        "postgresql://u@127.0.0.1:1/shop?password=hunter2&connect_timeout=1",
        "postgresql://u@127.0.0.1:1/shop?sslpassword=hunter2",
    ],
)
def test_no_part_of_a_password_is_printed(source):
    assert "ter2" not in shown(source)


def test_a_dictionary_nested_without_end_is_refused(tmp_path):
    file = write(tmp_path, "a.csv", "a\n1\n")
    with pytest.raises(AuditError, match="dictionary"):
        audit(file, dictionary=Path(write(tmp_path, "d.json", "[" * 100_000)))
