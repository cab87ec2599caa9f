"""Django's own commands, for administrators and developers: `trialpiece manage migrate`."""

from __future__ import annotations

import click

from trialpiece.cli.web_setup import start_django


@click.command(
    "manage", context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["trialpiece manage", *arguments])
