"""Git bundles: the files of the latest commit, read object by object; nothing is ever checked out.

Without a checkout there are no filters, attributes, hooks, submodules or links that git could act on; without a
transport there is nothing that it could fetch. Authors and messages are never read.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from trialpiece.core.review.intake import names
from trialpiece.core.review.intake.model import Refused
from trialpiece.core.review.intake.writer import Writer

MAGICS = (b"# v2 git bundle\n", b"# v3 git bundle\n")

_DAMAGED = "The git bundle is damaged or incomplete. Please make it again: git bundle create work.bundle --all"
_GIT = (
    "git",
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.symlinks=false"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "submodule.recurse=false"),
    *("-c", "safe.bareRepository=all"),
    *("-c", "pack.threads=1"),
    *("-c", "core.bigFileThreshold=50m"),
)
# Memory in KB, processor seconds, file size in 512-byte blocks: a shell sets them, because preexec_fn is not
# safe in a process with threads.
_LIMITED = 'ulimit -v 800000; ulimit -t 60; ulimit -f 1000000; ulimit -c 0; exec "$@"'
_HEADER_MOST = 1_000_000
_LINE_MOST = 10_000


def unpack_bundle(source: Path, writer: Writer) -> None:
    """Write the files of the bundle's latest commit.

    Raises:
        Refused: damaged, incomplete, or its files pass a limit.
    """
    commit = _tip(source)
    with tempfile.TemporaryDirectory(prefix="trialpiece-bundle-") as home:
        repository = str(Path(home) / "bundle.git")
        _run(["init", "-q", "--bare", "--template=", repository], home, writer)
        _run(["-C", repository, "bundle", "unbundle", str(source.resolve())], home, writer)
        blobs = list(_listed(repository, commit, home, writer))
        _write_blobs(repository, blobs, home, writer)


def _tip(source: Path) -> str:
    """The commit that HEAD, main or master stands at, else the first branch's.

    Raises:
        Refused: no branch, or made of parts that are not in the bundle.
    """
    with source.open("rb") as stream:
        header = stream.read(_HEADER_MOST)
    head, blank, _ = header.partition(b"\n\n")
    if not blank:
        raise Refused(_DAMAGED)
    tips: dict[str, str] = {}
    for line in head.split(b"\n")[1:]:
        if line.startswith((b"-", b"@filter")):
            raise Refused(
                "The git bundle lacks earlier commits. Please make it whole: git bundle create work.bundle --all"
            )
        if line.startswith(b"@"):
            continue
        commit, _, ref = line.partition(b" ")
        if len(commit) not in (40, 64) or set(commit) - set(b"0123456789abcdef"):
            raise Refused(_DAMAGED)
        tips[ref.decode("utf-8", "replace")] = commit.decode()
    branches = [ref for ref in tips if ref.startswith("refs/heads/")]
    for preferred in ("HEAD", "refs/heads/main", "refs/heads/master", *branches):
        if preferred in tips:
            return tips[preferred]
    raise Refused("The git bundle holds no branch. Please make it whole: git bundle create work.bundle --all")


def _listed(repository: str, commit: str, home: str, writer: Writer) -> Iterator[tuple[str, list[str]]]:
    """Object ids and paths of ordinary files; stops git as soon as there are too many (a "git bomb" never ends)."""
    entries = 0
    with _git(["-C", repository, "ls-tree", "-r", "-z", "--full-tree", commit], home, writer) as process:
        for line in _zero_ended(_stream(process)):
            entries += 1
            writer.check_time()
            if entries > writer.limits.files * 10:
                raise Refused("The git bundle holds too many files. Please leave out environments and caches.")
            about, _, raw = line.partition(b"\t")
            mode, kind, object_id = about.decode("ascii", "replace").split(" ")
            parts = names.parts_of(raw.decode("utf-8", "replace"), writer.limits)
            if not parts or writer.skip(parts):
                continue
            if kind != "blob" or mode not in ("100644", "100755", "100664"):
                writer.skip_special("submodules are not fetched" if kind == "commit" else "links are not followed")
                continue
            yield object_id, parts
    if process.returncode:
        raise Refused(_DAMAGED)


def _write_blobs(repository: str, blobs: list[tuple[str, list[str]]], home: str, writer: Writer) -> None:
    """Ask git for one object after the other and write each as it comes."""
    with _git(["-C", repository, "cat-file", "--batch"], home, writer) as process:
        out, ask = _stream(process), cast("IO[bytes]", process.stdin)  # piped by _git
        for object_id, parts in blobs:
            try:
                ask.write(f"{object_id}\n".encode())
                ask.flush()
            except BrokenPipeError:
                raise Refused(_DAMAGED) from None
            answer = out.readline(_LINE_MOST).split()
            if len(answer) != 3 or answer[1] != b"blob":
                raise Refused(_DAMAGED)
            writer.add(parts, _Counted(out, int(answer[2])).read)
            out.read(1)


class _Counted:
    """Exactly `size` bytes of a stream."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end; Refused where the stream ends early."""
        piece = self._stream.read(min(size, self._left))
        if not piece and self._left:
            raise Refused(_DAMAGED)
        self._left -= len(piece)
        return piece


def _zero_ended(stream: IO[bytes]) -> Iterator[bytes]:
    """Records that end in NUL, none longer than a path may be."""
    rest = b""
    while piece := stream.read1(65536):  # type: ignore[attr-defined]  # a pipe's buffered reader has it
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
        if len(rest) > _LINE_MOST:
            raise Refused("The git bundle holds a name that is too long. Please shorten it.")


def _run(arguments: list[str], home: str, writer: Writer) -> None:
    with _git(arguments, home, writer) as process:
        while _stream(process).read(65536):
            pass
    if process.returncode:
        raise Refused(_DAMAGED)


def _stream(process: subprocess.Popen[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", process.stdout)  # piped by _git


@contextmanager
def _git(arguments: list[str], home: str, writer: Writer) -> Iterator[subprocess.Popen[bytes]]:
    """One git process with limits, without configuration of this machine, killed when time is up or on leaving."""
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program; the upload is named by our own path only
            ["/bin/sh", "-c", _LIMITED, "sh", *_GIT, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=home,
        )
    except FileNotFoundError as error:
        raise Refused("Git bundles cannot be read on this server. Please upload a zip instead.") from error
    timer = threading.Timer(writer.limits.seconds, process.kill)
    timer.start()
    try:
        yield process
        process.communicate()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
