"""The product with a demo organisation, on SQLite, on this machine; Ctrl-C ends all of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from trialpiece.cli.web_setup import migrate, start_django

_START_SECONDS = 60
_STOP_SECONDS = 10


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Begin anew: the demo's earlier data is deleted.")
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True, help="The demo's folder."
)
def command(port: int, fresh: bool, data: Path) -> None:  # noqa: FBT001 (a command's flag)
    """Start the product with demo data; print the address and the sign-ins."""
    data = data.absolute()
    if _taken(port):
        click.echo(
            f"trialpiece: port {port} is in use; try another: `make demo PORT={port + 1}` or `trialpiece demo --port {port + 1}`.",
            err=True,
        )
        sys.exit(2)
    if fresh and data.exists():
        _delete(data)
    address = f"http://127.0.0.1:{port}"
    os.environ |= {"TRIALPIECE_DATA": str(data), "TRIALPIECE_URL": address, "DATABASE_URL": ""}
    start_django()
    migrate()
    from trialpiece.web.demo import story

    if story.is_broken_off():
        _begin_again(data)
    if story.is_missing():
        click.echo("Setting up the demo organisation; a minute or two, once.")
        story.tell(progress=lambda line: click.echo(f"  {line}"))
    _run(port=port, address=address, sign_ins=story.sign_ins(), links=story.portal_links())


def _begin_again(data: Path) -> None:
    """An earlier start was ended while it told its story: what there is of it goes."""
    from django.db import connections

    connections.close_all()
    for left in data.glob("trialpiece.sqlite3*"):
        left.unlink()
    shutil.rmtree(data / "blobs", ignore_errors=True)
    migrate()


def _delete(data: Path) -> None:
    """Remove an earlier demo; never a folder that is not one."""
    if not (data / "trialpiece.sqlite3").exists():
        click.echo(f"trialpiece: {data} is not a demo's folder; nothing was deleted.", err=True)
        sys.exit(2)
    shutil.rmtree(data)


def _run(*, port: int, address: str, sign_ins: list[tuple[str, str, str]], links: list[tuple[str, str]]) -> None:
    """Start web and worker, wait for the first answer, then for Ctrl-C; both end with us."""
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _frame: stopping.append(got))
    program = [sys.executable, "-m", "trialpiece.cli"]
    with (Path(os.environ["TRIALPIECE_DATA"]) / "demo.log").open("ab") as log:
        children = [
            subprocess.Popen([*program, *words], stdout=log, stderr=log, start_new_session=True)  # noqa: S603 (our own program)
            for words in (["serve", "--port", str(port), "--no-migrate"], ["worker"])
        ]
    try:
        if _answers(address, children, stopping):
            _greet(address, sign_ins, links)
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        if not stopping:
            click.echo(f"trialpiece: a part of the demo ended; see {os.environ['TRIALPIECE_DATA']}/demo.log.", err=True)
            sys.exit(1)
    finally:
        _stop(children)


def _answers(address: str, children: list[subprocess.Popen[bytes]], stopping: list[int]) -> bool:
    """Whether the pages answer within the time that a start may take."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and not stopping and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=2) as answer:  # noqa: S310 (our own address)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def _greet(address: str, sign_ins: list[tuple[str, str, str]], links: list[tuple[str, str]]) -> None:
    click.echo(f"\nTrialpiece is ready: {address}\n\nSign in as")
    wide = max(len(email) for email, _, _ in sign_ins)
    for email, password, who in sign_ins:
        click.echo(f"  {email:<{wide}}  {password}   {who}")
    if links:
        click.echo("\nOr open a candidate's portal, without signing in")
    for who, link in links:
        click.echo(f"  {who}\n    {link}")
    click.echo("\nE-mails are printed to demo.log in the demo's folder. Ctrl-C ends the demo; its data stays.")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End both, politely first; the groups are theirs alone."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _taken(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
