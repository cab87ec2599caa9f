"""No submission, however odd, makes the review fail, and no report leaves its schema."""

import json

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trialpiece.core.review.cells import neutralise, read_cell
from trialpiece.core.review.engine import report_on
from trialpiece.core.review.lint import lints
from trialpiece.core.review.notebooks import UnreadableNotebook, read_notebook
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.report import json_schema
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

PIECES = st.sampled_from(
    ["x", " = ", "1", "\n", "    ", "def f(a):", "class A:", "lambda q: ", "(", ")", "[", "]", "{", "}", "'", '"', "'''", "\\", ":", ",",
     "for i in ", "if ", "import os", "from a import *", "%", "%%time\n", "%%bash\n", "!ls", "?", "del x", "global y", "print ", "try:",
     "except NameError:", ".fit(X, y)", "train_test_split(", "random_state=", "RandomForestClassifier(", "**p", "@", ":=", "await ",
     "yield ", "#", "\t", "\x0c", "\x00", "é", "\u2028", "0777", "`", "<>", "match x:", "case _:", "/home/jane/x", "password = "]
)  # fmt: skip
SOURCES = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "x"]) | JSON,
        "source": SOURCES | JSON | st.lists(SOURCES, max_size=3),
        "input": SOURCES,
        "outputs": JSON
        | st.lists(st.dictionaries(st.sampled_from(["output_type", "data", "text", "ename"]), JSON), max_size=3),
        "execution_count": JSON | st.integers(0, 50),
        "metadata": JSON,
    },
)
NOTEBOOKS = JSON | st.fixed_dictionaries(
    {"cells": st.lists(CELLS | JSON, max_size=6) | JSON},
    optional={
        "metadata": JSON,
        "nbformat": JSON,
        "worksheets": JSON | st.lists(st.fixed_dictionaries({"cells": JSON})),
    },
)


def check(*files: SourceFile) -> None:
    reading = Reading(Submission("odd", files))
    reading.known(lints, ())
    report = report_on(reading)
    assert report.incomplete == ()
    made = report.to_json()
    jsonschema.validate(made, json_schema())
    json.dumps(made, allow_nan=False).encode()
    for found in report.findings:
        assert found.location.file in {file.path for file in files}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SOURCES, min_size=1, max_size=4))
def test_any_source_is_reported_on(sources):
    cells = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(sources))
    check(SourceFile("a.ipynb", FileKind.NOTEBOOK, 1, cells, language="python"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NOTEBOOKS)
def test_any_json_is_a_notebook_or_said_not_to_be_one(data):
    try:
        cells, language, facts = read_notebook(json.dumps(data))
    except UnreadableNotebook:
        return
    check(SourceFile("a.ipynb", FileKind.NOTEBOOK, 1, cells, language=language, notebook=facts))


@settings(max_examples=150, deadline=None)
@given(SOURCES)
def test_neutralising_never_moves_a_line(source):
    python, magics, _ = neutralise(source)
    assert python.count("\n") == source.count("\n")
    assert all(1 <= magic.line <= source.count("\n") + 1 for magic in magics)


@settings(max_examples=100, deadline=None)
@given(SOURCES)
def test_what_parses_as_python_is_taken_as_it_is(source):
    cell = read_cell("a.py", Cell(0, CellKind.CODE, source))
    if (
        cell.tree is not None
        and not cell.magics
        and not cell.python2
        and not source.lstrip("\n").startswith((" ", ">", "\t", "."))
    ):
        assert cell.python.split() == source.split()
