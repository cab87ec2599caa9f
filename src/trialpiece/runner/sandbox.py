"""Runs one command in the sandbox, within limits, and says how it ended.

    with job() as here:
        copy_in(here.folder, submission, limits=limits)
        outcome = run(here, [PYTHON, "main.py"], limits=limits)

Nothing is ever run as real root: where we are root, the job gets an unprivileged user of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from trialpiece.runner import seccomp
from trialpiece.runner.command import bubblewrap
from trialpiece.runner.identity import Identity, NoIdentity, identity
from trialpiece.runner.jobfolder import JobFolder, job_folder
from trialpiece.runner.limits import Limits
from trialpiece.runner.runtime import Runtime, RuntimeMissing, load
from trialpiece.runner.watchdog import Watchdog, descendants

READ = 1 << 16
DRAIN_SECONDS = 2.0
CPU_EXHAUSTED = 128 + signal.SIGXCPU


class Status(StrEnum):
    """How a job ended."""

    OK = "ok"
    FAILED = "failed"
    """Its exit code was not 0."""
    TIMED_OUT = "timed_out"
    MEMORY = "memory"
    OUTPUT = "output"
    DISK = "disk"
    REFUSED = "refused"
    """It was not started; `Outcome.reason` says why."""


class Refused(Exception):
    """The sandbox cannot be had here; nothing was run. The message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended, with what it wrote, cut at the limits."""

    status: Status
    exit_code: int | None = None
    """128 + signal where a signal ended it; None where it was not started or was killed by us."""
    seconds: float = 0.0
    peak_memory: int = 0
    stdout: bytes = b""
    stderr: bytes = b""
    stdout_truncated: bool = False
    stderr_truncated: bool = False
    result: bytes = b""
    """What the driver wrote to its result channel."""
    reason: str | None = None
    survivors: int = 0
    """Processes that outlived the job's end; anything but 0 is a fault of the sandbox."""


@dataclass(frozen=True, slots=True)
class Job:
    """A user and a folder, ready to run commands one after the other."""

    runtime: Runtime
    owner: Identity
    folder: JobFolder


@dataclass(slots=True)
class _Channel:
    """A pipe from the job, read to its end, kept up to a cap."""

    keep: int
    read_fd: int = -1
    write_fd: int = -1
    kept: bytearray = field(default_factory=bytearray)
    total: int = 0

    def __post_init__(self) -> None:
        self.read_fd, self.write_fd = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(self.read_fd, False)

    def take(self) -> bool:
        """Read once; False at the end."""
        try:
            data = os.read(self.read_fd, READ)
        except BlockingIOError:
            return True
        self.total += len(data)
        if len(self.kept) < self.keep:
            self.kept += data[: self.keep - len(self.kept)]
        return bool(data)

    def started(self) -> None:
        """Let go of the job's end."""
        if self.write_fd >= 0:
            os.close(self.write_fd)
            self.write_fd = -1

    def close(self) -> None:
        """Close both ends."""
        self.started()
        os.close(self.read_fd)


@contextlib.contextmanager
def job(runtime: Runtime | None = None) -> Iterator[Job]:
    """A user and a fresh folder for one job; the folder is removed afterwards.

    Raises:
        Refused: no runtime, or no user to be had.
    """
    with contextlib.ExitStack() as stack:
        try:
            found = runtime or load()
            owner = stack.enter_context(identity())
            folder = stack.enter_context(job_folder(owner))
        except (RuntimeMissing, NoIdentity, OSError) as error:
            raise Refused(str(error)) from error
        yield Job(runtime=found, owner=owner, folder=folder)


def run(
    here: Job,
    command: Sequence[str],
    *,
    limits: Limits,
    environment: Mapping[str, str] | None = None,
    chdir: str = "/work",
    filtered: bool = True,
) -> Outcome:
    """Run a command in the job's sandbox until it ends or reaches a limit; then nothing of it is left.

    The command finds an open descriptor for its result in TRIALPIECE_RESULT_FD. `filtered=False` leaves
    the system call filter out and serves only to show what the filter adds.
    """
    out, err = _Channel(limits.output_bytes), _Channel(limits.output_bytes)
    result, status = _Channel(limits.result_bytes), _Channel(READ)
    channels = (out, err, result, status)
    try:
        seccomp_fd = seccomp.filter_fd() if filtered else None
    except seccomp.SeccompUnavailable as error:
        for channel in channels:
            channel.close()
        return Outcome(Status.REFUSED, reason=str(error))
    words = bubblewrap(
        here.runtime, work=here.folder.work, inside=here.folder.inside, limits=limits,
        seccomp_fd=seccomp_fd, status_fd=status.write_fd, command=command, chdir=chdir,
        environment={**(environment or {}), "TRIALPIECE_RESULT_FD": str(result.write_fd)},
    )  # fmt: skip
    began = time.monotonic()
    try:
        process = _start(words, here.owner, out, err, [result.write_fd, status.write_fd, *_some(seccomp_fd)])
        for channel in channels:
            channel.started()
        watchdog = Watchdog(pid=process.pid, folder=here.folder.work, limits=limits)
        reached, survivors = _attend(process, channels, watchdog, limits, began)
    except OSError as error:
        return Outcome(Status.REFUSED, reason=f"The sandbox could not be started: {error}.")
    finally:
        for channel in channels:
            channel.close()
        for fd in _some(seccomp_fd):
            os.close(fd)
    return _outcome(process.returncode, reached, began=began, channels=channels, watchdog=watchdog, survivors=survivors)


