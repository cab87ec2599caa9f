import json

import pytest
from click.testing import CliRunner
from tests.factories.pages import text_of_pdf

from trialpiece.cli import main


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(main, ["readiness", *map(str, args)])


@pytest.fixture
def answers(run, tmp_path):
    def write(name, level):
        file = tmp_path / f"{name}.toml"
        file.write_text(run("questions").stdout.replace('= "unknown"', f"= {level}"), encoding="utf-8")
        return file

    return write


def test_score_answers_first_and_then_gives_reasons_plan_and_sensitivity(run, answers):
    result = run("score", answers("sales", 3), answers("it", 1), answers("board", 1))
    assert result.exit_code == 0
    assert result.stdout.startswith("Secure a sponsor and a budget first.")
    for part in ("What to do first", "Items that carry the verdict", "To talk about", "The next 90 days", "Nearest to"):
        assert part in result.stdout


def test_score_as_json_names_its_schema_and_keeps_respondents_apart_from_what_they_said(run, answers):
    result = run("score", answers("sales", 3), answers("it", 1), "--json")
    report = json.loads(result.stdout)
    assert report["schema"] == "trialpiece.readiness/1"
    assert report["respondents"] == 2
    assert report["dimensions"][0]["items"][0]["levels"] == [1, 3]
    assert "sales" not in result.stdout


def test_bad_answers_give_a_line_with_the_place_and_exit_code_2(run, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text("schema = ", encoding="utf-8")
    result = run("score", file)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{file}:1: ")
    assert "Traceback" not in result.output


def test_a_missing_file_is_said_plainly(run, tmp_path):
    result = run("score", tmp_path / "none.toml")
    assert result.exit_code == 2
    assert "This file is missing" in result.stderr


def test_profiles_prints_all_81(run):
    assert len(run("profiles").stdout.splitlines()) == 83


def test_the_audit_reads_as_a_report_and_suggests_levels(run, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_id,score\n" + "".join(f"{n},{-999 if n % 20 == 0 else n % 37}\n" for n in range(400)))
    result = run("audit", file)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("1 serious observation, 0 to look at.")
    assert "score is -999 in 20 of 400 filled rows" in result.stdout
    assert "1 of 4  Measured quality (data.quality)" in result.stdout


def test_the_audit_as_json_has_schema_counts_and_suggestions(run, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_id,score\n" + "".join(f"{n},{n % 37}\n" for n in range(400)))
    report = json.loads(run("audit", file, "--json").stdout)
    assert report["schema"] == "trialpiece.audit/1"
    assert report["tables"][0]["columns"][1]["filled"] == 400
    assert {each["item"] for each in report["suggestions"]} >= {"data.access", "data.dictionary", "data.quality"}


def test_a_broken_source_exits_with_2_and_one_line(run, tmp_path):
    file = tmp_path / "broken.csv"
    file.write_text("a,b\n1,2\n1,2,3\n")
    result = run("audit", file)
    assert result.exit_code == 2
    assert result.stderr == f"{file}, line 3: 3 columns where the header has 2.\n"


def test_audit_writes_its_report_as_pdf_too_without_values_of_texts(run, tmp_path):
    source, file = tmp_path / "orders.csv", tmp_path / "report.pdf"
    source.write_text("buyer,amount\n" + "".join(f"Ada Kowalska-{n},{n * 2}\n" for n in range(60)), encoding="utf-8")
    result = run("audit", source, "--pdf", file, "--organisation", "North Quay")
    assert result.exit_code == 0
    text = text_of_pdf(file.read_bytes())
    assert "North Quay" in text
    assert "orders.csv" in text
    assert "Kowalska" not in text


def test_score_writes_the_report_as_pdf_too(run, answers, tmp_path):
    file = tmp_path / "report.pdf"
    result = run("score", answers("sales", 3), answers("it", 1), "--pdf", file, "--organisation", "North Quay")
    assert result.exit_code == 0
    assert result.stdout
    assert "North Quay" in text_of_pdf(file.read_bytes())


def test_a_pdf_that_cannot_be_written_is_said_in_a_line(run, answers, tmp_path):
    result = run("score", answers("sales", 3), "--pdf", tmp_path / "none" / "report.pdf")
    assert result.exit_code == 2
    assert result.stderr.strip() == f"{tmp_path}/none/report.pdf: No such file or directory"
