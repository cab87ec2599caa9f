"""Reads an uploaded document in a process of its own, so that a hostile PDF costs a process and not the server.

The process gets the bytes and nothing else: no environment, no files to write, bounded time and memory. It is this
module run by itself; what it says is one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress

from trialpiece.core.scoping.advert.formats import LARGEST, BadAdvert, read_bytes

WALL_SECONDS = 20.0
CPU_SECONDS = 15
MEMORY = 1024**3
"""Bytes of address space; a PDF that unpacks to more ends its reader."""


def read_apart(data: bytes, suffix: str, name: str) -> str:
    """The text of one document, like `formats.read_bytes`.

    Raises:
        BadAdvert: there is no text in it, it is too large, or its reader was ended for taking too much.
    """
    if len(data) > LARGEST:
        raise BadAdvert(f"{name}: {len(data) / 1e6:.0f} MB is too long for one advert")
    command = [sys.executable, "-I", "-m", __name__, suffix, name]
    with tempfile.TemporaryDirectory(prefix="trialpiece-advert-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 (our own module; the name is data, no shell)
                command, input=data, capture_output=True, timeout=WALL_SECONDS, cwd=folder, check=False,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise BadAdvert(
                f"{name}: reading it took longer than {WALL_SECONDS:.0f} s; save it as plain text"
            ) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise BadAdvert(f"{name}: reading it took too much time or memory; save it as plain text") from None
    if "error" in told:
        raise BadAdvert(told["error"])
    text: str = told["text"]
    return text


def main(suffix: str, name: str) -> None:
    """In the process apart: bounds first, then the document from standard input."""
    _bound()
    try:
        told = {"text": read_bytes(sys.stdin.buffer.read(LARGEST + 1), suffix, name)}
    except BadAdvert as error:
        told = {"error": str(error)}
    print(json.dumps(told))  # noqa: T201 (this is what the other process reads)


def _bound() -> None:
    try:
        import resource
    except ImportError:  # not a Unix: the wall clock is the only bound
        return
    bounds = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": CPU_SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 64}
    for kind, most in bounds.items():
        with suppress(ValueError, OSError):  # macOS refuses some; the others hold
            resource.setrlimit(getattr(resource, kind), (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:3])
