"""The paper of a data audit says what the page says, draws from the same numbers, and shows texts as texts."""

import datetime as dt
import io
import re
import time

import pypdf
import pytest
from tests.factories.pages import text_of_pdf

from trialpiece.core.papers.audit import About, audit_data, audit_pdf
from trialpiece.core.readiness.audit import audit
from trialpiece.core.results import to_json

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
ROWS = "order_id,amount,buyer,day,churned\n" + "".join(
    f"{n},{-999 if n % 10 == 0 else 100 + n % 50 + (40 if n > 150 else 0)},{'' if n % 4 == 0 else f'Ada Kowalska-{n % 7}'},"
    f"2026-{n // 30 + 1:02d}-{n % 27 + 1:02d},{'yes' if n % 5 == 0 else 'no'}\n"
    for n in range(300)
)
HOSTILE = ['#read("/etc/passwd")', "#eval(1) $x$ *b* _i_ @r <l>", '"]}) #panic("out")', "😀 שלום 日本語", "w" * 300]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """An audit as JSON, as it is stored and printed."""
    file = tmp_path_factory.mktemp("audit") / "orders.csv"
    file.write_text(ROWS, encoding="utf-8")
    return to_json(audit(str(file), label_column="churned", time_column="day", today=NOW.date()))


def about(name="orders.csv", organisation="North Quay"):
    return About(organisation=organisation, name=name, measured=NOW.date(), drawn=NOW)


def renamed(value, names):
    """The report with other names of columns, wherever they stand."""
    if isinstance(value, str):
        for old, new in names.items():
            value = re.sub(rf"\b{old}\b", lambda _, new=new: new, value)
        return value
    if isinstance(value, dict):
        return {key: renamed(each, names) for key, each in value.items()}
    return [renamed(each, names) for each in value] if isinstance(value, list | tuple) else value


def test_it_says_what_was_found_with_its_reason_and_the_levels(report):
    text = re.sub(r"[\s-]", "", text_of_pdf(audit_pdf(report, about())))
    for part in (
        "North Quay", "orders.csv", "1 table, 5 columns, 300 rows", "23 November 2026", "Levels that this speaks for",
        "Rows by month of day", "Outcomes in churned", "60 (20.0%)", "How the numbers lie", "Empty cells", "75 of 300",
    ):  # fmt: skip
        assert re.sub(r"[\s-]", "", part) in text
    for each in report["tables"][0]["observations"]:
        assert re.sub(r"[\s-]", "", each["says"]) in text
        assert re.sub(r"[\s-]", "", each["because"]) in text
    for each in report["suggestions"]:
        assert re.sub(r"[\s-]", "", each["because"]) in text


def test_its_plots_have_the_reports_numbers_and_can_be_read_aloud(report):
    table = audit_data(report, about())["tables"][0]
    (histogram,) = [each for each in report["tables"][0]["histograms"] if each["column"] == "amount"]
    (drawn,) = [each for each in table["histograms"] if each["column"] == "amount"]
    assert drawn["heights"] == [count / max(histogram["counts"]) for count in histogram["counts"]]
    assert table["months"]["heights"] == [
        count / max(n for _, n in report["tables"][0]["by_month"]) for _, count in report["tables"][0]["by_month"]
    ]
    assert [row["share"] for row in table["outcomes"]["rows"]] == [0.8, 0.2]
    content = audit_pdf(report, about())
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    told = alternatives(root["/StructTreeRoot"])
    assert table["months"]["says"] in told
    assert drawn["says"] in told
    assert b"pdfuaid" in content


def alternatives(node, depth=0):
    """Every alternative text in a tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for each in node for text in alternatives(each, depth)]
    if not isinstance(node, dict) or depth > 60:
        return []
    found = [str(node["/Alt"])] if "/Alt" in node else []
    return found + (alternatives(node["/K"], depth + 1) if "/K" in node else [])


def test_it_shows_no_ends_of_texts(report):
    assert "Kowalska" not in text_of_pdf(audit_pdf(report, about()))


@pytest.mark.parametrize("text", HOSTILE)
def test_names_of_files_and_columns_are_shown_and_never_run(report, text):
    started = time.process_time()
    strange = renamed(report, {"amount": text, "day": text + "2", "churned": text + "3"})
    told = re.sub(r"\s", "", text_of_pdf(audit_pdf(strange, about(name=text, organisation=text))))
    assert time.process_time() - started < 5
    assert "root:" not in told
    if text.isascii():
        assert told.count(re.sub(r"\s", "", text)) >= 5


def test_a_report_from_before_there_were_plots_has_none(report):
    (table,) = report["tables"]
    old = {key: value for key, value in table.items() if key not in {"histograms", "trends", "classes", "by_month"}}
    assert "Every column" in text_of_pdf(audit_pdf({**report, "tables": [old]}, about()))


def test_what_no_page_could_hold_is_left_out_and_said(report):
    (table,) = report["tables"]
    wide = {**table, "columns": [{**table["columns"][0], "name": f"c{n}"} for n in range(1_500)]}
    started = time.process_time()
    text = text_of_pdf(audit_pdf({**report, "tables": [wide]}, about()))
    assert time.process_time() - started < 10
    assert "And 1100 more columns" in text


def test_the_same_report_gives_the_same_bytes(report):
    assert audit_pdf(report, about()) == audit_pdf(report, about())
