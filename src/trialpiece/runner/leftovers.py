"""What killed workers left behind: their jobs' processes are ended, their folders removed.

bubblewrap ends with its worker once a job runs. While it is still setting the job up (some 20 ms), its inner
process has not yet asked the kernel for that, and would run the job to its end with nobody watching it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from trialpiece.runner.identity import jobs_root

OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
PATIENCE_SECONDS = 2.0


def sweep(*, older_than: float = 60.0) -> int:
    """End and remove jobs that no living worker holds, and say how many folders went.

    A folder younger than `older_than` seconds stays, as it may just be being made; no process of it does.
    """
    removed = 0
    for root in jobs_root().glob("job-*"):
        with contextlib.suppress(OSError):
            fd = os.open(root, OPEN_FOLDER)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _end_processes(root)
                if time.time() - os.fstat(fd).st_ctime >= older_than:
                    remove(root)
                    removed += 1
            finally:
                os.close(fd)
    return removed


def remove(root: Path) -> None:
    """Remove everything, folders made unreadable and thousands of levels deep included."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(root, ignore_errors=True)
    if root.exists():
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf", "--one-file-system"]):
            subprocess.run([*command, "--", str(root)], capture_output=True, check=False)  # noqa: S603 - fixed words, our folder


def _end_processes(root: Path) -> None:
    """End bubblewrap where it serves this folder; process 1 of a job's namespace takes all others along."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while (left := list(_bubblewraps(root))) and time.monotonic() < patience:
        for pid in left:
            _kill(pid, root)
        time.sleep(0.005)


def _kill(pid: int, root: Path) -> None:
    """End that bubblewrap; not whoever else got its number, should it have ended since it was looked at."""
    with contextlib.suppress(OSError):
        held = os.pidfd_open(pid)
        try:
            if _serves(pid, root):
                signal.pidfd_send_signal(held, signal.SIGKILL)
        finally:
            os.close(held)


def _bubblewraps(root: Path) -> Iterator[int]:
    for name in os.listdir("/proc"):  # noqa: PTH208 - plain words, once for every folder left
        if name.isdigit() and _serves(int(name), root):
            yield int(name)


def _serves(pid: int, root: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.path.basename(words[0]) == b"bwrap" and os.fsencode(root / "work") in words  # noqa: PTH119 - bytes
