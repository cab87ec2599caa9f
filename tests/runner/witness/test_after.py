"""What is run after the candidate's code has ended cannot change what came of it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from trialpiece.core.review.run import RunStatus
from trialpiece.runner import selfcheck
from trialpiece.runner.limits import Limits
from trialpiece.runner.submission import run_submission

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]

TELL = "open('/tmp/observations.jsonl', 'a').write('{\"after\": 1}\\n')"
SCRIPT = "import atexit, sys\natexit.register(print, 'last words')\nprint('words')\nsys.exit(0)\n"


def test_it_runs_after_a_scripts_own_last_words_and_unseen(tmp_path):
    (tmp_path / "main.py").write_text(SCRIPT)
    result = run_submission(tmp_path, preamble="pass", postamble=f"print('heard')\n{TELL}")
    assert result.status is RunStatus.COMPLETED
    assert result.cells[0].outputs[0].text == "words\nlast words\n"
    assert result.observations == ({"after": 1, "file": "main.py"},)


@pytest.mark.parametrize("ending", ["import time; time.sleep(60)", "import os; os.kill(os.getpid(), 9)", "1 / 0"])
def test_however_it_ends_the_script_had_ended_well(tmp_path, ending):
    (tmp_path / "main.py").write_text(SCRIPT)
    result = run_submission(tmp_path, limits=Limits(wall_seconds=8), preamble="pass", postamble=ending)
    assert (result.status, result.first_error, result.notes) == (RunStatus.COMPLETED, None, ())


def test_a_script_that_fails_is_told_as_ever(tmp_path):
    (tmp_path / "main.py").write_text("import sys\nprint('a')\nsys.exit(3)\n")
    result = run_submission(tmp_path, preamble="pass", postamble=TELL)
    assert result.first_error.message == "It ended with exit code 3."
    assert result.observations == ()


def test_after_each_notebook_too_within_its_share_of_the_time(tmp_path):
    for name in ("a", "b"):
        cells = [new_code_cell("x = 1"), new_code_cell("print(x)")]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    result = run_submission(tmp_path, limits=Limits(wall_seconds=30), postamble=f"{TELL}\nimport time; time.sleep(60)")
    assert result.status is RunStatus.COMPLETED
    assert [cell.outputs[0].text for cell in result.cells if cell.outputs] == ["1\n", "1\n"]
    assert result.observations == ({"after": 1, "file": "a.ipynb"}, {"after": 1, "file": "b.ipynb"})


def test_what_is_killed_after_an_early_file_is_no_finished_run(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text("print(1)\n")
    hungry = "x = [bytearray(2**20) for _ in range(400)]\nimport time; time.sleep(20)"
    limits = Limits(wall_seconds=30, memory=200 * 2**20)
    result = run_submission(tmp_path, limits=limits, preamble="pass", postamble=hungry)
    assert result.status is RunStatus.MEMORY
    assert [cell.file for cell in result.cells] == ["one.py"]
