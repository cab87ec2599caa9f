"""Submissions as bytes, named by their SHA-256; written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages

_PIECE = 1024 * 1024


def store(file: IO[bytes] | File[bytes]) -> tuple[str, int]:
    """Keep the bytes: their SHA-256 in hexadecimal and their size; the same bytes are kept once.

    Raises:
        OSError: the storage did not take them; nothing is left behind under their name.
    """
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    sha256 = digest.hexdigest()
    storage = storages["blobs"]
    name = _name(sha256)
    if not _is_there(storage, name, size):
        _write(storage, name, file)
    return sha256, size


def open_blob(sha256: str) -> File[bytes]:
    """The bytes of that name, opened for reading.

    Raises:
        FileNotFoundError: there are none.
    """
    opened: File[bytes] = storages["blobs"].open(_name(sha256), "rb")
    return opened


@contextmanager
def as_path(sha256: str) -> Iterator[Path]:
    """The bytes as a file on this machine, for programs that need a path; read it, never write to it."""
    storage = storages["blobs"]
    try:
        yield Path(storage.path(_name(sha256)))
    except NotImplementedError:  # a remote storage: make a copy that ends with the block
        with tempfile.NamedTemporaryFile(prefix="trialpiece-blob-") as copy, open_blob(sha256) as blob:
            shutil.copyfileobj(blob, copy, _PIECE)
            copy.flush()
            yield Path(copy.name)


def _name(sha256: str) -> str:
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise FileNotFoundError(f"{sha256!r} does not name a blob.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _is_there(storage: Storage, name: str, size: int) -> bool:
    """Whether the whole blob is there; half of one, from a crash in another storage, is written again."""
    if not storage.exists(name):
        return False
    if storage.size(name) == size:
        return True
    storage.delete(name)
    return False


def _write(storage: Any, name: str, file: IO[bytes] | File[bytes]) -> None:
    try:
        target = Path(storage.path(name))
    except NotImplementedError:
        storage.save(name, file if isinstance(file, File) else File(file))
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(file, out, _PIECE)
            out.flush()
            os.fsync(out.fileno())
        Path(partial).chmod(0o400)
        Path(partial).replace(target)  # atomic: under its name there are all bytes or none
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