def _some(fd: int | None) -> list[int]:
    return [] if fd is None else [fd]


def _start(words: list[str], owner: Identity, out: _Channel, err: _Channel, fds: list[int]) -> subprocess.Popen[bytes]:
    # an empty environment: /proc/1/environ inside shows that of bubblewrap itself
    if owner.uid is None:
        return subprocess.Popen(  # noqa: S603 - our own words; the job's command comes after `--`
            words, stdin=subprocess.DEVNULL, stdout=out.write_fd, stderr=err.write_fd, pass_fds=fds,
            env={}, cwd="/", umask=0o022, start_new_session=True,
        )  # fmt: skip
    return subprocess.Popen(  # noqa: S603 - as above
        words, stdin=subprocess.DEVNULL, stdout=out.write_fd, stderr=err.write_fd, pass_fds=fds,
        env={}, cwd="/", umask=0o022, start_new_session=True,
        user=owner.uid, group=owner.uid, extra_groups=[],
    )  # fmt: skip


def _attend(
    process: subprocess.Popen[bytes], channels: tuple[_Channel, ...], watchdog: Watchdog, limits: Limits, began: float
) -> tuple[Status | None, int]:
    """Read and watch until the job ends; the limit that was reached, and how many processes outlived it."""
    deadline = began + limits.wall_seconds
    reached: Status | None = None
    with selectors.DefaultSelector() as selector:
        pidfd = os.pidfd_open(process.pid)
        try:
            selector.register(pidfd, selectors.EVENT_READ)
            for channel in channels:
                selector.register(channel.read_fd, selectors.EVENT_READ, channel)
            running = True
            while running and reached is None:
                now = time.monotonic()
                for key, _ in selector.select(max(0.0, min(deadline, watchdog.next_look) - now)):
                    if key.data is None:
                        running = False
                    elif not key.data.take():
                        selector.unregister(key.fd)
                reached = _limit_reached(channels, watchdog, limits, deadline) if running else None
        finally:
            os.close(pidfd)
            survivors = _end(process)
            with contextlib.suppress(KeyError, ValueError):
                selector.unregister(pidfd)
            _drain(selector)
    return reached or _flooded(channels, limits), survivors


def _limit_reached(
    channels: tuple[_Channel, ...], watchdog: Watchdog, limits: Limits, deadline: float
) -> Status | None:
    if flood := _flooded(channels, limits):
        return flood
    now = time.monotonic()
    if now >= deadline:
        return Status.TIMED_OUT
    if now >= watchdog.next_look and (reached := watchdog.look()):
        return Status(reached)
    return None


def _flooded(channels: tuple[_Channel, ...], limits: Limits) -> Status | None:
    out, err, result, _ = channels
    flood = max(out.total, err.total) > limits.flood_bytes or result.total > limits.result_bytes
    return Status.OUTPUT if flood else None


def _end(process: subprocess.Popen[bytes]) -> int:
    """Kill what is left. Process 1 of the job's namespace dies with bubblewrap, and takes all others along."""
    if process.poll() is not None:
        return 0  # bubblewrap ends after process 1, and the kernel ends process 1 after all others
    family = descendants(process.pid)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    patience = time.monotonic() + DRAIN_SECONDS
    left = [pid for pid in family if pid != process.pid and _alive(pid)]
    while left and time.monotonic() < patience:
        time.sleep(0.005)
        left = [pid for pid in left if _alive(pid)]
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(left)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except (OSError, IndexError):
        return False


def _drain(selector: selectors.BaseSelector) -> None:
    """Read what the pipes still hold."""
    patience = time.monotonic() + DRAIN_SECONDS
    while selector.get_map() and time.monotonic() < patience:
        for key, _ in selector.select(0.05):
            if not key.data.take():
                selector.unregister(key.fd)


def _outcome(
    code: int,
    reached: Status | None,
    *,
    began: float,
    channels: tuple[_Channel, ...],
    watchdog: Watchdog,
    survivors: int,
) -> Outcome:
    out, err, result, status = channels
    exit_code = _exit_code(bytes(status.kept))
    reason = None
    if reached is not None:
        exit_code = None
    elif exit_code is None:
        reached = Status.REFUSED
        said = err.kept.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"it ended with {code}"]
        reason = f"The sandbox could not be set up: {said[0]}."
    elif exit_code == CPU_EXHAUSTED:
        reached = Status.TIMED_OUT
    return Outcome(
        status=reached or (Status.OK if exit_code == 0 else Status.FAILED),
        exit_code=exit_code,
        seconds=time.monotonic() - began,
        peak_memory=watchdog.peak_memory,
        stdout=bytes(out.kept),
        stderr=bytes(err.kept),
        stdout_truncated=out.total > len(out.kept),
        stderr_truncated=err.total > len(err.kept),
        result=bytes(result.kept),
        reason=reason,
        survivors=survivors,
    )


def _exit_code(status: bytes) -> int | None:
    """The command's exit code as bubblewrap reports it, or None where it never came to run."""
    for line in reversed(status.splitlines()):
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict) and isinstance(record.get("exit-code"), int):
                return int(record["exit-code"])
    return None
