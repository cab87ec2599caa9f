"""`trialpiece review`: evidence in submissions, for people and for programs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click


@click.command(name="review")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (trialpiece.review/1) a line.")
@click.option("--no-run", is_flag=True, help="Read only; do not run the code in the sandbox.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Submissions read at once.")
def command(*, paths: tuple[Path, ...], as_json: bool, no_run: bool, jobs: int) -> None:
    """Read notebooks, scripts, folders and zip files, and report the evidence in them."""
    from rich.console import Console
    from rich.progress import track

    from trialpiece.cli.review_text import print_report
    from trialpiece.cli.review_work import Task, work_through

    missing = [path for path in paths if not os.path.lexists(path)]
    for path in missing:
        click.echo(f"trialpiece review: {path}: there is no such file or folder.", err=True)
    if len(missing) == len(paths):
        sys.exit(2)
    tasks = [Task(str(path), run=not no_run) for path in paths]
    aside = Console(stderr=True)
    quiet = len(tasks) == 1 or not aside.is_terminal
    out = Console()
    errors = 0
    for report in track(
        work_through(tasks, jobs), "Reading", total=len(tasks), console=aside, disable=quiet, transient=True
    ):
        errors += "error" in report
        if as_json:
            click.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
        else:
            print_report(out, report)
    if missing or errors == len(tasks):
        sys.exit(2)
