import json

import pytest
from click.testing import CliRunner

from trialpiece.cli import main

CELL = {"cell_type": "code", "source": ["import pandas as pd\n"], "metadata": {}, "outputs": [], "execution_count": 1}
NOTEBOOK = json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "The file is empty."),
        ("not json", "It is not valid JSON (line 1: Expecting value)."),
        (
            NOTEBOOK.replace("{\n", "{\n<<<<<<< HEAD\n", 1),
            "It holds the marks of a merge conflict (line ",
        ),
    ],
)
def test_no_questions_are_asked_about_work_that_cannot_be_read(tmp_path, content, says):
    file = tmp_path / "work.ipynb"
    file.write_text(content)
    ended = CliRunner().invoke(main, ["probes", str(file)])
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert says in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["similarity"], ["packs", "check"]])
def test_a_file_where_a_folder_is_meant_is_called_a_file(tmp_path, command):
    file = tmp_path / "work.py"
    file.write_text("x = 1\n")
    ended = CliRunner().invoke(main, [*command, str(file)])
    assert ended.exit_code == 2
    assert "this is a file" in ended.stderr


def test_a_brief_that_is_a_folder_is_called_a_folder(tmp_path):
    ended = CliRunner().invoke(main, ["scope", "work", str(tmp_path)])
    assert ended.exit_code == 2
    assert "This is a folder, not a file." in ended.stderr
