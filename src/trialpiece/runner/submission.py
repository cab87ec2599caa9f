"""Runs a submission in the sandbox: its notebooks in order, or else its main scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from trialpiece.core.review.run import (
    CellRun,
    ProducedFile,
    RunError,
    RunOutput,
    RunResult,
    RunStatus,
    UnitStatus,
    not_run,
)
from trialpiece.runner.circumstances import notes_on
from trialpiece.runner.command import PYTHON
from trialpiece.runner.jobfolder import NEVER_COPIED, Collected, JobFolder, TooLarge, collect, copy_in, put_file
from trialpiece.runner.limits import Limits
from trialpiece.runner.sandbox import Job, Outcome, Refused, Status, job, run
from trialpiece.runner.selfcheck import unavailable_reason

DEFAULT = Limits()
MAIN_NAMES = ("main", "run", "solution", "pipeline", "analysis", "train", "app")
NO_MAIN = re.compile(r"^(setup|conftest|__init__|noxfile|tasks|test_.*|.*_test)$")
GUARD = re.compile(r"^if\s+__name__\s*==\s*['\"]__main__['\"]", re.MULTILINE)
SCRIPTS_AT_MOST = 5
NOTEBOOKS_AT_MOST = 40
STATUS = {
    Status.TIMED_OUT: RunStatus.TIMED_OUT,
    Status.MEMORY: RunStatus.MEMORY,
    Status.OUTPUT: RunStatus.OUTPUT,
    Status.DISK: RunStatus.OUTPUT,
}
REPORTED_PACKAGES = (
    "numpy", "pandas", "scipy", "scikit-learn", "statsmodels", "matplotlib", "seaborn", "imbalanced-learn",
    "lightgbm", "xgboost-cpu", "plotly", "polars", "duckdb", "pyarrow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is run, as paths below the submission's root, in order."""

    notebooks: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All of it."""
        return self.notebooks + self.scripts


def run_submission(
    folder: Path,
    *,
    limits: Limits = DEFAULT,
    data_dir: Path | None = None,
    preamble: str | None = None,
    postamble: str | None = None,
    outputs_dir: Path | None = None,
) -> RunResult:
    """Run a submission (a folder or a single file) in the sandbox, without network.

    Args:
        folder: what was handed in, already unpacked; it is copied and never written to.
        limits: bounds for the whole run.
        data_dir: the exercise's data. A folder `data` in it lands at the submission's root, else all of it
            lands in `data/`; files that were handed in are kept where both have one.
        preamble: Python code run before the first cell and before each script. Records that it appends to
            /tmp/observations.jsonl come back in `observations`.
        postamble: Python code run in the process of each file after that file's code has ended, with the name
            `seconds` for the time that it has; whatever becomes of it, the file's result stands by then.
        outputs_dir: where produced files are copied, if anywhere.

    Returns:
        A result with status `not_run` and a reason where the sandbox is not to be had.
    """
    if (reason := unavailable_reason()) is not None:
        return not_run(reason)
    try:
        with job() as here:
            copy_in(here.folder, folder, limits=limits)
            if data_dir is not None:
                _place_data(here.folder, data_dir, limits)
            chosen = choose(here.folder.work)
            if not chosen.files:
                return not_run("There is no notebook and no Python script in it that could be run.")
            around = {"preamble": preamble, "postamble": postamble, "wall_seconds": limits.wall_seconds}
            return _run_chosen(here, chosen, limits=limits, around=around, outputs_dir=outputs_dir)
    except (Refused, TooLarge) as error:
        return not_run(str(error))
    except OSError as error:
        return not_run(f"The submission could not be copied into the sandbox: {error.strerror}.")


def choose(root: Path) -> Chosen:
    """What to run: notebooks in path order, or else scripts.

    Of scripts the one whose name says that it is the main one, else those with a `__main__` guard, else
    those that no other imports.
    """
    notebooks = sorted(_named(root, ".ipynb"), key=_natural)
    if notebooks:
        return Chosen(notebooks=tuple(notebooks[:NOTEBOOKS_AT_MOST]))
    scripts = sorted((p for p in _named(root, ".py") if not NO_MAIN.match(Path(p).stem)), key=_depth_first)
    for name in MAIN_NAMES:
        for script in scripts:
            if Path(script).stem.lower() == name:
                return Chosen(scripts=(script,))
    guarded = [script for script in scripts if GUARD.search(_text(root / script))]
    if guarded:
        return Chosen(scripts=tuple(guarded[:SCRIPTS_AT_MOST]))
    return Chosen(scripts=tuple(_not_imported(root, scripts)[:SCRIPTS_AT_MOST]))


def _named(root: Path, suffix: str) -> Iterator[str]:
    for path in root.rglob(f"*{suffix}"):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part in NEVER_COPIED for part in parts)
        if path.is_file() and not hidden:
            yield str(path.relative_to(root))


def _natural(path: str) -> list[tuple[int, int, str]]:
    """An order in which `2-clean` comes before `10-model`."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.split(r"(\d+)", path)]


