"""Whatever is handed in is read as far as it can be, and never tells who handed it in."""

import json

import pytest
from tests.core.review.submissions import code, found, hand_in, notebook, report_of, text

from trialpiece.core.review.blinding import mask, mask_code, mask_prose, without_names
from trialpiece.core.review.engine import review
from trialpiece.core.review.reader import BadSubmission, decode, read_submission
from trialpiece.core.review.submission import CellKind, FileKind


def read_one(tmp_path, content: str | bytes, name: str = "a.ipynb"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_submission(path).files[0]


def test_format_3_with_its_worksheets_is_read(tmp_path):
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Data"]},
        {"cell_type": "code", "input": ["a = 1\n", "b"], "prompt_number": 4, "language": "python",
         "outputs": [{"output_type": "pyout", "text": ["1"]}, {"output_type": "display_data", "png": "AAAA"}]},
    ]  # fmt: skip
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "Jane"}, "worksheets": [{"cells": cells}]}
    file = read_one(tmp_path, json.dumps(old))
    heading, first = file.cells
    assert (heading.kind, heading.source) == (CellKind.MARKDOWN, "## Data")
    assert (first.source, first.execution_count) == ("a = 1\nb", 4)
    assert [output.kind for output in first.outputs] == ["result", "display"]
    assert file.notebook is not None
    assert file.notebook.format == "3.0"


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": [None, 3, "a"], "outputs": None, "execution_count": "x"},
        {
            "cell_type": "code",
            "source": {"a": 1},
            "outputs": [None, 3, {"data": 3}, {"output_type": 3, "data": {"text/plain": 3}}],
        },
        {"cell_type": 7},
        {},
        None,
        [],
        "text",
        {"cell_type": "code", "source": "a\ud800b\x00c"},
        {"cell_type": "code", "source": "a = 1\r\nb = 2\rc = 3"},
        {"cell_type": "code", "source": "x", "execution_count": 10**30},
    ],
)
def test_a_cell_of_any_shape_keeps_its_place(tmp_path, cell):
    file = read_one(tmp_path, json.dumps({"cells": [cell, code("last = 1")], "nbformat": 4}))
    assert file.problem is None
    assert file.cells[1].source == "last = 1"
    json.dumps(review(read_submission(tmp_path / "a.ipynb")).to_json()).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("{", "not valid JSON"),
        ("[1]", "not a notebook"),
        ("{}", "no cells"),
        ('{"cells": 3}', "no cells"),
        ("[" * 200_000, "nested too deeply"),
        ('{"cells": [' + "9" * 5000 + "]}", "number too long"),
    ],
)
def test_what_is_no_notebook_is_said_in_one_plain_sentence(tmp_path, content, says):
    problem = read_one(tmp_path, content).problem
    assert problem is not None
    assert says in problem
    assert "\n" not in problem


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfa = 1", "a = 1"),
        ("é = 1".encode(), "é = 1"),
        ("é = 1".encode("latin-1"), "é = 1"),
        ("# coding: cp1252\ns = '€'".encode("cp1252"), "# coding: cp1252\ns = '€'"),
        ("é = 1".encode("utf-16"), "é = 1"),
        (b"# coding: nonsense\n\xff", "# coding: nonsense\n\xff"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(content, expected):
    assert decode(content) == expected


def test_saved_outputs_of_any_size_are_cut_and_pictures_are_only_named(tmp_path):
    outputs = (
        {"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000},
        {
            "output_type": "display_data",
            "data": {"image/png": "A" * 1_000_000, "text/plain": "<Figure>"},
            "metadata": {},
        },
    )
    cell = read_one(tmp_path, notebook(code("a", outputs=outputs))).cells[0]
    assert len(cell.outputs[0].text) == 20_000
    assert (cell.outputs[1].text, cell.outputs[1].media) == ("<Figure>", ("image/png",))


def test_a_script_with_cell_marks_is_one_cell(tmp_path):
    for source in (
        "# %% [markdown]\n# Text\n# %%\nx = 1\n",
        "# Databricks notebook source\n# COMMAND ----------\nx = 1\n",
    ):
        file = read_one(tmp_path, source, "a.py")
        assert [(cell.index, cell.kind) for cell in file.cells] == [(0, CellKind.CODE)]


def test_files_are_known_by_what_they_are_for(tmp_path):
    names = [
        "a__ipynb",
        "b__py",
        "c__R",
        "report__md",
        "data__csv",
        "requirements__txt",
        "pyproject__toml",
        "logo__png",
        "paper__pdf",
    ]
    files = read_submission(hand_in(tmp_path, **dict.fromkeys(names, ""))).files
    kinds = {file.path: file.kind for file in files}
    assert kinds == {
        "a.ipynb": FileKind.NOTEBOOK,
        "b.py": FileKind.SCRIPT,
        "c.R": FileKind.SCRIPT,
        "report.md": FileKind.REPORT,
        "data.csv": FileKind.DATA,
        "requirements.txt": FileKind.DEPENDENCIES,
        "pyproject.toml": FileKind.DEPENDENCIES,
        "logo.png": FileKind.OTHER,
        "paper.pdf": FileKind.REPORT,
    }


def test_history_and_machine_folders_are_left_out(tmp_path):
    for name in (
        ".git/config",
        ".ipynb_checkpoints/a.ipynb",
        "__pycache__/a.pyc",
        "venv/lib/x.py",
        "node_modules/a.js",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("author = Jane")
    (tmp_path / "a.py").write_text("x = 1")
    assert [file.path for file in read_submission(tmp_path).files] == ["a.py"]


def test_nothing_inside_is_a_bad_submission(tmp_path):
    with pytest.raises(BadSubmission, match="no file inside"):
        read_submission(tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        "df = pd.read_csv('/home/jane/data.csv')",
        "df = pd.read_csv('/Users/jane/data.csv')",
        r"df = pd.read_csv('C:\\Users\\jane\\data.csv')",
        r"df = pd.read_csv(r'C:\Users\jane\data.csv')",
        "# Author: Jane Doe",
        "__author__ = 'Jane Doe'",
        "# jane@example.org",
        "  Author: Jane Doe",
        "@author: jane",
    ],
)
def test_who_wrote_it_is_hidden_and_lines_stay_lines(told):
    shown = mask_code(f"first\n{told}\nlast")
    assert "jane" not in shown.lower()
    assert shown.count("\n") == 2
    assert shown.startswith("first\n")
    assert shown.endswith("\nlast")


@pytest.mark.parametrize(
    "told", ["**Autor:** Jane Doe", "Nombre: Jane", "- E-mail: jane", "> Prepared by: Jane", "Author: jane"]
)
def test_who_wrote_it_is_hidden_in_prose(told):
    assert "jane" not in mask_prose(f"# Title\n{told}").lower()


@pytest.mark.parametrize(
    "told",
    [
        "pd.read_csv('/home/runner/a.csv')",
        "x = '/content/a.csv'",
        "@decorator",
        "a @ b",
        "authors = df.author.unique()",
        "email = df['email']",
        "def f(\n    nombre: str,\n    autor: Text): pass",
        "{\n  author: Name,\n  nome: Nome\n}",
        "/home/",
    ],
)
def test_what_names_no_one_stays_as_it_is(told):
    assert mask_code(told) == told


def test_metadata_that_names_people_never_reaches_a_report(tmp_path):
    metadata = {
        "authors": [{"name": "Jane Doe"}],
        "kernelspec": {"name": "jane-env", "display_name": "Jane's Python", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.2"},
        "colab": {"authorship_tag": "ABX", "provenance": [{"name": "jane"}]},
    }
    outputs = ({"output_type": "stream", "text": "File /home/jane/x.py"},)
    cells = notebook(text("Author: Jane Doe"), code("print(x)", outputs=outputs), metadata=metadata)
    report = report_of(tmp_path, a__ipynb=cells)
    assert "jane" not in json.dumps(report.to_json()).lower()
    assert report.inventory.files[0].kernel == "python 3.11.2"
    submission = read_submission(tmp_path / "work")
    assert "jane" not in str(submission).lower()


def test_names_that_the_product_knows_are_hidden_everywhere(tmp_path):
    hand_in(tmp_path, Jane_Doe_churn__ipynb=notebook(text("I, Jane, did it."), "jane_model = 1\nprint('janet')"))
    submission = without_names(read_submission(tmp_path), ["Jane Doe"])
    assert "jane" not in str(submission).lower().replace("janet", "")
    assert "janet" in str(submission)
    assert submission.files[0].cells[1].source.count("\n") == 1


def test_masking_is_done_once():
    once = mask("/home/jane/a")
    assert mask(once) == once


def test_a_broken_notebook_among_good_files_is_listed_with_its_problem(tmp_path):
    report = report_of(tmp_path, a__ipynb="{", b__ipynb=notebook("print(x)"))
    assert report.inventory.files[0].problem is not None
    assert len(found(report, "reproducibility.hidden_state")) == 1
    (unread,) = found(report, "reproducibility.unreadable")
    assert unread.location.file == "a.ipynb"
