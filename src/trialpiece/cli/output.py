"""Files that commands write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


def write_pdf(file: Path, drawn: Callable[[], bytes]) -> None:
    """Draw a PDF into a file; a place that cannot be written is one line and exit code 2."""
    try:
        file.write_bytes(drawn())
    except OSError as error:
        click.echo(f"{file}: {error.strerror or error}", err=True)
        raise SystemExit(2) from None
