"""Attempts to take more than a job's share, to outlive it, or to smuggle something out with its files.

Each strain is run twice: within tight limits, where it must be held, and with the limit in question
loosened, where it must get through, as a proof that it is the limit that held it.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trialpiece.runner.command import PYTHON
from trialpiece.runner.jobfolder import collect
from trialpiece.runner.limits import MIB, Limits
from trialpiece.runner.sandbox import Job, Outcome, Status, run


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the sandbox held, and what was seen."""

    held: bool
    saw: str


@dataclass(frozen=True, slots=True)
class Strain:
    """One attempt; `run(here, loose)` makes it."""

    name: str
    run: Callable[[Job, bool], Verdict]


def _python(here: Job, code: str, limits: Limits, *arguments: str) -> Outcome:
    return run(here, [PYTHON, "-c", code, *arguments], limits=limits)


def _ended_by(wanted: Status, outcome: Outcome) -> Verdict:
    return Verdict(outcome.status is wanted and not outcome.survivors, f"{outcome.status} in {outcome.seconds:.1f} s")


COUNT_FORKS = """
import os, time
made = 0
try:
    while made < 150:
        if os.fork() == 0: time.sleep(60); os._exit(0)
        made += 1
except OSError: pass
print(made)
"""
FORK_BOMB = """
import os
while True:
    try: os.fork()
    except OSError: pass
"""
MANY_GREEDY = """
import os, time
for _ in range(4):
    if os.fork() == 0: held = bytearray(os.urandom(1 << 20) * 90); time.sleep(1.5); os._exit(0)
for _ in range(4): os.wait()
"""
FILL = """
import sys, time
written = 0
try:
    for n in range(12):
        with open(f"{sys.argv[1]}/fill-{n}", "wb") as file: written += file.write(bytes(8 << 20))
except OSError: pass
print(written >> 20)
time.sleep(float(sys.argv[2]))
"""
UNLINKED = """
import os, time
held = []
for n in range(12):
    file = open(f"hidden-{n}", "wb", buffering=0)
    os.unlink(f"hidden-{n}")
    file.write(bytes(8 << 20)); held.append(file)
time.sleep(1.5)
"""
MANY_FILES = """
import time
for n in range(6000): open(f"many-{n}", "w").close()
time.sleep(1.5)
"""
ONE_FILE = """
try:
    with open("large", "wb") as file:
        for _ in range(48): file.write(bytes(1 << 20))
except OSError: raise SystemExit(3)
"""
FLOOD = """
import os, sys
for _ in range(24): os.write(int(sys.argv[1]), b"x" * (1 << 20))
"""
DAEMON = """
import os, signal, sys, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
time.sleep(120)
"""
SMUGGLE = """
import os, socket
def tried(do, *arguments):
    try: do(*arguments)
    except OSError: pass
open("honest.txt", "w").write("a result")
tried(os.symlink, "/etc/hostname", "link-to-host")
tried(os.symlink, "../../../../../../etc/hostname", "link-upwards")
tried(os.symlink, "/", "link-to-root")
os.mkdir("loop"); tried(os.symlink, "..", "loop/loop")
tried(os.link, "honest.txt", "hard-link")
tried(os.mkfifo, "fifo")
tried(os.mknod, "device", 0o20666, os.makedev(1, 5))
s = socket.socket(socket.AF_UNIX); tried(s.bind, "socket")
tried(lambda: open(b"bad-\\xff\\xfe-name\\n.txt", "w").close())
open("locked", "w").close(); os.chmod("locked", 0)
os.mkdir("many")
for n in range(10000): open(f"many/{n}", "w").close()
deep = os.getcwd(); os.mkdir("zdeep"); os.chdir("zdeep")
for n in range(150):
    os.mkdir("d" * 20); os.chdir("d" * 20)
"""


