import json

import pytest
from click.testing import CliRunner
from tests.factories.pages import text_of_pdf

from trialpiece.cli.scope_work import command


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(command, [str(each) for each in args])


def test_a_blank_brief_can_be_read_back_and_is_not_ready(run, tmp_path):
    file = tmp_path / "BRIEF.toml"
    file.write_text(run("--blank").stdout, encoding="utf-8")
    result = run(file)
    assert result.exit_code == 0
    assert "not ready to start, 0 of 8 requirements clear" in result.stdout
    for part in (
        "Kind of work: This cannot be said yet",
        "Team: Prototype",
        "Contract: ",
        "months of work on the employee",
    ):
        assert part in result.stdout


def test_as_json_it_names_its_schema_and_carries_every_reading(run, tmp_path):
    file = tmp_path / "BRIEF.toml"
    file.write_text(run("--blank").stdout, encoding="utf-8")
    report = json.loads(run(file, "--json").stdout)
    assert report["schema"] == "trialpiece.work/1"
    assert len(report["requirements"]) == 8
    assert len(report["engagement"]["options"][0]["by_month"]) == 18


def test_a_bad_brief_gives_a_line_with_its_place_and_exit_code_2(run, tmp_path):
    file = tmp_path / "BRIEF.toml"
    file.write_text('schema = "trialpiece.work-brief/1"\ntitle = 3\n', encoding="utf-8")
    result = run(file)
    assert result.exit_code == 2
    assert result.stderr == f"{file}:2: `title` must be text, not a number.\n" or result.stderr.startswith(
        f"{file}:2: "
    )


def test_without_a_file_it_says_what_to_do(run):
    result = run()
    assert result.exit_code == 2
    assert "--blank" in result.stderr


def test_it_is_called_as_scope_work(tmp_path):
    from trialpiece.cli import main

    blank = CliRunner().invoke(main, ["scope", "work", "--blank"])
    file = tmp_path / "BRIEF.toml"
    file.write_text(blank.stdout, encoding="utf-8")
    result = CliRunner().invoke(main, ["scope", "work", str(file), "--json"])
    assert json.loads(result.stdout)["schema"] == "trialpiece.work/1"


def test_the_reading_is_written_as_pdf_too(run, tmp_path):
    brief, paper = tmp_path / "BRIEF.toml", tmp_path / "brief.pdf"
    brief.write_text(run("--blank").stdout, encoding="utf-8")
    assert run(brief, "--pdf", paper, "--organisation", "North Quay").exit_code == 0
    assert "North Quay" in text_of_pdf(paper.read_bytes())
