"""`trialpiece exercise` and `trialpiece packs`, as a person or a script calls them."""

import json
import shutil

import pytest
from click.testing import CliRunner

from trialpiece.cli import main
from trialpiece.core.exercises.loader import shipped_packs

SLUG = "subscription-retention"


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])


def test_list_names_the_shipped_exercise_its_time_and_pay(run):
    done = run("exercise", "list")
    assert done.exit_code == 0
    assert SLUG in done.stdout
    assert "6 hours; suggested pay 420 EUR" in done.stdout
    report = json.loads(run("exercise", "list", "--json").stdout)
    assert report["schema"] == "trialpiece.exercises/1"
    assert len(report["exercises"][0]["digest"]) == 64


def test_issue_writes_a_folder_and_says_the_seed(run, tmp_path):
    done = run("exercise", "issue", SLUG, "--seed", 5, "--out", tmp_path / "new" / "out", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["schema"] == "trialpiece.exercise-issue/1"
    assert report["seed"] == 5
    written = [each for each in (tmp_path / "new" / "out").rglob("*") if each.is_file()]
    assert sorted(each.relative_to(tmp_path / "new" / "out").as_posix() for each in written) == report["files"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["issue", "nothing", "--seed", "1", "--out", "{free}"],
        ["issue", "../x", "--seed", "1", "--out", "{free}"],
        ["issue", SLUG, "--seed", "1", "--out", "{taken}"],
        ["issue", SLUG, "--seed", "1", "--out", "{file}"],
        ["issue", SLUG, "--seed", "1", "--version", "9.9.9", "--out", "{free}"],
        ["issue", SLUG, "--seed", "1", "--out", "{file}/below"],
    ],
    ids=["unknown", "odd name", "folder with something in it", "file", "unknown version", "below a file"],
)
def test_bad_input_ends_with_2_and_one_line(run, tmp_path, arguments):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine").write_text("keep")
    places = {"free": tmp_path / "free", "taken": tmp_path / "taken", "file": tmp_path / "taken" / "mine"}
    done = run("exercise", *(each.format(**places) for each in arguments))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "free").exists()
    assert (tmp_path / "taken" / "mine").read_text() == "keep"


def test_the_shipped_packs_pass_their_check(run):
    assert run("packs", "check").exit_code == 0
    assert json.loads(run("packs", "check", "--json").stdout)["problems"] == []


def test_check_names_every_error_with_file_and_line(run, tmp_path):
    folder = shutil.copytree(shipped_packs() / SLUG, tmp_path / "mine" / SLUG)
    toml = folder / "exercise.toml"
    toml.write_text(
        toml.read_text().replace("window_days = 10", "window_days = 0").replace('level = "mid"', "level = 3")
    )
    done = run("packs", "check", tmp_path / "mine")
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{toml}:") for line in lines)
    report = json.loads(run("packs", "check", folder, "--json").stdout)
    assert {each["line"] for each in report["problems"]} == {int(line.split(":")[1]) for line in lines}


def test_a_folder_without_packs_and_no_folder_are_bad_input(run, tmp_path):
    assert run("packs", "check", tmp_path).exit_code == 2
    assert run("packs", "check", tmp_path / "none").exit_code == 2
