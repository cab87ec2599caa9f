"""A job's folder: files go in as copies, and come out only where they are plain files.

Everything is opened relative to an open folder and without following links (openat with
O_NOFOLLOW), so that no entry that a candidate's code made can lead anywhere else.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import itertools
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from trialpiece.runner.identity import Identity, jobs_root
from trialpiece.runner.leftovers import OPEN_FOLDER, remove, sweep
from trialpiece.runner.limits import Limits

CHUNK = 1 << 20
DEPTH = 24
NEVER_COPIED = frozenset({".git", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", "__MACOSX"})
OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
Mark = tuple[int, int]
"""Size and time of change of a file, as it was put in."""


class TooLarge(Exception):
    """What is to be run does not fit the limits; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A plain file that the job made or changed, already copied to where it was asked for."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class JobFolder:
    """The folder of one job: `work` is the job's own, `inside` holds what we give it to read."""

    root: Path
    owner: Identity
    put_in: dict[str, Mark] = field(default_factory=dict)
    bytes_in: int = 0
    own_links: set[str] = field(default_factory=set)
    """Links that we put in ourselves, and do not report as the job's."""

    @property
    def work(self) -> Path:
        """Mounted at /work, writable by the job."""
        return self.root / "work"

    @property
    def inside(self) -> Path:
        """Mounted at /inside, read-only."""
        return self.root / "inside"


@contextlib.contextmanager
def job_folder(owner: Identity) -> Iterator[JobFolder]:
    """A fresh folder for one job, gone afterwards whatever the job left in it.

    It is held by a lock, so that what killed workers left is known and removed.
    """
    sweep()
    root = Path(tempfile.mkdtemp(prefix="job-", dir=jobs_root()))
    held = os.open(root, OPEN_FOLDER)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        root.chmod(0o711)
        folder = JobFolder(root=root, owner=owner)
        folder.inside.mkdir(mode=0o755)
        folder.inside.chmod(0o755)
        folder.work.mkdir(mode=0o700)
        _give(folder.work, owner)
        yield folder
    finally:
        remove(root)
        os.close(held)


def put_file(folder: JobFolder, name: str, content: bytes) -> None:
    """Give the job a file to read below /inside."""
    path = folder.inside / name
    path.write_bytes(content)
    path.chmod(0o644)


def copy_in(folder: JobFolder, source: Path, *, below: str = "", limits: Limits, replace: bool = True) -> None:
    """Copy the plain files of `source` into the work folder, links and special files left out.

    Raises:
        TooLarge: more bytes or files than the limits allow.
    """
    for name, fd in _plain_files(source):
        with os.fdopen(fd, "rb") as file:
            target = folder.work / below / name
            if not replace and target.exists():
                continue
            _make_parents(folder, target.parent)
            with target.open("wb") as copy:
                shutil.copyfileobj(file, copy, CHUNK)
                os.fchmod(copy.fileno(), 0o644)
                folder.owner.own(copy.fileno())
            state = target.stat()
            folder.put_in[str(target.relative_to(folder.work))] = (state.st_size, state.st_mtime_ns)
            folder.bytes_in += state.st_size
        if folder.bytes_in > limits.work_bytes or len(folder.put_in) > limits.work_files:
            raise TooLarge("The submission and its data are larger than the sandbox allows.")


def collect(folder: JobFolder, *, limits: Limits, into: Path | None) -> tuple[list[Collected], list[str]]:
    """Take the plain files that are new or changed, and name what was not taken, each with its reason.

    Call it only when no process of the job is left.
    """
    taken: list[Collected] = []
    refused: list[str] = []
    total = 0
    seen = 0
    for name, at, entry in _walk(folder.work, refused):
        seen += 1
        if seen > limits.work_files:
            refused.append("The folder holds too many entries; the rest was not looked at.")
            break
        reason = _not_plain(entry)
        if name in folder.own_links:
            continue
        if reason is None and folder.put_in.get(name) == (entry.st_size, entry.st_mtime_ns):
            continue
        if reason is None and len(taken) >= limits.collected_files:
            refused.append(f"More than {limits.collected_files} files were made; the rest was not taken.")
            break
        if reason is None and total + entry.st_size > limits.collected_bytes:
            reason = "too large"
        if reason is None:
            file = _take(name, at, into, limits.collected_bytes - total)
            if file is not None:
                taken.append(file)
                total += file.size
                continue
            reason = "could not be read"
        if len(refused) < 100:
            refused.append(f"{_printable(name)}: {reason}")
    return taken, refused


