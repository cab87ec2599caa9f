"""What keeps the work from running: cells that are no Python, errors saved or met."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.blinding import mask
from trialpiece.core.review.cells import TOO_DEEP, CodeCell
from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.reading import CodeFile, Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.run import RunError, RunStatus
from trialpiece.core.review.undefined import undefined

# what the submission cannot be blamed for: our sandbox has no network, and not every package or file
_NOT_THEIRS = {
    "FileNotFoundError": "a file that is not among what was handed in",
    "ModuleNotFoundError": "a package that is not installed where it was run",
    "ImportError": "a package, or a version of one, that is not installed where it was run",
    "URLError": "the network, which is closed where it was run",
    "ConnectionError": "the network, which is closed where it was run",
    "gaierror": "the network, which is closed where it was run",
    "NewConnectionError": "the network, which is closed where it was run",
}


@finding("reproducibility.does_not_run", "reproducibility.python_2", "reproducibility.another_language")
def does_not_parse(reading: Reading) -> Iterator[Finding]:
    """A cell is no Python that any version would take, or is Python 2."""
    for file in reading.code:
        if not file.is_python:
            yield _another_language(file)
            continue
        older = [cell for cell in file.cells if cell.python2]
        if older:
            yield _python_2(older)
        for cell in file.cells:
            if cell.problem is not None and not cell.python2:
                yield _broken(cell, notebook=file.is_notebook)


def _broken(cell: CodeCell, *, notebook: bool) -> Finding:
    assert cell.problem is not None  # noqa: S101 - the caller has looked; this tells the type checker
    what = "This cell" if notebook else "This file"
    rest = "the notebook stops here" if notebook else "none of it runs"
    if cell.problem.message == TOO_DEEP:
        return Finding.weak(
            at=cell.at(cell.problem.line),
            says=f"{what} is nested so deeply that it cannot be read.",
            because="Python itself gives up on such code on most machines.",
        )
    return Finding.strong(
        at=cell.at(cell.problem.line),
        says=f"{what} is not valid Python: {cell.problem.message.rstrip('.?')}.",
        because=f"Run from the top, {rest}.",
    )


def _python_2(cells: list[CodeCell]) -> Finding:
    first = cells[0]
    line = first.problem.line if first.problem else 1
    count = f" ({len(cells)} cells)" if len(cells) > 1 else ""
    return Finding.note(
        kind="reproducibility.python_2",
        at=Location(first.file, first.index, line),
        says=f"This is written for Python 2{count}.",
        because="Python 3 does not run it as it stands; that says when it was written more than how well.",
    )


def _another_language(file: CodeFile) -> Finding:
    return Finding.note(
        kind="reproducibility.another_language",
        at=Location(file.path, file.cells[0].index if file.cells else 0, 1),
        says=f"This file is written in {(file.file.language or 'another language').title()}.",
        because="It is listed and shown; its methods are not read here, so their absence below means nothing.",
    )


@finding(
    "reproducibility.run_failed", "reproducibility.run_stopped", "reproducibility.runs", "reproducibility.does_not_run"
)
def what_the_run_showed(reading: Reading) -> Iterator[Finding]:
    """How the run in the sandbox ended."""
    run = reading.run
    if run is None or not run.ran:
        return
    error = run.first_error
    if run.status is RunStatus.COMPLETED and run.files:
        yield Finding.credit(
            kind="reproducibility.runs",
            at=_first_place(reading, run.files[0]),
            says=f"It ran from top to bottom in {run.seconds:.0f} seconds.",
            because="What it shows can be made again from what was handed in.",
        )
    elif run.status is RunStatus.ERROR and error is not None:
        yield _stopped_by(error, reading)
    elif run.status in {RunStatus.TIMED_OUT, RunStatus.MEMORY, RunStatus.OUTPUT}:
        limit = {RunStatus.TIMED_OUT: "time", RunStatus.MEMORY: "memory", RunStatus.OUTPUT: "output"}[run.status]
        yield Finding.note(
            kind="reproducibility.run_stopped",
            at=_first_place(reading, run.files[0] if run.files else ""),
            says=f"The run was stopped at the {limit} limit.",
            because="It may well run where more is allowed; nothing follows from this alone.",
        )


def _stopped_by(error: RunError, reading: Reading) -> Finding:
    at = Location(error.file, error.cell, max(error.line, 1))
    outside = _NOT_THEIRS.get(error.name)
    message = mask(error.message.split("\n")[0][:200])
    if outside is not None:
        return Finding.note(
            kind="reproducibility.run_failed",
            at=at,
            says=f"The run stopped here: it needs {outside} ({error.name}: {message}).",
            because="That may be no fault of the work; what comes after was not run.",
        )
    says = f"The run stopped here with {error.name}: {message.rstrip('.')}."
    if error.name == "NameError":
        known = any(found.at.cell == error.cell and found.at.file == error.file for found in reading.once(undefined))
        say, kind = (Finding.note, "run_failed") if known else (Finding.strong, "hidden_state")
    else:
        # an attribute or argument that is gone is more often a newer library than a mistake
        say = Finding.weak if error.name in {"AttributeError", "TypeError"} else Finding.strong
        kind = "does_not_run"
    drift = " Another version of a library may explain it." if say is Finding.weak else ""
    because = f"Run from the top, the work does not reach its results.{drift}"
    return say(kind=f"reproducibility.{kind}", at=at, says=says, because=because)


def _first_place(reading: Reading, path: str) -> Location:
    for file in reading.code:
        if file.path == path and file.cells:
            return Location(path, file.cells[0].index, 1)
    return Location(path or reading.submission.files[0].path, 0, 1)


@finding("reproducibility.saved_error")
def saved_error(reading: Reading) -> Iterator[Finding]:
    """The notebook was saved with an error showing."""
    for file in reading.code:
        for cell in file.cells:
            error = next((output for output in cell.cell.outputs if output.kind == "error"), None)
            if error is not None and not error.text.startswith("KeyboardInterrupt"):
                yield Finding.weak(
                    at=Location(cell.file, cell.index, 1),
                    says=f"The notebook was saved with an error showing here: {error.text.split(chr(10))[0][:160]}.",
                    because="Either the cell does not work, or it was mended afterwards and not run again.",
                )
