"""`trialpiece doctor`: tries out what the installation needs, and says what is missing."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import click

SCHEMA = "trialpiece.doctor/1"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report."""

    group: str
    name: str
    ok: bool
    says: str


Source = Callable[[bool], Iterable[Check]]
"""Takes `quick`, gives checks; imports what it needs when it is called."""


def python_checks(quick: bool) -> Iterable[Check]:  # noqa: ARG001, FBT001 - the shape of a source
    """The interpreter that runs the product."""
    ok = sys.version_info >= (3, 11)
    yield Check("python", "version", ok, f"Python {platform.python_version()} on {platform.system()}.")


def sandbox_checks(quick: bool) -> Iterable[Check]:  # noqa: FBT001 - the shape of a source
    """The runtime for candidates' code, and the sandbox around it."""
    from trialpiece.runner import runtime, selfcheck

    try:
        found = runtime.load()
        says = f"Python {found.python_version} with {len(found.packages)} packages at {found.root}."
        yield Check("sandbox", "runtime", True, says)
    except runtime.RuntimeMissing:
        pass  # the self-check says it
    for result in selfcheck.check(quick=quick):
        yield Check("sandbox", result.name, result.ok, result.says)


SOURCES: list[Source] = [python_checks, sandbox_checks]
"""Extend it with a function that yields checks; each is called in turn."""


def checks(*, quick: bool = False) -> list[Check]:
    """Every check of every source."""
    return [check for source in SOURCES for check in source(quick)]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help=f"Print one JSON object ({SCHEMA}).")
@click.option("--quick", is_flag=True, help="Leave out what takes seconds.")
def command(as_json: bool, quick: bool) -> None:  # noqa: FBT001 - click's way
    """Try out what the installation needs; exit code 1 where something does not hold."""
    found = checks(quick=quick)
    good = all(check.ok for check in found)
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "ok": good, "checks": [asdict(check) for check in found]}))
    else:
        _print(found)
    sys.exit(0 if good else 1)


def _print(found: list[Check]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    last = ""
    for check in found:
        mark = "[green]ok[/]" if check.ok else "[bold red]no[/]"
        table.add_row(check.group if check.group != last else "", check.name, mark, check.says)
        last = check.group
    console = Console(highlight=False)
    console.print(table)
    bad = [check for check in found if not check.ok]
    if any(check.group == "sandbox" for check in bad):
        console.print("\nCandidates' code will not be run here. Reviews go on without it and say so.")
    elif not bad:
        console.print("\nAll is well.")
