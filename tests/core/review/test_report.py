"""A report keeps to its schema, names no one, and is complete whatever a single finding does."""

import jsonschema
import pytest
from tests.core.review.submissions import code, hand_in, notebook, report_of, text

from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.registry import Entry, finding, registered
from trialpiece.core.review.report import failed, json_schema
from trialpiece.core.review.run import CellRun, RunResult, RunStatus, UnitStatus

EVERYTHING = notebook(
    text("# Churn\n" + "The goal is to explain the data and the method. " * 30),
    code("import pandas as pd\nimport os\nprint(rows)", count=3),
    code("rows = pd.read_csv('/home/jane/a.csv')\nmodel.fit(rows, y)", count=1),
    "print('broken",
    "print 'old'",
    "a, b = train_test_split(rows)\nlist = []\ntry:\n    f()\nexcept:\n    pass",
)


def test_a_report_with_everything_in_it_keeps_to_its_schema(tmp_path):
    run = RunResult(RunStatus.COMPLETED, files=("a.ipynb",), cells=(CellRun("a.ipynb", 1, UnitStatus.EXECUTED),))
    for result in (None, run):
        report = report_of(tmp_path, run=result, a__ipynb=EVERYTHING, data__a__csv="a,b\n", b__R="x <- 1")
        jsonschema.validate(report.to_json(), json_schema())
        assert len({finding.kind for finding in report.findings}) >= 8


def test_a_failure_keeps_to_the_schema_and_cannot_pass_for_a_report():
    jsonschema.validate(failed("a.zip", "It is damaged."), json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**failed("a.zip", "It is damaged."), "findings": []}, json_schema())


def test_the_schema_itself_is_valid():
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_every_finding_speaks_in_two_sentences_and_quotes_its_line(tmp_path):
    report = report_of(tmp_path, a__ipynb=EVERYTHING)
    for found in report.findings:
        assert found.says.endswith((".", "!", "?"))
        assert found.because.endswith(".")
        assert found.explanation == f"{found.says} {found.because}"
        assert found.kind


def test_what_is_measured_is_counted_right(tmp_path):
    inventory = report_of(
        tmp_path, a__ipynb=EVERYTHING, data__a__csv="a,b\n", helper__py="# one\nx = 1\n\ny = 2\n"
    ).inventory
    first, second, third = inventory.files
    assert (first.path, first.kind, first.code_cells, first.text_cells, first.executed_cells) == (
        "a.ipynb",
        "notebook",
        5,
        1,
        2,
    )
    assert (second.path, second.kind, second.size) == ("data/a.csv", "data", 4)
    assert (third.path, third.kind, third.code_lines) == ("helper.py", "script", 2)
    assert inventory.libraries == ("pandas",)
    assert inventory.data_files == ("data/a.csv",)


def test_a_finding_that_fails_is_named_and_costs_nothing_else(tmp_path, monkeypatch):
    def broken(reading):
        yield Finding.note(at=Location("a.py", 0, 1), says="One.", because="Two.")
        raise RecursionError

    everything = registered()
    monkeypatch.setattr(
        "trialpiece.core.review.engine.registered", lambda: (Entry(("test.broken",), broken), *everything)
    )
    report = review(read_submission(hand_in(tmp_path, a__py="print(total)\n")))
    assert report.incomplete == ("test.broken: RecursionError",)
    assert any(found.kind == "reproducibility.undefined_name" for found in report.findings)


def test_a_kind_has_one_owner():
    with pytest.raises(ValueError, match="two functions"):

        @finding("reproducibility.hidden_state")
        def another(reading):
            yield from ()


def test_findings_come_in_the_order_of_the_pages(tmp_path):
    report = report_of(tmp_path, a__ipynb=EVERYTHING, b__py="print(total)\n")
    places = [(f.location.file, f.location.cell, f.location.line) for f in report.findings]
    assert places == sorted(places)


def test_no_kind_floods_the_report(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook(*(f"print(name_{n})" for n in range(200))))
    assert sum(found.kind == "reproducibility.hidden_state" for found in report.findings) == 40