def forks_are_counted(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - the shape of a strain
    """A job has only so many processes."""
    outcome = _python(here, COUNT_FORKS, Limits(processes=400 if loose else 40, wall_seconds=20))
    made = int(outcome.stdout.strip() or 0)
    return Verdict(made < 40 and not outcome.survivors, f"{made} forks, {outcome.survivors} left afterwards")


def fork_bomb_ends(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A fork bomb ends with its job, and nothing of it is left; loosened, it is only one that is told not to bomb."""
    if loose:
        outcome = _python(here, "pass", Limits(wall_seconds=10))
    else:
        outcome = _python(here, FORK_BOMB, Limits(processes=40, wall_seconds=1.5))
    return _ended_by(Status.TIMED_OUT, outcome)


def memory_is_summed(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """Processes each below their own limit are ended when they take too much together."""
    limits = Limits(memory=(1024 if loose else 200) * MIB, address_space=512 * MIB, wall_seconds=20)
    return _ended_by(Status.MEMORY, _python(here, MANY_GREEDY, limits))


def one_process_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """The kernel refuses one process more address space than it may have."""
    limits = Limits(address_space=(1024 if loose else 192) * MIB, wall_seconds=10)
    outcome = _python(here, "held = bytearray(256 << 20)", limits)
    return Verdict(b"MemoryError" in outcome.stderr, outcome.status)


def _filled(here: Job, folder: str, limits: Limits) -> Verdict:
    outcome = _python(here, FILL, limits, folder, "0")
    written = int(outcome.stdout.strip() or 0)
    return Verdict(written < 96, f"{written} of 96 MiB written")


def tmp_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """The temporary folder takes only so much."""
    return _filled(here, "/tmp", Limits(tmp_bytes=(256 if loose else 32) * MIB))  # noqa: S108 - the sandbox's own


def shared_memory_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """Shared memory takes only so much."""
    return _filled(here, "/dev/shm", Limits(tmp_bytes=(256 if loose else 32) * MIB))  # noqa: S108 - the sandbox's own


def work_folder_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A job that fills the disk through its work folder is ended."""
    limits = Limits(work_bytes=(512 if loose else 32) * MIB, wall_seconds=20)
    return _ended_by(Status.DISK, _python(here, FILL, limits, "/work", "1.5"))


def unlinked_files_count(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """Files that no folder shows any more count as well."""
    limits = Limits(work_bytes=(512 if loose else 32) * MIB, wall_seconds=20)
    return _ended_by(Status.DISK, _python(here, UNLINKED, limits))


def many_files_are_counted(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A job that makes thousands of files is ended."""
    limits = Limits(work_files=20_000 if loose else 1000, wall_seconds=30)
    return _ended_by(Status.DISK, _python(here, MANY_FILES, limits))


def one_file_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """One file grows only so far."""
    outcome = _python(here, ONE_FILE, Limits(file_size=(64 if loose else 16) * MIB))
    return Verdict(outcome.exit_code == 3, f"exit code {outcome.exit_code}")


def stdout_flood_ends(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A flood on standard output ends the job; the beginning is kept."""
    return _flood(here, "1", loose=loose)


def stderr_flood_ends(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A flood on standard error ends the job; the beginning is kept."""
    return _flood(here, "2", loose=loose)


def _flood(here: Job, fd: str, *, loose: bool) -> Verdict:
    limits = Limits(flood_bytes=(64 if loose else 4) * MIB, output_bytes=MIB)
    outcome = _python(here, FLOOD, limits, fd)
    verdict = _ended_by(Status.OUTPUT, outcome)
    kept = max(len(outcome.stdout), len(outcome.stderr))
    return Verdict(verdict.held and kept <= MIB, f"{outcome.status}, {kept >> 10} KiB kept")


def time_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A job that waits for ever is ended."""
    limits = Limits(wall_seconds=10 if loose else 0.5)
    return _ended_by(Status.TIMED_OUT, _python(here, "import time; time.sleep(1.5)", limits))


def processor_time_is_bounded(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A process that computes for ever is ended by the kernel."""
    code = "import time\nwhile time.process_time() < 2.5: pass"
    return _ended_by(Status.TIMED_OUT, _python(here, code, Limits(wall_seconds=60, cpu_seconds=30 if loose else 1)))


def daemons_die(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """A daemon that forked twice and left its session ends with the job; outside the sandbox it lives on."""
    word = f"daemon-{secrets.token_hex(8)}"
    if loose:
        subprocess.run([sys.executable, "-c", DAEMON, word], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        time.sleep(0.2)
        seen = "started outside the sandbox"
    else:
        outcome = _python(here, DAEMON, Limits(wall_seconds=10), word)
        seen = f"{outcome.status}, {outcome.survivors} left"
    alive = processes_with(word)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    return Verdict(not alive, f"{seen}; {len(alive)} found on the host")


def processes_with(word: str) -> list[int]:
    """Processes of this host, ours left out, whose command line holds the word."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                if word.encode() in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def only_plain_files_leave(here: Job, loose: bool) -> Verdict:  # noqa: FBT001 - as above
    """Of links, pipes, devices, loops and ten thousand files only plain files leave, and only so many."""
    outcome = _python(here, SMUGGLE, Limits(wall_seconds=60))
    if loose:  # what a reader who follows links would get
        return Verdict((here.folder.work / "link-to-host").read_text() != Path("/etc/hostname").read_text(), "followed")
    with tempfile.TemporaryDirectory() as name:
        into = Path(name)
        taken, refused = collect(here.folder, limits=Limits(collected_files=200), into=into)
        odd = [path for path in into.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())]
    reasons = " ".join(refused)
    missed = [
        name
        for name in ("link-to-host", "link-upwards", "link-to-root", "loop/loop", "hard-link", "fifo", "socket")
        if f"{name}: " not in reasons
    ]
    held = outcome.status is Status.OK and not odd and not missed and len(taken) == 200
    return Verdict(held, f"{outcome.status}; {len(taken)} taken, {len(refused)} refused; missed {missed}")


STRAINS = tuple(
    Strain((strain.__doc__ or "").split(".")[0].split(";")[0], strain)
    for strain in (
        forks_are_counted, fork_bomb_ends, memory_is_summed, one_process_is_bounded, tmp_is_bounded,
        shared_memory_is_bounded, work_folder_is_bounded, unlinked_files_count, many_files_are_counted,
        one_file_is_bounded, stdout_flood_ends, stderr_flood_ends, time_is_bounded, processor_time_is_bounded,
        daemons_die, only_plain_files_leave,
    )
)  # fmt: skip
