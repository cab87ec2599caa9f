"""Makes an attempt inside the sandbox, and again where its protection is absent."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trialpiece.runner.command import PYTHON
from trialpiece.runner.escape.probes import PROBES, Control, Probe, call_numbers, facts_as_argument, source
from trialpiece.runner.escape.strains import STRAINS, Strain, Verdict
from trialpiece.runner.limits import Limits
from trialpiece.runner.sandbox import Status, job, run


@dataclass(frozen=True, slots=True)
class Host:
    """What is planted on the host for the attempts to find; `argument` tells them where."""

    argument: str


@contextlib.contextmanager
def planted() -> Iterator[Host]:
    """A secret in our environment, files that anybody may read, listeners, and a process to look for."""
    secret = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="trialpiece-planted-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        (folder / "secret").write_text(secret)
        (folder / "mountpoint").mkdir()
        home_file = Path.home() / f".trialpiece-planted-{secret[:8]}"
        home_file.write_text(secret)
        stack.callback(home_file.unlink)
        os.environ["TRIALPIECE_PLANTED"] = secret
        stack.callback(os.environ.pop, "TRIALPIECE_PLANTED", None)
        listener = stack.enter_context(socket.create_server(("0.0.0.0", 0)))  # noqa: S104 - closed again at once; to show that no address reaches it
        hidden = stack.enter_context(socket.socket(socket.AF_UNIX))
        hidden.bind(f"\0trialpiece-{secret[:8]}")
        hidden.listen()
        word = f"bystander-{secret[:8]}"
        bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", word])  # noqa: S603 - ours
        stack.callback(bystander.wait)
        stack.callback(bystander.kill)
        facts: dict[str, object] = {
            "secret": secret, "file": str(folder / "secret"), "home_file": str(home_file),
            "mountpoint": str(folder / "mountpoint"), "port": listener.getsockname()[1],
            "addresses": _addresses(), "abstract": f"trialpiece-{secret[:8]}",
            "bystander": bystander.pid, "bystander_word": word, "calls": call_numbers(),
        }  # fmt: skip
        yield Host(argument=facts_as_argument(facts))


def _addresses() -> list[str]:
    """The host's own addresses; every address of 127/8 is the host's as well."""
    found = {"127.0.0.2"}
    with contextlib.suppress(OSError):
        found.update(str(item[4][0]) for item in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))
    return sorted(found)


def attempt(probe: Probe, host: Host, *, filtered: bool = True) -> Verdict:
    """Make it inside the sandbox."""
    with job() as here:
        outcome = run(
            here, [PYTHON, "-c", source(probe), host.argument], limits=Limits(wall_seconds=30), filtered=filtered
        )
    if outcome.status is Status.REFUSED:
        return Verdict(False, outcome.reason or "refused")
    if outcome.status is not Status.OK:
        return Verdict(False, f"the attempt itself broke: {outcome.stderr.decode(errors='replace')[-300:]}")
    return _verdict(outcome.stdout)


def control(probe: Probe, host: Host) -> Verdict | None:
    """Make it where the protection is absent; None where that takes root and we are not."""
    if probe.control is Control.UNFILTERED:
        return attempt(probe, host, filtered=False)
    if probe.control is Control.ROOT and os.geteuid() != 0:
        return None
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-I", "-c", source(probe), host.argument], cwd=folder, capture_output=True, check=False,
            timeout=60,
        )  # fmt: skip
    return _verdict(done.stdout)


def _verdict(stdout: bytes) -> Verdict:
    gained = [line for line in stdout.decode("utf-8", "replace").splitlines() if line.startswith("GAINED ")]
    return Verdict(held=not gained, saw=gained[0].removeprefix("GAINED ") if gained else "nothing gained")


def strain(which: Strain, *, loose: bool = False) -> Verdict:
    """Run a strain in a job of its own."""
    with job() as here:
        return which.run(here, loose)


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt of the list: how it went inside, and how its control went."""

    name: str
    inside: Verdict
    control: Verdict | None

    @property
    def good(self) -> bool:
        """Held inside, and got through where the protection was absent."""
        return self.inside.held and (self.control is None or not self.control.held)


def everything() -> Iterator[Line]:
    """All attempts, one after the other, each with its control."""
    with planted() as host:
        for probe in PROBES:
            yield Line(probe.name, attempt(probe, host), control(probe, host))
    for which in STRAINS:
        yield Line(which.name, strain(which), strain(which, loose=True))
