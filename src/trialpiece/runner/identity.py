"""As whom a job runs: never as real root, and no two jobs at once as the same user."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST_UID = 64000
"""Between Debian's dynamic users and the range for containers; TRIALPIECE_JOB_UIDS=first-last chooses others."""
LAST_UID = 64063


class NoIdentity(Exception):
    """No user can be had for a job; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The host's user for one job; `uid` is None where the job runs as whoever we are, unprivileged already."""

    uid: int | None

    def own(self, fd: int) -> None:
        """Give an open file or folder to the job's user."""
        if self.uid is not None:
            os.fchown(fd, self.uid, self.uid)


def jobs_root() -> Path:
    """The folder below which jobs live, ours alone: TRIALPIECE_JOBS, or one in the temporary directory.

    Raises:
        NoIdentity: it is there and belongs to somebody else.
    """
    chosen = os.environ.get("TRIALPIECE_JOBS")
    root = Path(chosen) if chosen else Path(tempfile.gettempdir()) / f"trialpiece-jobs-{os.geteuid()}"
    root.mkdir(mode=0o711, parents=True, exist_ok=True)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        msg = f"{root} belongs to somebody else; set TRIALPIECE_JOBS to a folder of your own."
        raise NoIdentity(msg)
    root.chmod(0o711)  # whatever the umask was: a job's user must pass through, and read nothing
    return root


@contextlib.contextmanager
def identity() -> Iterator[Identity]:
    """A user for one job, held by a file lock, so that workers on one machine never share one.

    Raises:
        NoIdentity: every user of the range is taken.
    """
    if os.geteuid() != 0:
        yield Identity(uid=None)
        return
    locks = jobs_root() / "users"
    locks.mkdir(mode=0o700, exist_ok=True)
    for uid in _range():
        fd = os.open(locks / str(uid), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield Identity(uid=uid)
            return
        finally:
            os.close(fd)
    raise NoIdentity("Too many jobs run at once on this machine; widen TRIALPIECE_JOB_UIDS.")


def _range() -> range:
    chosen = os.environ.get("TRIALPIECE_JOB_UIDS", f"{FIRST_UID}-{LAST_UID}")
    first, _, last = chosen.partition("-")
    try:
        uids = range(int(first), int(last or first) + 1)
    except ValueError:
        uids = range(0)
    if not uids or uids[0] < 1000:
        raise NoIdentity("TRIALPIECE_JOB_UIDS must be two user numbers such as 64000-64063, none below 1000.")
    return uids
