"""What the commands that need the web product do first: settings, and a clear line where they are wrong."""

from __future__ import annotations

import os
import sys

import click


def start_django() -> None:
    """Load settings and apps; a wrong setting is one line and exit 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialpiece.web.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        click.echo(f"trialpiece: {problem}", err=True)
        sys.exit(2)


def migrate() -> None:
    """Bring the database's tables up to date; a database that does not answer is one line and exit 2."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as problem:
        said = str(problem).strip().splitlines() or ["it does not answer"]
        click.echo(f"trialpiece: the database cannot be used: {said[0].strip()}", err=True)
        sys.exit(2)
