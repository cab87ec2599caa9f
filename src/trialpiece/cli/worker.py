"""Work in the background: reviews, e-mails, deadlines."""

from __future__ import annotations

import click

from trialpiece.cli.web_setup import start_django


@click.command("worker")
@click.option("--sweep-every", default=5.0, show_default=True, help="Seconds between looks for forgotten work.")
def command(sweep_every: float) -> None:
    """Work in the background: read submissions, send e-mails, close what is overdue."""
    start_django()
    from trialpiece.runner.selfcheck import unavailable_reason
    from trialpiece.web.worker import work

    reason = unavailable_reason()
    click.echo("Sandbox: " + (f"not usable, nothing will be run. {reason}" if reason else "ready."), err=True)
    work(every_seconds=sweep_every)
