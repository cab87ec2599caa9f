"""`trialpiece review`: evidence in submissions, for people and for programs."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from trialpiece.cli.review_work import Task


@click.command(name="review")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SUBMISSION...")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Lay the files of FOLDER beside each submission, in `data/`, for its run; a folder `data` in it lands as it is.",
)
@click.option(
    "--exercise",
    metavar="PACK",
    help="The exercise that it answers, by name or by the pack's folder: its data are laid beside it, and columns that "
    "come after the outcome are known. With --data, that folder is taken in place of its data.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    help="With --exercise: the candidate's variant, as at `exercise issue`.",
)
@click.option("--no-run", is_flag=True, help="Read only; do not run the code in the sandbox.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", default=1, show_default=True, help="Submissions read at once."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (trialpiece.review/1) a line.")
def command(
    *,
    paths: tuple[Path, ...],
    data: Path | None,
    exercise: str | None,
    seed: int | None,
    no_run: bool,
    jobs: int,
    as_json: bool,
) -> None:
    """Read notebooks, scripts, folders and zip files, and report the evidence in them.

    The code is also run, in a sandbox without network, so that findings about rows are confirmed or cleared. Nothing is
    written to the folders that you name, and no verdict is given: you read the evidence and judge.

    \b
    trialpiece review notebook.ipynb                    read it and run it
    trialpiece review --no-run work.zip                 read it only
    trialpiece review --data take-home/ work.zip        run it beside the data that the candidate had
    trialpiece review --exercise subscription-retention --seed 7 work.zip
    trialpiece review --json --jobs 2 handed-in/*.zip   one JSON object a line

    It ends with 0 when it did its work, also where some submissions cannot be read (they say so), and with 2 when none can,
    or when a path or an option was wrong.
    """  # noqa: D301 - \b is for click: it keeps the lines that follow
    from trialpiece.cli.review_beside import BadMaterial, beside
    from trialpiece.cli.review_work import Task

    missing = [path for path in paths if not os.path.lexists(path)]
    for path in missing:
        click.echo(f"trialpiece review: {path}: there is no such file or folder.", err=True)
    if len(missing) == len(paths):
        sys.exit(2)
    with tempfile.TemporaryDirectory(prefix="trialpiece-review-") as scratch:
        try:
            material, told = beside(
                data=data, exercise=exercise, seed=seed, run=not no_run, scratch=Path(scratch, "exercise")
            )
        except BadMaterial as error:
            click.echo(f"trialpiece review: {error}", err=True)
            sys.exit(2)
        for line in told:
            click.echo(f"trialpiece review: {line}", err=True)
        given = str(material.data) if material.data is not None else None
        tasks = [Task(str(path), run=not no_run, data=given, facts=material.facts) for path in paths]
        errors, lacking = _print_all(tasks, jobs=jobs, as_json=as_json)
    if lacking and given is None:
        click.echo(
            "trialpiece review: files were missing in the run; --data FOLDER lays them beside the code.", err=True
        )
    if missing or errors == len(tasks):
        sys.exit(2)


def _print_all(tasks: list[Task], *, jobs: int, as_json: bool) -> tuple[int, int]:
    """Print each report as it is done; how many submissions could not be read, and how many lacked files in their run."""
    from rich.console import Console
    from rich.progress import track

    from trialpiece.cli.review_text import print_report
    from trialpiece.cli.review_work import work_through
    from trialpiece.runner.circumstances import MISSING

    aside, out, errors, lacking = Console(stderr=True), Console(), 0, 0
    quiet = len(tasks) == 1 or not aside.is_terminal
    for report in track(
        work_through(tasks, jobs), "Reading", total=len(tasks), console=aside, disable=quiet, transient=True
    ):
        errors += "error" in report
        lacking += any(MISSING in note for note in report.get("run", {}).get("notes", ()))
        if as_json:
            click.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
        else:
            print_report(out, report)
    return errors, lacking
