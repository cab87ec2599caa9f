"""Reading many submissions: in chunks, in several processes, in the order in which they were given."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.lint import lint_together
from trialpiece.core.review.reader import BadSubmission, opened, read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.report import failed
from trialpiece.core.review.run import RunResult, not_run

CHUNK = 16
"""Submissions that share one start of the linter."""
NOT_ASKED = not_run("Running was not asked for (--no-run).")


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to read, as it was named."""

    given: str
    run: bool
    data: str | None = None
    """The folder whose files are laid beside it for its run."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the exercise says of itself."""


def work_through(tasks: list[Task], jobs: int) -> Iterator[dict[str, Any]]:
    """One object per task, in order; a task that fails in any way yields an object with `error`."""
    size = 1 if any(task.run for task in tasks) else min(CHUNK, max(1, -(-len(tasks) // jobs)))
    chunks = [tasks[at : at + size] for at in range(0, len(tasks), size)]
    if jobs == 1 or len(chunks) == 1:
        for chunk in chunks:
            yield from review_chunk(chunk)
        return
    with ProcessPoolExecutor(max_workers=min(jobs, len(chunks))) as pool:
        waiting = [pool.submit(review_chunk, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, waiting, strict=True):
            yield from _result(future, chunk)


def _result(future: Future[list[dict[str, Any]]], chunk: list[Task]) -> list[dict[str, Any]]:
    try:
        return future.result()
    except BrokenProcessPool:  # one submission took the process down: the others get one of their own
        return [_alone(task) for task in chunk]


def _alone(task: Task) -> dict[str, Any]:
    with ProcessPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(review_chunk, [task]).result()[0]
        except BrokenProcessPool:
            return failed(task.given, f"{task.given}: the process that read it was ended, perhaps for lack of memory.")


def review_chunk(tasks: list[Task]) -> list[dict[str, Any]]:
    """Read some submissions with one start of the linter; an object each."""
    readings: dict[int, Reading] = {}
    done: dict[int, dict[str, Any]] = {}
    for number, task in enumerate(tasks):
        try:
            readings[number] = _reading(task)
        except BadSubmission as error:
            done[number] = failed(task.given, str(error))
        except OSError as error:
            done[number] = failed(task.given, f"{task.given}: it cannot be read ({error.strerror}).")
        except Exception as error:  # noqa: BLE001 - a mistake of ours in one submission must not cost the others
            done[number] = failed(task.given, f"{task.given}: reading it failed ({type(error).__name__}).")
    lint_together(readings.values())
    for number, reading in readings.items():
        done[number] = report_on(reading, name=tasks[number].given).to_json()
    return [done[number] for number in range(len(tasks))]


def _reading(task: Task) -> Reading:
    with opened(Path(task.given)) as place:
        submission = read_submission(place)
        problems = [file.problem for file in submission.files if file.problem]
        if problems and len(problems) == len(submission.files):
            raise BadSubmission(f"{task.given}: {problems[0]}")
        reading = Reading(submission, exercise=task.facts)
        return replace(reading, run=_run(place, reading, task) if task.run else NOT_ASKED)


def _run(place: Path, reading: Reading, task: Task) -> RunResult:
    from trialpiece.core.review.confirm.watching import places_to_watch
    from trialpiece.runner.watched import run_watched

    data = None if task.data is None else Path(task.data)
    return run_watched(place, watch=places_to_watch(reading), data_dir=data)
