"""Whether the sandbox holds on this machine, tried out rather than assumed.

Where any check fails nothing is run, and the reason is one sentence for whoever can mend it.
"""

from __future__ import annotations

import functools
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trialpiece.runner import seccomp
from trialpiece.runner.command import PYTHON
from trialpiece.runner.limits import MIB, Limits
from trialpiece.runner.runtime import Runtime, RuntimeMissing, load
from trialpiece.runner.sandbox import Job, Outcome, Refused, Status, job, run

PROBE = """
import json, os, socket, sys
marker, host_file, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = {}
def tried(name, do):
    try:
        seen[name] = do()
    except OSError as error:
        seen[name] = f"refused: {error.strerror}"
tried("vsock", lambda: socket.socket(40, socket.SOCK_STREAM).close() or "open")
tried("environment", lambda: marker in open("/proc/1/environ").read() or marker in str(dict(os.environ)))
tried("host_file", lambda: open(host_file).read())
tried("loopback", lambda: socket.create_connection(("127.0.0.1", port), 1).close() or "open")
tried("interfaces", lambda: sorted(name for _, name in socket.if_nameindex()))
seen["uid"] = os.getuid()
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
seen["privileges"] = status["NoNewPrivs"].strip() + status["CapEff"].strip() + status["Seccomp"].strip()
print(json.dumps(seen))
"""
GREEDY = "import mmap\nheld = [b'x' * (8 << 20) for _ in range(64)]\nimport time; time.sleep(5)"
IMPORTS = ("numpy", "pandas", "sklearn", "matplotlib", "nbclient", "ipykernel")
PRIVILEGES_GONE = "1" + "0" * 16 + "2"
"""No new privileges; no effective capability; system calls filtered."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was tried: its name, whether it holds, and one sentence."""

    name: str
    ok: bool
    says: str


def available() -> bool:
    """Whether candidates' code may be run on this machine; tried once in each process and for each runtime."""
    return unavailable_reason() is None


def unavailable_reason() -> str | None:
    """Why nothing can be run here, in one sentence, or None where the sandbox holds."""
    return _tried(os.environ.get("TRIALPIECE_RUNTIME"))  # what is said of one runtime says nothing of another


@functools.cache
def _tried(_runtime: str | None) -> str | None:
    return next((result.says for result in check(quick=True) if not result.ok), None)


def check(*, quick: bool = False) -> tuple[CheckResult, ...]:
    """Try the sandbox out; stops at the first failure that makes the rest meaningless.

    Args:
        quick: look for the packages instead of importing them, for the start of a worker.
    """
    return tuple(_checks(quick=quick))


def _checks(*, quick: bool) -> Iterator[CheckResult]:
    if not sys.platform.startswith("linux"):
        yield CheckResult("system", False, "Candidates' code is run on Linux only; reading it works everywhere.")
        return
    try:
        runtime = load()
    except RuntimeMissing as error:
        yield CheckResult("runtime", False, str(error))
        return
    yield _bubblewrap(runtime)
    if not Path("/usr/bin/prlimit").exists():
        yield CheckResult("limits", False, "The program /usr/bin/prlimit is missing (Debian: util-linux).")
        return
    try:
        size = len(seccomp.program()) // 8
        yield CheckResult("system call filter", True, f"The filter was made ({size} instructions).")
    except seccomp.SeccompUnavailable as error:
        yield CheckResult("system call filter", False, str(error))
        return
    try:
        with job(runtime) as here:
            yield from _inside(here, quick=quick)
    except Refused as error:
        yield CheckResult("job", False, str(error))


def _bubblewrap(runtime: Runtime) -> CheckResult:
    try:
        done = subprocess.run([str(runtime.bwrap), "--version"], capture_output=True, text=True, check=True, timeout=10)  # noqa: S603 - our own program
    except (OSError, subprocess.SubprocessError) as error:
        return CheckResult("bubblewrap", False, f"The program bubblewrap cannot be started: {error}.")
    return CheckResult("bubblewrap", True, done.stdout.strip())


def _inside(here: Job, *, quick: bool) -> Iterator[CheckResult]:
    limits = Limits(wall_seconds=20, memory=512 * MIB)
    first = run(here, ["/usr/bin/true"], limits=limits)
    yield _user_namespaces(first)
    if first.status is not Status.OK:
        return
    yield from _hidden(here, limits)
    yield _watchdog(here)
    yield _packages(here, quick=quick)


