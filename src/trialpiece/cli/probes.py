"""`trialpiece probes`: questions for the conversation about a submission."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command(name="probes")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (trialpiece.probes/1).")
def command(*, path: Path, as_json: bool) -> None:
    """Print 8 to 12 questions about the submission at PATH, with what strong and weak answers sound like."""
    from trialpiece.core.review.engine import report_on
    from trialpiece.core.review.probes.sheet import probe_sheet, sheet_json
    from trialpiece.core.review.reader import BadSubmission, read_submission
    from trialpiece.core.review.reading import Reading

    try:
        reading = Reading(read_submission(path))
    except (BadSubmission, OSError) as error:
        click.echo(f"trialpiece probes: {error}", err=True)
        sys.exit(2)
    problems = [file.problem for file in reading.submission.files if file.problem]
    if problems and not any(file.cells for file in reading.submission.files):
        click.echo(f"trialpiece probes: {path}: {problems[0]}", err=True)
        sys.exit(2)
    probes = probe_sheet(reading, report_on(reading).findings)
    if as_json:
        click.echo(json.dumps(sheet_json(reading.submission.name, probes), ensure_ascii=False))
        return
    for number, probe in enumerate(probes, 1):
        click.echo(f"{number}. {probe.ask}")
        if probe.quote:
            click.echo(f"      {probe.quote}")
        click.echo(f"   strong: {probe.strong}\n   weak:   {probe.weak}\n")
