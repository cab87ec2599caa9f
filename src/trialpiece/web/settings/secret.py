"""The signing secret: given, or made once and kept where only its owner can read it."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def signing_secret(given: str, data: Path) -> str:
    """The given secret, or the one kept in `data`, which is made at first start.

    Raises:
        ImproperlyConfigured: the folder cannot be made or read.
    """
    if given:
        return given
    kept = data / "secret.key"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)  # work, names and the database are for its owner alone
        if not kept.exists():
            _make(kept)
        return kept.read_text(encoding="ascii").strip()
    except OSError as problem:
        told = f"TRIALPIECE_DATA: {data} cannot be used: {problem.strerror}."
        raise ImproperlyConfigured(told) from None


def _make(kept: Path) -> None:
    """Write a fresh secret whole and only then give it its name: another process never reads half of one."""
    handle, partial = tempfile.mkstemp(prefix=".secret-", dir=kept.parent)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        Path(kept).hardlink_to(partial)  # of two processes that start together one names its own first
    except FileExistsError:
        pass
    finally:
        Path(partial).unlink(missing_ok=True)
