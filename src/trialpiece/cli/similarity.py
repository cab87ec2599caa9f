"""`trialpiece similarity`: passages that submissions to one exercise share, for people to look at."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from trialpiece.core.review.submission import Submission


@click.command(name="similarity")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--starter", multiple=True, type=click.Path(path_type=Path), help="Code that the exercise hands out.")
@click.option("--pairs", type=click.IntRange(1, 1000), default=20, show_default=True, help="Pairs to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (trialpiece.similarity/1).")
def command(*, folder: Path, starter: tuple[Path, ...], pairs: int, as_json: bool) -> None:
    """Compare all submissions in FOLDER (one file, zip or folder each) with each other."""
    from trialpiece.core.review.similarity.compare import compare

    if not folder.is_dir():
        wrong = (
            "this is a file; name the folder that holds the submissions"
            if folder.exists()
            else "there is no such folder"
        )
        click.echo(f"trialpiece similarity: {folder}: {wrong}.", err=True)
        sys.exit(2)
    submissions = _read(sorted(p for p in folder.iterdir() if not p.name.startswith(".")))
    if len(submissions) < 2:  # one alone has nothing to be like
        click.echo(f"trialpiece similarity: {folder}: fewer than two submissions can be read here.", err=True)
        sys.exit(2)
    found = compare(submissions, starter=_read(starter), most=pairs)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
        return
    click.echo(f"{len(submissions)} submissions, {len(found.pairs)} pairs share uncommon passages, most alike first.\n")
    for pair in found.to_json()["pairs"]:
        click.echo(f"{pair['one']} and {pair['other']}: {pair['shared']} of {min(pair['of_one'], pair['of_other'])}")
        for passage in pair["passages"][:5]:
            click.echo(f"    {_place(passage['one'])}  like  {_place(passage['other'])}")
    click.echo(f"\n{found.to_json()['note']}")


def _place(stretch: dict[str, object]) -> str:
    lines = stretch["lines"]
    first, last = lines if isinstance(lines, list) else (0, 0)
    return f"{stretch['file']}, cell {stretch['cell']}, lines {first}-{last}"


def _read(paths: list[Path] | tuple[Path, ...]) -> list[Submission]:
    from trialpiece.core.review.reader import BadSubmission, read_submission

    found = []
    for path in paths:
        try:
            found.append(read_submission(path, name=path.name))
        except BadSubmission as error:
            click.echo(f"trialpiece similarity: {error}", err=True)
    return found
