"""The command line: one thin module per command group, loaded only when it is called."""

from __future__ import annotations

import importlib

import click

from trialpiece import __version__

# command -> its line in the help, which so imports none; `command` of the module of that name is the click command
COMMANDS = {
    "demo": "Start the product with demo data.",
    "serve": "Serve the pages.",
    "worker": "Work in the background: read submissions, send e-mails.",
    "doctor": "Try out what the installation needs.",
    "manage": "Run one of Django's commands.",
    "readiness": "Is the organisation ready to feed an AI team?",
    "scope": "Read adverts by their duties; briefs, team, contract.",
    "packs": "Check exercises, instruments, gates and work packs.",
    "exercise": "List exercises, and issue one to a folder.",
    "review": "Report the evidence in submissions.",
    "similarity": "Compare submissions to one exercise with each other.",
    "probes": "Questions on a submission that its author can answer.",
}


class LazyGroup(click.Group):
    """Imports a command's module when it is called, so that `review` never waits for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"trialpiece.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trialpiece")
def main() -> None:
    """Hire AI people on evidence."""