def _not_plain(entry: os.stat_result) -> str | None:
    """Why an entry is not taken, or None for a plain file that only one name leads to."""
    if stat.S_ISLNK(entry.st_mode):
        return "a link"
    if not stat.S_ISREG(entry.st_mode):
        return "not a plain file"
    if entry.st_nlink != 1:
        return "a hard link"
    return None


def _take(name: str, folder: int, into: Path | None, room: int) -> Collected | None:
    try:
        fd = os.open(Path(name).name, OPEN_FILE, dir_fd=folder)
    except OSError:
        return None
    digest = hashlib.sha256()
    size = 0
    with os.fdopen(fd, "rb") as file, contextlib.ExitStack() as stack:
        if _not_plain(os.fstat(file.fileno())) is not None:
            return None
        shown = _printable(name)
        copy = None
        if into is not None:
            shown, copy = _fresh(into, shown)
            stack.enter_context(copy)
        while size <= room and (chunk := file.read(CHUNK)):
            digest.update(chunk)
            size += len(chunk)
            if copy is not None:
                copy.write(chunk)
    return Collected(path=shown, size=size, sha256=digest.hexdigest())


def _fresh(into: Path, name: str) -> tuple[str, BinaryIO]:
    """A new file of that name, or of a plain one where two names look alike or are too long to store."""
    for number in itertools.count():
        shown = name if number == 0 else f"unnamed-{number}"
        try:
            (into / shown).parent.mkdir(parents=True, exist_ok=True)
            return shown, (into / shown).open("xb")
        except OSError:
            if number > 10_000:
                raise
    raise AssertionError  # itertools.count does not end


def _walk(root: Path, refused: list[str]) -> Iterator[tuple[str, int, os.stat_result]]:
    """Every entry that is no folder, with the open folder that holds it; links are never entered."""
    top = str(root)
    for folder, subfolders, files, fd in os.fwalk(top, follow_symlinks=False):
        inside = "" if folder == top else folder[len(top) + 1 :] + "/"
        if inside.count("/") > DEPTH:
            refused.append(f"{_printable(inside)[:80]}: too deep")
            subfolders.clear()
            continue
        subfolders.sort()
        for name in sorted([*files, *_links(fd, subfolders)]):
            with contextlib.suppress(OSError):
                yield inside + name, fd, os.stat(name, dir_fd=fd, follow_symlinks=False)


def _links(folder: int, names: list[str]) -> list[str]:
    """Links to folders, which os.fwalk counts among the folders and does not enter."""
    found = []
    for name in names:
        with contextlib.suppress(OSError):
            if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                found.append(name)
    return found


def _plain_files(source: Path) -> Iterator[tuple[str, int]]:
    """Path below `source` and open descriptor of each plain file; a single file stands for itself."""
    if source.is_file() and not source.is_symlink():
        yield source.name, os.open(source, OPEN_FILE)
        return
    top = str(source)
    for folder, subfolders, files, fd in os.fwalk(top, follow_symlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in NEVER_COPIED)
        for name in sorted(files):
            try:
                entry = os.stat(name, dir_fd=fd, follow_symlinks=False)
                if not stat.S_ISREG(entry.st_mode):
                    continue
                file = os.open(name, OPEN_FILE, dir_fd=fd)
            except OSError:
                continue
            yield str(Path(folder, name).relative_to(top)), file


def _make_parents(folder: JobFolder, wanted: Path) -> None:
    missing = []
    while wanted != folder.work and not wanted.exists():
        missing.append(wanted)
        wanted = wanted.parent
    for path in reversed(missing):
        path.mkdir(mode=0o755)
        _give(path, folder.owner)


def _give(path: Path, owner: Identity) -> None:
    fd = os.open(path, OPEN_FOLDER)
    try:
        owner.own(fd)
    finally:
        os.close(fd)


def _printable(name: str) -> str:
    """A name that can be shown and stored: bytes that are no text become marks."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)[:300]