def _depth_first(path: str) -> tuple[int, list[tuple[int, int, str]]]:
    return path.count("/"), _natural(path)


def _text(path: Path) -> str:
    return path.read_bytes()[:1_000_000].decode("utf-8", "replace")


def _not_imported(root: Path, scripts: list[str]) -> list[str]:
    """Scripts that no other script imports; they are the ends from which the work hangs."""
    texts = {script: _text(root / script) for script in scripts}
    ends = []
    for script in scripts:
        named = re.compile(rf"^\s*(?:from|import)\s+(?:[\w.]*\.)?{re.escape(Path(script).stem)}\b", re.MULTILINE)
        if not any(named.search(text) for other, text in texts.items() if other != script):
            ends.append(script)
    return ends


def _place_data(folder: JobFolder, data: Path, limits: Limits) -> None:
    below = "" if (data / "data").is_dir() else "data"
    copy_in(folder, data, below=below, limits=limits, replace=False)
    beside = {path.parent for path in folder.work.rglob("*.ipynb")} - {folder.work}
    for parent in beside:  # a notebook in a subfolder may read data/x.csv as well as ../data/x.csv
        link = parent / "data"
        if not link.exists() and not link.is_symlink() and (folder.work / "data").is_dir():
            link.symlink_to("/work/data")
            folder.own_links.add(str(link.relative_to(folder.work)))


def _run_chosen(
    here: Job, chosen: Chosen, *, limits: Limits, around: dict[str, Any], outputs_dir: Path | None
) -> RunResult:
    driver = resources.files("trialpiece.runner.inside").joinpath("driver.py").read_bytes()
    put_file(here.folder, "driver.py", driver)
    plan = {"notebooks": chosen.notebooks, "scripts": chosen.scripts, **around}
    put_file(here.folder, "plan.json", json.dumps(plan).encode())
    outcome = run(here, [PYTHON, "-W", "ignore", "/inside/driver.py", "/inside/plan.json"], limits=limits)
    if outcome.status is Status.REFUSED:
        return not_run(outcome.reason or "The sandbox could not be had.")
    produced, refused = collect(here.folder, limits=limits, into=outputs_dir)
    return assemble(outcome, chosen=chosen, limits=limits, produced=produced, refused=refused, packages=versions(here))


def versions(here: Job) -> dict[str, str]:
    """Python and the main packages that candidates' code could import."""
    have = here.runtime.packages
    return {"python": here.runtime.python_version, **{name: have[name] for name in REPORTED_PACKAGES if name in have}}


def assemble(
    outcome: Outcome,
    *,
    chosen: Chosen,
    limits: Limits,
    produced: list[Collected],
    refused: list[str],
    packages: dict[str, str],
) -> RunResult:
    """The result, from the driver's records, which are untrusted as everything that leaves the sandbox."""
    told = _Told(stopped=_why_stopped(outcome, limits), last=_storable(chosen.files[-1]))
    for record in _records(outcome.result):
        told.take(record)
    told.finish()
    failed = [cell for cell in told.cells if cell.status is UnitStatus.FAILED]
    first = next((cell.error for cell in failed if cell.error is not None), None)
    ended = told.done or told.measuring
    status = STATUS.get(
        Status.OK if told.measuring else outcome.status, RunStatus.ERROR if failed or not ended else RunStatus.COMPLETED
    )
    if status is RunStatus.ERROR and first is not None and first.name == "MemoryError":
        status = RunStatus.MEMORY
    if not told.cells and told.notes and told.done:
        return not_run(" ".join(told.notes))
    if not ended and outcome.status in (Status.OK, Status.FAILED):
        told.notes.append("The run ended before it could report to its end.")
    told.notes += notes_on(cell.error for cell in failed if cell.error is not None)
    return RunResult(
        status=status,
        seconds=round(outcome.seconds, 3),
        peak_memory=outcome.peak_memory,
        files=tuple(_storable(name) for name in chosen.files),
        cells=tuple(told.cells),
        first_error=first,
        produced=tuple(ProducedFile(path=file.path, size=file.size, sha256=file.sha256) for file in produced),
        refused=tuple(refused),
        versions=packages,
        notes=tuple(told.notes),
        observations=tuple(told.observations),
    )


