"""The command line: one thin module per command group, loaded only when it is called."""

from __future__ import annotations

import importlib

import click

from trialpiece import __version__

# command -> module below trialpiece.cli that holds a click command named `command`
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "doctor": "doctor",
    "manage": "manage",
    "readiness": "readiness",
    "scope": "scope",
    "packs": "packs",
    "exercise": "exercise",
    "review": "review",
    "similarity": "similarity",
    "probes": "probes",
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
        module = importlib.import_module(f"trialpiece.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trialpiece")
def main() -> None:
    """Hire AI people on evidence."""
