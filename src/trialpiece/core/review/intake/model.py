"""What comes out of an upload, and how much of it there may be."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

MB = 1_000_000


class Refused(Exception):
    """The upload cannot be taken; `reason` is one line for the candidate that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Kind(StrEnum):
    """What was uploaded, by its content."""

    ZIP = "zip"
    TAR = "tar"
    GIT_BUNDLE = "git bundle"
    NOTEBOOK = "notebook"
    SCRIPT = "script"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an upload may hold; sizes in bytes, counted while unpacking, never believed from a header."""

    upload: int = 100 * MB
    total: int = 400 * MB
    file: int = 200 * MB
    files: int = 2_000
    depth: int = 20
    name: int = 200
    """Characters in one part of a path."""
    path: int = 400
    """Characters in a whole path."""
    ratio: int = 200
    """Unpacked bytes per packed byte, asked once `ratio_from` bytes are unpacked."""
    ratio_from: int = 20 * MB
    directory: int = 2 * MB
    """Bytes of a zip's table of contents, or of one header in a tar."""
    seconds: float = 60.0
    """For unpacking altogether."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was written: a safe relative path with forward slashes, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of an upload: its files, or why it was refused; never an author's name."""

    kind: Kind
    sha256: str
    files: tuple[StoredFile, ...] = ()
    notes: tuple[str, ...] = ()
    """Plain sentences on what was left out or renamed."""
    refused: str | None = None


def fingerprint(source: Path | bytes | BinaryIO) -> str:
    """SHA-256 in hexadecimal, read in pieces; an open file is read from where it stands."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return fingerprint(stream)
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    digest = hashlib.sha256()
    while piece := source.read(io.DEFAULT_BUFFER_SIZE * 8):
        digest.update(piece)
    return digest.hexdigest()
