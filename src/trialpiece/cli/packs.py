"""`trialpiece packs`: checking content that is written as data."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from trialpiece.core.exercises.loader import shipped_packs
from trialpiece.core.packs import check_packs


@click.group()
def command() -> None:
    """Check exercises, readiness instruments and gates, and work packs."""


@command.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.packs-check/1.")
def check(folder: Path | None, *, as_json: bool) -> None:
    """Check a pack, or every pack below FOLDER (the shipped ones by default)."""
    root = folder or shipped_packs().parent
    if not root.is_dir():
        wrong = "this is a file; name the folder that it is in" if root.exists() else "there is no such folder"
        click.echo(f"{root}: {wrong}.", err=True)
        raise SystemExit(2)
    count, problems = check_packs(root)
    if as_json:
        report = {
            "schema": "trialpiece.packs-check/1",
            "folder": str(root),
            "packs": count,
            "problems": [asdict(each) for each in problems],
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for each in problems:
            click.echo(f"{root / each.file}:{each.line}: {each.says}")
    if not count:
        click.echo(f"{root}: no pack in here (a folder with an exercise.toml, or a readiness or work pack).", err=True)
    elif problems:
        click.echo(f"{len(problems)} problem(s) in {count} pack(s).", err=True)
    elif not as_json:
        click.echo(f"{count} pack(s), no problems.")
    if problems or not count:
        raise SystemExit(2)
