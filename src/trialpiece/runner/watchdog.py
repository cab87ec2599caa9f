"""Watches a running job from outside: its processes, their memory, what it has written to disk.

Kernel limits count per process; these sums are over the whole job.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from trialpiece.runner.limits import Limits

PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(pid: int) -> list[int]:
    """`pid` and every process below it. Daemons stay below: in their namespace process 1 adopts them."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - plain words, many times a second
        if name.isdigit():
            parent = _parent(int(name))
            if parent is not None:
                children.setdefault(parent, []).append(int(name))
    found = [pid] if Path(f"/proc/{pid}").exists() else []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.extend(below)
        waiting.extend(below)
    return found


def memory(pids: Iterable[int]) -> int:
    """Bytes in use by the processes together, a shared page counted in shares (PSS)."""
    return sum(_pss(pid) for pid in pids)


def disk(folder: Path, pids: Iterable[int], *, stop_at_files: int, stop_at_bytes: int) -> tuple[int, int]:
    """Bytes and entries in the folder, and bytes of files that were unlinked and are still open."""
    size, count = _folder(folder, stop_at_files, stop_at_bytes)
    return size + _unlinked(pids), count


def _folder(folder: Path, stop_at_files: int, stop_at_bytes: int) -> tuple[int, int]:
    size = count = 0
    waiting = [str(folder)]
    while waiting and count <= stop_at_files and size <= stop_at_bytes:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    if count > stop_at_files:
                        break
        except (FileNotFoundError, NotADirectoryError):
            continue  # gone since
        except OSError:
            return size, stop_at_files + 1  # a folder that hides from being counted counts as too much
    return size, count


def _unlinked(pids: Iterable[int]) -> int:
    files: dict[tuple[int, int], int] = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            for name in os.listdir(f"/proc/{pid}/fd"):  # noqa: PTH208 - as above
                with contextlib.suppress(OSError):
                    state = os.stat(f"/proc/{pid}/fd/{name}")  # noqa: PTH116 - as above
                    if stat.S_ISREG(state.st_mode) and state.st_nlink == 0:
                        files[state.st_dev, state.st_ino] = state.st_blocks * 512
    return sum(files.values())


def _parent(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - called for every process, many times a second
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def _pss(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:  # noqa: PTH123 - as above
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:  # what it shares counts whole here, which errs on the safe side
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - as above
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


@dataclass(slots=True)
class Watchdog:
    """Looks at a job now and then, and says which limit it has reached."""

    pid: int
    folder: Path
    limits: Limits
    peak_memory: int = 0
    next_look: float = field(default_factory=lambda: time.monotonic() + 0.05)
    next_disk: float = field(default_factory=lambda: time.monotonic() + 0.2)
    marked: set[int] = field(default_factory=set)

    def look(self) -> str | None:
        """`memory` or `disk` where that limit is passed; then rests ten times as long as it looked."""
        began = time.monotonic()
        pids = descendants(self.pid)
        self._mark(pids)
        used = memory(pids)
        self.peak_memory = max(self.peak_memory, used)
        reached = "memory" if used > self.limits.memory else None
        if reached is None and began >= self.next_disk:
            size, count = disk(
                self.folder, pids, stop_at_files=self.limits.work_files, stop_at_bytes=self.limits.work_bytes
            )
            if size > self.limits.work_bytes or count > self.limits.work_files:
                reached = "disk"
            self.next_disk = time.monotonic() + min(1.0, max(0.2, 10 * (time.monotonic() - began)))
        self.next_look = time.monotonic() + min(0.5, max(0.05, 10 * (time.monotonic() - began)))
        return reached

    def _mark(self, pids: list[int]) -> None:
        """Name the job's processes first to the kernel, should the host run out of memory all the same."""
        for pid in pids:
            if pid not in self.marked:
                self.marked.add(pid)
                with contextlib.suppress(OSError):
                    Path(f"/proc/{pid}/oom_score_adj").write_text("1000")
