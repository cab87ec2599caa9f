"""The signing secret: given, or made once and kept where only its owner can read it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def signing_secret(given: str, data: Path) -> str:
    """The given secret, or the one kept in `data`, which is made at first start."""
    if given:
        return given
    kept = data / "secret.key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together one makes it and the other reads it
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret
