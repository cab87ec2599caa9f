"""`trialpiece exercise`: what exercises there are, and handing one out."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trialpiece.core.exercises.issue import OutIsTaken, issue_folder, new_seed
from trialpiece.core.exercises.loader import list_packs, load_pack
from trialpiece.core.exercises.pack import BadPack


@click.group()
def command() -> None:
    """List exercises, and issue one to a folder."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.exercises/1.")
def list_(*, as_json: bool) -> None:
    """Show the exercises that come with Trialpiece."""
    try:
        packs = list_packs()
    except BadPack as error:
        raise _bad_input(str(error)) from None
    if as_json:
        report = {"schema": "trialpiece.exercises/1", "exercises": [each.to_json() for each in packs]}
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for each in packs:
        click.echo(f"{each.slug} {each.version}  {each.title}")
        pay = f"{each.pay.amount} {each.pay.currency}" + (" an hour" if each.pay.basis == "hour" else "")
        click.echo(f"    {', '.join(each.roles)}; {each.time_cap_hours:g} hours; suggested pay {pay}")


@command.command()
@click.argument("slug")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Of the candidate's variant; random where left out.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new or empty folder.")
@click.option("--version", "exact", help="Issue exactly this version.")
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.exercise-issue/1.")
def issue(slug: str, seed: int | None, out: Path, exact: str | None, *, as_json: bool) -> None:
    """Write what a candidate gets for exercise SLUG (a name, or a pack's folder) into a folder."""
    chosen = new_seed() if seed is None else seed
    try:
        pack = load_pack(slug, exact)
        files = issue_folder(pack, chosen, out)
    except (BadPack, OutIsTaken) as error:
        raise _bad_input(str(error)) from None
    except OSError as error:
        raise _bad_input(f"{out}: it cannot be written ({error.strerror}).") from None
    if as_json:
        report = {
            "schema": "trialpiece.exercise-issue/1",
            "slug": pack.slug,
            "version": pack.version,
            "digest": pack.digest,
            "seed": chosen,
            "out": str(out),
            "files": list(files),
        }
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo(f"Wrote {len(files)} files of {pack.slug} {pack.version} to {out}.")
    click.echo(f"Seed {chosen}: keep it to yourself, it is the way to the held-out outcomes.")


def _bad_input(line: str) -> SystemExit:
    """Exit code 2 with one line on standard error."""
    click.echo(line, err=True)
    return SystemExit(2)
