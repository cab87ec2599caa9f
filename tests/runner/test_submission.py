"""A submission is run as its author would run it, and the result says how far it got."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from trialpiece.core.review.run import RunStatus, UnitStatus
from trialpiece.runner import selfcheck
from trialpiece.runner.limits import MIB, Limits
from trialpiece.runner.submission import choose, run_submission

sandboxed = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]


def needs_sandbox(test):
    for mark in sandboxed:
        test = mark(test)
    return test


def notebook(path, *sources, **metadata):
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [new_markdown_cell(s[1:]) if s.startswith("#") else new_code_cell(s) for s in sources]
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)


def files(root, **contents):
    for name, content in contents.items():
        path = root / name.replace("__", "/")
        path = path.with_name(path.name + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@needs_sandbox
def test_a_notebook_runs_cell_by_cell_and_goes_on_after_an_error(tmp_path):
    notebook(tmp_path / "work.ipynb", "# title", "x = 2\nx", "def f():\n    return 1 / 0\nf()", "print(x)", "# end")
    result = run_submission(tmp_path)
    assert result.status is RunStatus.ERROR
    assert [(cell.cell, cell.status) for cell in result.cells] == [
        (1, UnitStatus.EXECUTED),
        (2, UnitStatus.FAILED),
        (3, UnitStatus.EXECUTED),
    ]
    assert result.cells[0].outputs[0].text == "2"
    assert result.cells[2].outputs[0].text == "2\n"
    error = result.first_error
    assert (error.file, error.cell, error.line, error.name) == ("work.ipynb", 2, 3, "ZeroDivisionError")
    assert error.sentence() == "ZeroDivisionError in work.ipynb, cell 2, line 3: division by zero"
    assert json.loads(json.dumps(result.as_json()))["status"] == "error"
    assert {"python", "pandas", "scikit-learn"} <= set(result.versions)


@needs_sandbox
def test_data_is_there_for_every_notebook_and_pictures_and_files_come_back(tmp_path):
    data = tmp_path / "pack"
    data.mkdir()
    (data / "x.csv").write_text("a,b\n1,2\n")
    work = tmp_path / "work"
    notebook(work / "1-read.ipynb", "import pandas as pd\nprint(pd.read_csv('data/x.csv').b[0])")
    notebook(
        work / "notebooks" / "10-plot.ipynb",
        "print(open('data/x.csv').read() == open('../data/x.csv').read())",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('out.png')\nplt.show()",
    )
    result = run_submission(work, data_dir=data, outputs_dir=tmp_path / "out")
    assert result.status is RunStatus.COMPLETED, result
    assert result.files == ("1-read.ipynb", "notebooks/10-plot.ipynb")
    assert [cell.outputs[0].text for cell in result.cells[:2]] == ["2\n", "True\n"]
    picture = next(out for out in result.cells[2].outputs if out.picture)
    assert "image/png" in picture.media
    assert [file.path for file in result.produced] == ["notebooks/out.png"]
    assert (tmp_path / "out" / "notebooks" / "out.png").read_bytes().startswith(b"\x89PNG")
    assert result.refused == ()
    assert not (work / "data").exists()


@needs_sandbox
def test_a_run_that_is_stopped_tells_where(tmp_path):
    notebook(tmp_path / "slow.ipynb", "1", "import time\ntime.sleep(60)", "2")
    result = run_submission(tmp_path, limits=Limits(wall_seconds=6))
    assert result.status is RunStatus.TIMED_OUT
    assert [cell.status for cell in result.cells] == [
        UnitStatus.EXECUTED,
        UnitStatus.FAILED,
        UnitStatus.NOT_REACHED,
    ]
    assert (result.first_error.cell, result.first_error.name) == (1, "TimeLimit")


@needs_sandbox
def test_too_much_memory_is_told_as_such(tmp_path):
    notebook(tmp_path / "greedy.ipynb", "held = bytearray(b'x') * (700 << 20)\nimport time; time.sleep(3)")
    result = run_submission(tmp_path, limits=Limits(memory=400 * MIB))
    assert result.status is RunStatus.MEMORY
    assert result.first_error.name == "MemoryLimit"


@needs_sandbox
def test_a_dead_interpreter_ends_its_notebook_and_the_next_one_still_runs(tmp_path):
    notebook(tmp_path / "a.ipynb", "import os\nos._exit(1)", "1")
    notebook(tmp_path / "b.ipynb", "'alive'")
    result = run_submission(tmp_path)
    assert [(cell.file, cell.status.value) for cell in result.cells] == [
        ("a.ipynb", "failed"),
        ("b.ipynb", "executed"),
        ("a.ipynb", "not_reached"),
    ]
    assert result.first_error.name == "KernelDied"


@needs_sandbox
def test_a_cell_cannot_write_its_own_report(tmp_path):
    forge = """