def _why_stopped(outcome: Outcome, limits: Limits) -> tuple[str, str]:
    """Name and sentence for the cell in which the run was cut off."""
    sentences = {
        Status.TIMED_OUT: ("TimeLimit", f"The run was stopped after {limits.wall_seconds:g} seconds."),
        Status.MEMORY: ("MemoryLimit", f"The run was stopped at {limits.memory / 2**20:.0f} MiB of memory."),
        Status.OUTPUT: ("OutputLimit", "The run was stopped because it wrote too much output."),
        Status.DISK: ("DiskLimit", "The run was stopped because it wrote too many or too large files."),
    }
    return sentences.get(outcome.status, ("Stopped", "The run ended in this cell without saying why."))


def _records(result: bytes) -> Iterator[dict[str, Any]]:
    for line in result.splitlines():
        try:
            record = _storable(json.loads(line, parse_constant=lambda _: None))
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            yield record


def _storable(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Without what databases refuse: NUL characters and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value


class _Told:
    """What the driver's records tell, one after the other."""

    def __init__(self, *, stopped: tuple[str, str], last: str) -> None:
        self.stopped, self.last = stopped, last
        self.cells: list[CellRun] = []
        self.notes: list[str] = []
        self.observations: list[dict[str, Any]] = []
        self.done = False
        self.measuring = False
        """Whether the code of all files had ended and only our own measuring was under way."""
        self._planned: dict[tuple[str, int], None] = {}
        self._started: tuple[str, int] | None = None

    def take(self, record: dict[str, Any]) -> None:
        """Read one record; what does not fit is left out."""
        file, cell = str(record.get("file", "")), record.get("cell")
        if record.get("done"):
            self.done = True
        elif record.get("measuring"):
            self.measuring = file == self.last and not self._planned and self._started is None
        elif "problem" in record:
            self.notes.append(str(record["problem"])[:500])
        elif isinstance(record.get("observed"), dict):
            self.observations.append({**record["observed"], "file": file})
        elif isinstance(record.get("cells"), list):
            self._planned.update({(file, index): None for index in record["cells"] if isinstance(index, int)})
        elif isinstance(cell, int) and record.get("started"):
            self._started = (file, cell)
        elif isinstance(cell, int):
            self._planned.pop((file, cell), None)
            self._started = None
            self.cells.append(_cell(file, cell, record))

    def finish(self) -> None:
        """Account for the cell in which the run was cut off, and for those that it never reached."""
        if self._started is not None:
            file, cell = self._started
            self._planned.pop(self._started, None)
            name, message = self.stopped
            error = RunError(file=file, cell=cell, line=0, name=name, message=message)
            self.cells.append(CellRun(file=file, cell=cell, status=UnitStatus.FAILED, error=error))
        self.cells += [CellRun(file=file, cell=cell, status=UnitStatus.NOT_REACHED) for file, cell in self._planned]


def _cell(file: str, cell: int, record: dict[str, Any]) -> CellRun:
    error = record.get("error")
    raised = None
    if isinstance(error, dict):
        name, message, line = str(error.get("name")), str(error.get("message")), error.get("line")
        raised = RunError(file=file, cell=cell, line=line if isinstance(line, int) else 0, name=name, message=message)
    outputs = [_output(out) for out in record.get("outputs") or () if isinstance(out, dict)]
    return CellRun(
        file=file,
        cell=cell,
        status=UnitStatus.EXECUTED if raised is None else UnitStatus.FAILED,
        seconds=round(float(record.get("seconds") or 0.0), 3),
        outputs=tuple(outputs),
        error=raised,
    )


def _output(out: dict[str, Any]) -> RunOutput:
    return RunOutput(
        kind=str(out.get("kind", "")),
        text=str(out.get("text", "")),
        media=tuple(str(name) for name in out.get("media") or ()),
        picture=str(out.get("picture", "")),
        truncated=bool(out.get("truncated")),
    )
