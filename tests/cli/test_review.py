"""`trialpiece review` reads whatever it is given, answers in order, and never stops at a bad one."""

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from trialpiece.cli.review import command
from trialpiece.cli.review_text import print_report
from trialpiece.core.review.report import json_schema
from trialpiece.runner import selfcheck


def notebook(*sources: str) -> str:
    cells = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": count}
        for count, source in enumerate(sources, 1)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def ask(*words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def objects(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_submission_is_one_object_on_one_line_in_the_order_given(tmp_path):
    paths = []
    for number in range(5):
        path = tmp_path / f"{9 - number}.ipynb"
        path.write_text(notebook("a = 1", "print(b)"))
        paths.append(path)
    result = ask("--json", "--no-run", "--jobs", "2", *paths)
    assert result.exit_code == 0
    reports = objects(result)
    assert [report["submission"] for report in reports] == [str(path) for path in paths]
    for report in reports:
        assert report["schema"] == "trialpiece.review/1"
        assert set(report["run"]) == {"skipped"}
        (found,) = [f for f in report["findings"] if f["kind"] == "reproducibility.hidden_state"]
        assert found["location"]["cell"] == 1
        assert found["quote"] == "print(b)"


def test_a_bad_submission_is_an_object_with_error_and_the_rest_go_on(tmp_path):
    bad, good, broken_zip = tmp_path / "bad.ipynb", tmp_path / "good.py", tmp_path / "cut.zip"
    bad.write_text('{"cells": [')
    good.write_text("print(1)\n")
    broken_zip.write_bytes(b"PK\x03\x04 and no more")
    result = ask("--json", "--no-run", bad, good, broken_zip)
    assert result.exit_code == 0
    first, second, third = objects(result)
    assert "not valid JSON" in first["error"]
    assert "error" not in second
    assert "archive" in third["error"]


def test_a_path_that_is_not_there_is_told_on_standard_error_with_exit_code_2(tmp_path):
    result = ask("--json", tmp_path / "nothing.ipynb")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "nothing.ipynb" in result.stderr


def test_a_missing_path_does_not_keep_the_others_from_being_read(tmp_path):
    good = tmp_path / "good.py"
    good.write_text("print(1)\n")
    result = ask("--json", "--no-run", tmp_path / "nothing.py", good)
    assert result.exit_code == 2
    missing, read = objects(result)
    assert "no such" in missing["error"]
    assert "findings" in read


def test_folders_and_zip_files_are_read_with_everything_in_them(tmp_path):
    folder = tmp_path / "work"
    (folder / "src").mkdir(parents=True)
    (folder / "a.ipynb").write_text(notebook("import src.load"))
    (folder / "src" / "load.py").write_text("import pandas\n")
    packed = tmp_path / "work.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*.*"):
            archive.write(path, path.relative_to(tmp_path))
    result = ask("--json", "--no-run", folder, packed)
    from_folder, from_zip = objects(result)
    assert [f["path"] for f in from_folder["inventory"]["files"]] == ["a.ipynb", "src/load.py"]
    assert from_zip["inventory"]["files"] == from_folder["inventory"]["files"]
    assert from_folder["inventory"]["libraries"] == ["pandas"]


def test_without_json_a_person_reads_place_quote_and_reason(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(notebook("print(total_rows)"))
    result = ask("--no-run", path)
    assert result.exit_code == 0
    assert "a.ipynb, cell 0, line 1" in result.stdout
    assert "print(total_rows)" in result.stdout
    assert "no cell gives it a value" in " ".join(result.stdout.split())


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    folder, outside = tmp_path / "work", tmp_path / "secret.py"
    folder.mkdir()
    outside.write_text("password = 1\n")
    (folder / "a.py").write_text("print(1)\n")
    try:
        (folder / "b.py").symlink_to(outside)
    except OSError:
        pytest.skip("links cannot be made here")
    (report,) = objects(ask("--json", "--no-run", folder))
    assert [f["path"] for f in report["inventory"]["files"]] == ["a.py"]


@pytest.mark.sandbox
@pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}")
def test_the_run_confirms_a_finding_and_says_what_it_changes(tmp_path):
    path = tmp_path / "main.py"
    path.write_text(
        "from sklearn.datasets import make_classification\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.model_selection import train_test_split\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "X, y = make_classification(400, random_state=1)\n"
        "X = StandardScaler().fit_transform(X)\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)\n"
        "print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))\n"
    )
    (report,) = objects(ask("--json", path))
    (found,) = [each for each in report["findings"] if each["kind"] == "leakage.preprocessing"]
    said = found["confirmation"]
    assert (said["status"], said["effect"]["n"], said["effect"]["metric"]) == ("confirmed", 100, "ROC AUC")
    assert (
        said["sentence"] == "In the run, `StandardScaler` learned from 400 rows, and all 100 test rows were among them."
    )
    jsonschema.validate(report, json_schema())
    out = Console(file=io.StringIO(), width=200)
    print_report(out, report)
    assert "Confirmed. In the run, `StandardScaler` learned" in out.file.getvalue()