import glob, os
seen = []
for fd in glob.glob(f"/proc/{os.getppid()}/fd/*") + glob.glob("/proc/1/fd/*"):
    try:
        if os.readlink(fd) == "/dev/null": continue
        with open(fd, "wb", buffering=0) as file:
            file.write(b'\\n{"done": true, "file": "forged", "problem": "forged"}\\n'); seen.append(fd)
    except OSError: pass
print(seen, os.path.exists(f"/proc/{os.getppid()}"))
"""
    notebook(tmp_path / "forge.ipynb", forge)
    result = run_submission(tmp_path)
    assert result.cells[0].outputs[0].text == "[] True\n"
    assert result.notes == ()


@needs_sandbox
def test_a_flood_in_a_cell_is_cut_and_does_not_end_the_run(tmp_path):
    notebook(tmp_path / "loud.ipynb", "for _ in range(20000): print('x' * 100)", "'after'")
    result = run_submission(tmp_path)
    assert result.status is RunStatus.COMPLETED
    assert result.cells[0].outputs[0].truncated
    assert len(result.cells[0].outputs[0].text) <= 20_000
    assert result.cells[1].outputs[0].text == "'after'"


@needs_sandbox
def test_what_comes_back_can_be_stored_whatever_the_code_prints(tmp_path):
    notebook(tmp_path / "odd.ipynb", r"print('a\0b \ud800 c')", r"raise ValueError('\0')")
    result = run_submission(tmp_path, preamble="open('/tmp/observations.jsonl', 'a').write('{\"x\": NaN}\\n')")
    told = json.dumps(result.as_json(), allow_nan=False, ensure_ascii=False)
    assert told.encode("utf-8")  # no half of a character
    assert "\\u0000" not in told
    assert result.observations == ({"x": None, "file": "odd.ipynb"},)


@needs_sandbox
def test_hundreds_of_loud_cells_do_not_end_the_run(tmp_path):
    loud = "print('x' * 19000 + '\\n'); from IPython.display import display\nfor _ in range(50): display('y' * 19000)"
    notebook(tmp_path / "loud.ipynb", *[loud] * 45)
    result = run_submission(tmp_path)
    assert result.status is RunStatus.COMPLETED
    assert len(result.cells) == 45
    assert len(json.dumps(result.as_json())) < 16_000_000
    assert result.cells[-1].outputs[0].truncated


@needs_sandbox
def test_a_script_runs_from_the_root_and_its_error_has_a_line(tmp_path):
    files(tmp_path, src__model="VALUE = 3\n", main="import sys\nfrom src.model import VALUE\nprint(VALUE)\nint('x')\n")
    result = run_submission(tmp_path)
    assert result.files == ("main.py",)
    assert result.cells[0].outputs[0].text == "3\n"
    error = result.first_error
    assert (error.file, error.cell, error.line, error.name) == ("main.py", 0, 4, "ValueError")


@needs_sandbox
def test_a_preamble_runs_first_everywhere_and_its_observations_come_back(tmp_path):
    preamble = "import builtins\nbuiltins.seen = 41\nopen('/tmp/observations.jsonl', 'a').write('{\"fit\": 1}\\n')"
    notebook(tmp_path / "nb" / "a.ipynb", "seen + 1")
    with_notebook = run_submission(tmp_path / "nb", preamble=preamble)
    files(tmp_path / "script", main="import sys\nprint(seen + 1, __name__, sys.argv)\n")
    with_script = run_submission(tmp_path / "script", preamble=preamble)
    assert with_notebook.cells[0].outputs[0].text == "42"
    assert with_notebook.observations == ({"file": "a.ipynb", "fit": 1},)
    assert with_script.cells[0].outputs[0].text == "42 __main__ ['main.py']\n"
    assert with_script.observations == ({"file": "main.py", "fit": 1},)


@needs_sandbox
def test_what_the_sandbox_lacks_is_not_held_against_the_work(tmp_path):
    notebook(
        tmp_path / "a.ipynb",
        "import a_rare_package",
        "import pandas as pd\npd.read_csv('https://example.org/x.csv')",
        "pd.read_csv('C:/Users/me/x.csv')",
        "!pip install a_rare_package",
    )
    result = run_submission(tmp_path)
    assert [cell.status.value for cell in result.cells] == ["failed", "failed", "failed", "executed"]
    package, network, file = result.notes
    assert package.startswith("a_rare_package could not be imported")
    assert network == "The code wanted the network, which the sandbox does not have."
    assert file.startswith("C:/Users/me/x.csv was not found")


@needs_sandbox
def test_old_formats_run_and_other_languages_are_told_apart(tmp_path):
    old = {
        "nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
        "worksheets": [{"cells": [{"cell_type": "code", "language": "python", "input": ["6 * 7"], "outputs": [],
                                   "metadata": {}, "collapsed": False}], "metadata": {}}],
    }  # fmt: skip
    (tmp_path / "a-old.ipynb").write_text(json.dumps(old))
    notebook(tmp_path / "b-r.ipynb", "library(caret)", kernelspec={"name": "ir", "language": "R", "display_name": "R"})
    (tmp_path / "c-broken.ipynb").write_text('{"cells": [')
    result = run_submission(tmp_path)
    assert result.cells[0].outputs[0].text == "42"
    assert [cell.file for cell in result.cells] == ["a-old.ipynb"]
    assert "its language is r" in result.notes[0]
    assert "c-broken.ipynb could not be read" in result.notes[1]


@needs_sandbox
def test_where_there_is_nothing_to_run_it_says_so(tmp_path):
    (tmp_path / "report.md").write_text("words")
    assert run_submission(tmp_path).as_json() == {
        "skipped": "There is no notebook and no Python script in it that could be run."
    }


def test_without_a_sandbox_nothing_is_run_and_the_reason_is_one_sentence(tmp_path, monkeypatch):
    assert selfcheck.available()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TRIALPIECE_RUNTIME", str(tmp_path / "never-built"))
        files(tmp_path, main="open('ran', 'w')")
        result = run_submission(tmp_path)
    assert selfcheck.available(), "what is said of one runtime says nothing of another"
    assert result.status is RunStatus.NOT_RUN
    assert not (tmp_path / "ran").exists()
    assert result.skipped.count(".") >= 1
    assert "\n" not in result.skipped


def test_notebooks_come_before_scripts_and_in_natural_order(tmp_path):
    for name in ("10-model", "2-clean", ".ipynb_checkpoints/2-clean-checkpoint", "sub/1"):
        notebook(tmp_path / f"{name}.ipynb", "1")
    files(tmp_path, main="1")
    assert choose(tmp_path).files == ("2-clean.ipynb", "10-model.ipynb", "sub/1.ipynb")


def test_of_scripts_the_main_one_runs(tmp_path):
    files(tmp_path / "named", src__helpers="1", main="1", other="1")
    files(tmp_path / "guarded", tools="1", go="if __name__ == '__main__':\n    pass\n", test_go="1")
    files(tmp_path / "linked", tools="1", report="import tools\n", setup="1")
    assert choose(tmp_path / "named").scripts == ("main.py",)
    assert choose(tmp_path / "guarded").scripts == ("go.py",)
    assert choose(tmp_path / "linked").scripts == ("report.py",)


@needs_sandbox
@pytest.mark.parametrize(
    "code",
    [
        "import os; os.mkfifo('/tmp/observations.jsonl')",
        """import os, time
os.mkfifo('/tmp/observations.jsonl')
os.open('/tmp/observations.jsonl', os.O_RDWR)
if not os.fork():
    os.closerange(0, 3)
    time.sleep(60)
""",
        "open('/tmp/observations.jsonl', 'w').write('[' * 100_000)",
        "import os; os.symlink('/dev/zero', '/tmp/observations.jsonl')",
        "import os; os.mkdir('/tmp/observations.jsonl')",
    ],
)
def test_whatever_stands_in_the_place_of_observations_the_run_ends_as_it_would(tmp_path, code):
    (tmp_path / "main.py").write_text(f"{code}\nprint('done')\n")
    result = run_submission(tmp_path, limits=Limits(wall_seconds=30))
    assert result.status is RunStatus.COMPLETED
    assert result.seconds < 25
    assert result.observations == ()
