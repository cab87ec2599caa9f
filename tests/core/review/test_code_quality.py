"""Ruff's rules said in words, once for a file and a group; broken cells hide nothing; no settings of theirs count."""

import pytest
from tests.core.review.submissions import found, notebook, report_of

from trialpiece.core.review.finding import Polarity, Strength
from trialpiece.core.review.lint import joined, lint_together, lints
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading

TANGLE = "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(15))


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("code_quality.structure", TANGLE),
        ("code_quality.left_over", "import os\nimport sys\nimport re\nimport json\n"),
        ("code_quality.naming", "list = [1]\nprint(list)\nid = 3\nprint(id)\n"),
        ("code_quality.risky", "try:\n    f()\nexcept:\n    pass\n"),
        ("code_quality.risky", "def f(a=[]):\n    a.append(1)\n"),
        ("code_quality.risky", "if x is 'a':\n    pass\n"),
    ],
)
def test_a_group_of_rules_is_one_finding_at_its_first_place(tmp_path, kind, source):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook("a = 1", source)), kind)
    assert finding.location.cell == 1
    assert finding.says.startswith("In ")


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("code_quality.structure", "def f(a):\n    return a\n"),
        ("code_quality.left_over", "import os\nprint(os.name)\n"),
        ("code_quality.naming", "X_train = rows\nprint(X_train)\n"),
        ("code_quality.risky", "try:\n    f()\nexcept ValueError:\n    raise\n"),
    ],
)
def test_ordinary_code_breaks_no_group(tmp_path, kind, source):
    assert found(report_of(tmp_path, a__ipynb=notebook(source)), kind) == []


def test_an_import_used_in_another_cell_is_used(tmp_path):
    cells = notebook("import os\nimport sys\nimport re\nimport json", "print(os, sys, re, json)")
    assert found(report_of(tmp_path, a__ipynb=cells), "code_quality.left_over") == []


def test_a_broken_cell_does_not_hide_what_is_in_the_others(tmp_path):
    cells = notebook("print('a", "%%bash\nls", "print 'older'", "try:\n    f()\nexcept:\n    pass")
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "code_quality.risky")
    assert (finding.location.cell, finding.location.line) == (3, 3)


def test_the_candidates_own_settings_and_noqa_count_for_nothing(tmp_path):
    report = report_of(
        tmp_path,
        ruff__toml='lint.ignore = ["ALL"]\nexclude = ["*"]\n',
        pyproject__toml='[tool.ruff]\nlint.ignore = ["ALL"]\n',
        a__py="# ruff: noqa\ntry:\n    f()\nexcept:  # noqa\n    pass\n",
    )
    assert len(found(report, "code_quality.risky")) == 1


def test_many_readings_share_one_start_and_get_their_own_remarks(tmp_path):
    readings = []
    for number, source in enumerate(["import os\n", "x = 1\n", "import re\nimport sys\n"]):
        path = tmp_path / f"{number}.py"
        path.write_text(source)
        readings.append(Reading(read_submission(path)))
    lint_together(readings)
    assert [len(reading.once(lints)) for reading in readings] == [1, 0, 2]
    assert {lint.at.file for lint in readings[2].once(lints)} == {"2.py"}


def test_lines_of_joined_cells_lead_back_to_their_cells(tmp_path):
    (tmp_path / "a.ipynb").write_text(notebook("a = 1\nb = 2", "broken (", "c = 3"))
    (file,) = Reading(read_submission(tmp_path / "a.ipynb")).python
    text, places = joined(file)
    assert text == "a = 1\nb = 2\nc = 3\n"
    assert [(place.cell, place.line) for place in places] == [(0, 1), (0, 2), (2, 1)]


STEPS = "x_{0} = frame['{0}'].fillna(frame['{0}'].mean()).astype(float)\nplt.hist(x_{0}.clip(0, 10), bins=20, label='of {0}')\nplt.title('{0} of all')\n"


def test_statements_copied_again_and_again_are_found(tmp_path):
    cells = notebook(*(STEPS.format(name) for name in "abcde"))
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "code_quality.repetition")
    assert finding.strength is Strength.WEAK
    assert len(finding.path) == 4


def test_two_alike_are_no_repetition(tmp_path):
    cells = notebook(*(STEPS.format(name) for name in "ab"))
    assert found(report_of(tmp_path, a__ipynb=cells), "code_quality.repetition") == []


def test_functions_that_say_what_they_do_are_a_strength(tmp_path):
    said = "".join(f'def f{n}(a):\n    """Do {n}."""\n    return a\n' for n in range(3))
    unsaid = "".join(f"def f{n}(a):\n    return a\n" for n in range(3))
    (finding,) = found(report_of(tmp_path / "1", a__py=said), "code_quality.functions")
    assert finding.polarity is Polarity.STRENGTH
    assert found(report_of(tmp_path / "2", a__py=unsaid), "code_quality.functions") == []


def test_tests_of_their_own_are_a_strength(tmp_path):
    report = report_of(
        tmp_path, a__py="def add(a, b):\n    return a + b\n", test_a__py="def test_add():\n    assert 1\n"
    )
    (finding,) = found(report, "code_quality.tests")
    assert finding.location.file == "test_a.py"


def test_a_function_called_test_that_checks_nothing_is_no_test(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook("def test_model(m):\n    return m.score(X, y)"))
    assert found(report, "code_quality.tests") == []


def test_assertions_on_the_way_are_a_strength_and_absent_where_there_are_none(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook("assert len(df) == 100\nassert df.id.is_unique"))
    assert "2 places" in found(report, "code_quality.checks")[0].says
    assert found(report_of(tmp_path / "2", a__ipynb=notebook("len(df)")), "code_quality.checks") == []