def _user_namespaces(outcome: Outcome) -> CheckResult:
    name = "user namespaces"
    if outcome.status is Status.OK:
        return CheckResult(name, True, f"A job starts and ends in {outcome.seconds * 1000:.0f} ms.")
    hint = "An administrator must allow unprivileged user namespaces; see docs/administrator/sandbox.md."
    said = (outcome.reason or outcome.stderr.decode("utf-8", "replace").strip() or outcome.status).rstrip(".")
    return CheckResult(name, False, f"{said}. {hint}")


def _hidden(here: Job, limits: Limits) -> Iterator[CheckResult]:
    """Look for a planted secret, a planted file and a listener of the host from inside."""
    marker = secrets.token_hex(16)
    with _planted(marker) as (file, port):
        outcome = run(here, [PYTHON, "-c", PROBE, marker, str(file), str(port)], limits=limits)
    try:
        seen: dict[str, Any] = json.loads(outcome.stdout)
    except ValueError:
        said = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [outcome.status.value]
        yield CheckResult("python", False, f"The runtime's Python does not start in the sandbox: {said[0]}.")
        return
    yield _verdict("sockets", str(seen["vsock"]).startswith("refused"), "AF_VSOCK is refused.",
                   "A job can open AF_VSOCK sockets, which lead out of the sandbox.")  # fmt: skip
    yield _verdict("environment", seen["environment"] is False, "The host's environment is hidden.",
                   "A job can read the environment of the host's processes.")  # fmt: skip
    yield _verdict("files", str(seen["host_file"]).startswith("refused"), "The host's files are hidden.",
                   "A job can read files of the host.")  # fmt: skip
    alone = str(seen["loopback"]).startswith("refused") and seen["interfaces"] == ["lo"]
    yield _verdict("network", alone, "There is no network but an empty loopback.", "A job can reach the network.")
    yield _verdict("privileges", seen["uid"] == 1000 and seen["privileges"] == PRIVILEGES_GONE,
                   "A job has no privileges and cannot gain any.", "A job keeps privileges that it should not have.")  # fmt: skip


def _verdict(name: str, holds: bool, good: str, bad: str) -> CheckResult:  # noqa: FBT001 - a private sentence
    return CheckResult(name, holds, good if holds else bad)


@contextmanager
def _planted(marker: str) -> Iterator[tuple[Path, int]]:
    """A secret in our environment, one in a file that anybody may read, and a listener on the host's loopback."""
    folder = Path(tempfile.mkdtemp(prefix="trialpiece-check-"))
    name = f"TRIALPIECE_CHECK_{marker[:8]}"
    try:
        folder.chmod(0o755)
        file = folder / "secret"
        file.write_text(marker)
        os.environ[name] = marker
        with socket.create_server(("127.0.0.1", 0)) as listener:
            yield file, listener.getsockname()[1]
    finally:
        os.environ.pop(name, None)
        shutil.rmtree(folder, ignore_errors=True)


def _watchdog(here: Job) -> CheckResult:
    limits = replace(Limits(), wall_seconds=10, memory=96 * MIB)
    outcome = run(here, [PYTHON, "-c", GREEDY], limits=limits)
    holds = outcome.status is Status.MEMORY and outcome.survivors == 0
    return _verdict("memory", holds, "A job that takes too much memory is ended.",
                    "A job that takes too much memory is not ended.")  # fmt: skip


def _packages(here: Job, *, quick: bool) -> CheckResult:
    look = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, sys.argv[1:])))"
    full = "import importlib, sys; list(map(importlib.import_module, sys.argv[1:]))"
    outcome = run(here, [PYTHON, "-c", look if quick else full, *IMPORTS], limits=Limits(wall_seconds=120))
    holds = outcome.status is Status.OK
    said = outcome.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [outcome.status.value]
    verb = "are there" if quick else "import"
    return _verdict("packages", holds, f"{', '.join(IMPORTS)} {verb}.",
                    f"The runtime's packages do not import ({said[0]}); rebuild it with `make setup`.")  # fmt: skip
