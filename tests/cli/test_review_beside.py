"""`trialpiece review --data` and `--exercise` lay data beside a submission, and never touch the folder they come from."""

import json
import shutil

import pytest
from click.testing import CliRunner

from trialpiece.cli.review import command
from trialpiece.cli.review_beside import beside
from trialpiece.core.exercises.flawed import flawed_submissions
from trialpiece.core.exercises.loader import load_pack, shipped_packs
from trialpiece.runner import selfcheck

SLUG = "subscription-retention"
FLAWED = {each.name: each.folder for each in flawed_submissions(load_pack(SLUG))}
needs_sandbox = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]


def ask(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "main.py"
    path.write_text(
        "import os\n"
        "print(open('data/people.csv').read())\n"
        "print(sorted(os.listdir('data')))\n"
        "open('data/people.csv', 'w').write('overwritten')\n"
    )
    return path


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "people.csv").write_text("a,b\n1,2\n")
    return folder


class TestWithTheSandbox:
    pytestmark = needs_sandbox

    def test_code_reads_a_copy_of_the_data_and_links_are_left_out_and_named(self, script, data, tmp_path):
        (tmp_path / "secret.txt").write_text("not for candidates")
        (data / "leads-out.csv").symlink_to(tmp_path / "secret.txt")
        (data / "all").symlink_to(tmp_path)
        result = ask("--json", "--data", data, script)
        assert result.exit_code == 0, result.stderr
        report = json.loads(result.stdout)
        assert report["run"]["status"] == "completed", report["run"]
        (shown,) = [out["text"] for cell in report["run"]["cells"] for out in cell["outputs"]]
        assert shown == "a,b\n1,2\n\n['people.csv']\n"
        assert (data / "people.csv").read_text() == "a,b\n1,2\n"
        assert "links are not followed; left out: all and 1 more" in result.stderr

    def test_code_that_misses_its_data_is_told_where_they_could_come_from(self, script):
        result = ask("--json", script)
        assert result.exit_code == 0
        assert "--data FOLDER lays them beside the code" in result.stderr

    def test_an_exercise_brings_its_data_and_what_it_knows_of_them(self):
        result = ask("--json", "--exercise", SLUG, "--seed", 202, FLAWED["desk-contacts"])
        report = json.loads(result.stdout)
        assert report["run"]["status"] == "completed", report["run"]
        (leak,) = [each for each in report["findings"] if each["kind"] == "leakage.target"]
        assert "the exercise says" in leak["says"]
        assert leak["confirmation"]["effect"]["n"] > 1000


def test_what_the_exercise_says_counts_without_a_run_too(tmp_path):
    own = tmp_path / SLUG
    shutil.copytree(shipped_packs() / SLUG, own)
    reports = [
        json.loads(ask("--json", "--no-run", *given, FLAWED["desk-contacts"]).stdout)
        for given in ([], ["--exercise", own, "--seed", 202])
    ]
    assert ["leakage.target" in {each["kind"] for each in report["findings"]} for report in reports] == [False, True]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--data", "{tmp}/nowhere"], "there is no such folder"),
        (["--data", "{tmp}/main.py"], "this is a file; name the folder that holds it"),
        (["--data", "{tmp}/empty"], "there is no file in it."),
        (["--data", "{tmp}/links"], "there is no file in it but links, which are not followed"),
        (["--data", "{tmp}/huge"], "it holds more than 1,024 MiB, which the sandbox refuses"),
        (["--data", "{tmp}/given", "--no-run"], "--no-run asks for none"),
        (["--seed", "3"], "name that with --exercise"),
        (["--exercise", SLUG], "say whose with --seed"),
        (["--exercise", "nothing", "--seed", "3"], "There is no exercise nothing"),
        (["--exercise", "{tmp}/given", "--seed", "3"], "--exercise"),
    ],
)
def test_what_cannot_be_laid_beside_it_is_said_in_one_line_before_anything_runs(tmp_path, script, data, options, says):
    (tmp_path / "empty").mkdir()
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "a.csv").symlink_to(script)
    (tmp_path / "huge").mkdir()
    with (tmp_path / "huge" / "all.bin").open("wb") as file:
        file.truncate(2 * 2**30)
    result = ask(*(each.format(tmp=tmp_path) for each in options), script)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_is_itself_a_link_is_taken_for_what_it_leads_to(script, data, tmp_path):
    (tmp_path / "shortcut").symlink_to(data)
    material, told = beside(data=tmp_path / "shortcut", exercise=None, seed=None, run=True, scratch=tmp_path / "x")
    assert (material.data, told) == (data.resolve(), [])
