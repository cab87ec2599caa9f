"""What keeps work from running is told with its place; what is not the candidate's doing is not held against them."""

import pytest
from tests.core.review.submissions import code, found, notebook, report_of

from trialpiece.core.review.finding import Polarity, Strength
from trialpiece.core.review.run import RunError, RunResult, RunStatus, not_run

BROKEN = "reproducibility.does_not_run"


def test_a_cell_that_is_no_python_is_found_at_its_line(tmp_path):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook("x = 1", "y = 2\nprint(f'", "z = 3")), BROKEN)
    assert (finding.location.cell, finding.location.line) == (1, 2)
    assert finding.quote == "print(f'"
    assert finding.strength is Strength.STRONG


@pytest.mark.parametrize(
    "cell", ["%matplotlib inline\n!pip install x\ndf.head?", "%%bash\nls -la", "await f()", "    x = 1"]
)
def test_what_a_notebook_takes_is_not_broken(tmp_path, cell):
    assert found(report_of(tmp_path, a__ipynb=notebook(cell)), BROKEN) == []


def test_python_2_is_a_note_of_its_own_and_not_broken(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook("print 'a'", "print 'b'"))
    assert found(report, BROKEN) == []
    (finding,) = found(report, "reproducibility.python_2")
    assert finding.polarity is Polarity.NEUTRAL
    assert "2 cells" in finding.says


def test_another_language_is_said_and_not_parsed(tmp_path):
    r_kernel = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}, "language_info": {"name": "R"}}
    report = report_of(tmp_path, a__ipynb=notebook("x <- c(1, 2)", metadata=r_kernel), b__R="y <- 2\n")
    assert found(report, BROKEN) == []
    assert [f.location.file for f in found(report, "reproducibility.another_language")] == ["a.ipynb", "b.R"]
    assert report.inventory.languages == ("r",)


def test_a_run_to_the_end_is_a_strength(tmp_path):
    run = RunResult(RunStatus.COMPLETED, seconds=12.2, files=("a.ipynb",))
    (finding,) = found(report_of(tmp_path, run=run, a__ipynb=notebook("1")), "reproducibility.runs")
    assert finding.polarity is Polarity.STRENGTH
    assert "12 seconds" in finding.says


def failed_with(name: str, message: str = "x") -> RunResult:
    error = RunError("a.ipynb", 1, 2, name, message)
    return RunResult(RunStatus.ERROR, files=("a.ipynb",), first_error=error)


def test_a_run_that_fails_is_told_where_it_failed(tmp_path):
    cells = notebook("a = 1", "b = 2\nc = a / 0")
    (finding,) = found(
        report_of(tmp_path, run=failed_with("ZeroDivisionError", "division by zero"), a__ipynb=cells), BROKEN
    )
    assert (finding.location.cell, finding.location.line, finding.quote) == (1, 2, "c = a / 0")
    assert finding.strength is Strength.STRONG


@pytest.mark.parametrize("name", ["FileNotFoundError", "ModuleNotFoundError", "URLError"])
def test_a_missing_file_package_or_network_is_a_note(tmp_path, name):
    report = report_of(tmp_path, run=failed_with(name), a__ipynb=notebook("a = 1", "b = 2\nc = 3"))
    assert found(report, BROKEN) == []
    (finding,) = found(report, "reproducibility.run_failed")
    assert finding.strength is Strength.NOTE


def test_an_attribute_that_is_gone_is_only_weak_evidence(tmp_path):
    run = failed_with("AttributeError", "'DataFrame' object has no attribute 'append'")
    (finding,) = found(report_of(tmp_path, run=run, a__ipynb=notebook("a = 1", "b = 2\nc = 3")), BROKEN)
    assert finding.strength is Strength.WEAK


def test_a_name_error_in_the_run_is_hidden_state_and_not_told_twice(tmp_path):
    run = failed_with("NameError", "name 'total' is not defined")
    report = report_of(tmp_path, run=run, a__ipynb=notebook("a = 1", "b = 2\nprint(total)"))
    assert found(report, BROKEN) == []
    assert len(found(report, "reproducibility.hidden_state")) == 1
    assert len(found(report, "reproducibility.run_failed")) == 1


def test_a_limit_that_was_reached_is_no_reproach(tmp_path):
    run = RunResult(RunStatus.TIMED_OUT, files=("a.ipynb",))
    (finding,) = found(report_of(tmp_path, run=run, a__ipynb=notebook("1")), "reproducibility.run_stopped")
    assert finding.polarity is Polarity.NEUTRAL


def test_what_was_not_run_says_why(tmp_path):
    report = report_of(tmp_path, run=not_run("The sandbox is not to be had here."), a__ipynb=notebook("1"))
    assert report.to_json()["run"] == {"skipped": "The sandbox is not to be had here."}


def test_an_error_that_was_saved_is_told_and_an_interruption_is_not(tmp_path):
    def error(name: str) -> dict:
        return {"output_type": "error", "ename": name, "evalue": "no", "traceback": []}

    cells = notebook(code("a", outputs=(error("KeyError"),)), code("b", outputs=(error("KeyboardInterrupt"),)))
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "reproducibility.saved_error")
    assert finding.location.cell == 0


def test_cells_run_out_of_order_are_found_at_the_first_step_back(tmp_path):
    cells = notebook(code("a = 1", count=5), code("b = 1", count=7), code("c = 1", count=6), code("d = 1", count=9))
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "reproducibility.out_of_order")
    assert finding.location.cell == 2


def test_gaps_in_the_numbers_are_not_out_of_order(tmp_path):
    cells = notebook(code("a = 1", count=5), code("b = 1", count=17), code("# a remark"))
    report = report_of(tmp_path, a__ipynb=cells)
    assert found(report, "reproducibility.out_of_order") == []
    assert found(report, "reproducibility.run_in_order") == []


def test_a_clean_run_from_the_top_is_a_strength(tmp_path):
    cells = notebook(code("a = 1", count=1), code(""), code("b = 1", count=2))
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "reproducibility.run_in_order")
    assert finding.polarity is Polarity.STRENGTH


def test_cells_saved_without_a_run_are_noted(tmp_path):
    cells = notebook(code("a = 1", count=1), code("b = 1", count=2), code("c = 1"))
    (finding,) = found(report_of(tmp_path, a__ipynb=cells), "reproducibility.unexecuted")
    assert finding.location.cell == 2
