"""A cell is read as Python whatever IPython or Python 2 made of it, and no statement leaves its line."""

import ast

import pytest

from trialpiece.core.review.cells import CodeCell, read_cell
from trialpiece.core.review.submission import Cell, CellKind


def code(source: str, language: str = "python") -> CodeCell:
    return read_cell("a.ipynb", Cell(0, CellKind.CODE, source), language)


def lines_of_calls(cell: CodeCell) -> dict[str, int]:
    assert cell.tree is not None
    return {ast.unparse(n.func): n.lineno for n in ast.walk(cell.tree) if isinstance(n, ast.Call)}


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nfit()",
        "!pip install \\\n  pandas\nfit()",
        "?print\nfit()",
        "df.head?\nfit()",
        "files = !ls\nfit()",
        "t = %timeit -o f()\nfit()",
        "if a:\n    %time x = 1\nfit()",
        "x = '''\n%notmagic\n'''\n%magic\nfit()",
        "for a in b:\n    !echo {a}\nfit()",
        "%cd ..\nfit()",
    ],
)
def test_magics_and_shell_lines_are_set_aside_and_the_rest_stays_on_its_line(source: str):
    cell = code(source)
    assert cell.problem is None
    assert lines_of_calls(cell)["fit"] == source.split("\n").index("fit()") + 1
    assert cell.python.count("\n") == source.count("\n")


def test_a_modulo_at_the_start_of_a_continued_line_is_no_magic():
    cell = code("text = ('%s'\n  % name)\n")
    assert cell.magics == ()
    assert cell.problem is None


def test_what_a_timing_magic_runs_is_read():
    cell = code("%time model.fit(X, y)\n")
    assert lines_of_calls(cell) == {"model.fit": 1}


def test_a_timed_cell_is_python_and_its_lines_keep_their_numbers():
    cell = code("%%time\nmodel.fit(X)")
    assert lines_of_calls(cell) == {"model.fit": 2}
    assert cell.magics[0].whole_cell


@pytest.mark.parametrize(
    ("magic", "language"), [("bash", "bash"), ("html", "html"), ("writefile x.py", "text"), ("R", "r")]
)
def test_a_cell_in_another_language_is_named_and_not_read_as_python(magic: str, language: str):
    cell = code(f"%%{magic}\nls -la | wc")
    assert (cell.language, cell.tree, cell.problem) == (language, None, None)


@pytest.mark.parametrize(
    "source",
    [
        "print 'a', b\nfit()",
        'print "%d rows" % n\nfit()',
        "for a in b: print a\nfit()",
        "try:\n    go()\nexcept ValueError, e:\n    print e\nfit()",
        "print 'a', \\\n  b\nfit()",
        "print 'rows: %d' % (\n  n)\nfit()",
        "if a <> 3L: print a  # a # b\nfit()",
    ],
)
def test_python_2_is_recognised_and_read(source: str):
    cell = code(source)
    assert cell.python2
    assert cell.problem is not None
    assert lines_of_calls(cell)["fit"] == source.split("\n").index("fit()") + 1


def test_a_genuine_syntax_error_is_told_with_its_line():
    cell = code("x = 1\ny = (2\nprint x y z\n")
    assert cell.tree is None
    assert cell.problem is not None
    assert not cell.python2


@pytest.mark.parametrize(
    "source", ["", "\x0c", "(" * 5000, "-" * 100_000 + "1", "a\x00b", "\\", "'''", "%%", "%", "!", "?"]
)
def test_nothing_makes_reading_a_cell_fail(source: str):
    cell = code(source)
    assert (cell.tree is None) or (cell.problem is None)


def test_a_statement_that_is_no_python_is_told_and_the_rest_is_read():
    lines = ["import pandas as pd", "df = pd.read_csv('a.csv')", "print(df.shape[^0])", "a = 1", "b = 2", "c = 3"]
    cell = code("\n".join([*lines, "for x in range 3:", "    fit()", "more()"]))
    assert cell.problem is not None
    assert cell.problem.line == 3
    assert lines_of_calls(cell) == {"pd.read_csv": 2, "more": 9}


def test_prose_in_a_code_cell_is_not_read_as_python_bit_by_bit():
    assert code("These are the results of\nall the models that we\nhave tried so far, with\nnotes.").tree is None


def test_a_percent_sign_within_a_text_of_python_2_is_no_magic():
    cell = code("print 'share = %.2f percent' % (share(x))\nfit()")
    assert cell.python2
    assert lines_of_calls(cell) == {"print": 1, "share": 1, "fit": 2}


def test_invalid_escapes_neither_warn_nor_fail():
    assert code(r"a = '\d'").tree is not None


def test_a_cell_of_one_line_may_leave_the_sign_of_a_magic_out():
    cell = code("pip install pandas")
    assert (cell.problem, cell.magics[0].name, cell.magics[0].argument) == (None, "pip", "install pandas")
    assert code("pip install pandas\nimport pandas").problem is not None
