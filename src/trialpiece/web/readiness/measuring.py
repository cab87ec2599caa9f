"""The measurement itself: a folder of its own, a process of its own with a time limit, and a report without data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from trialpiece.core.review.intake.archives import Capped
from trialpiece.core.review.intake.model import Refused
from trialpiece.web.readiness.models import DataAudit
from trialpiece.web.readiness.servers import NotAllowed, server_of, unsealed

WALL_SECONDS = 900
MOST_UNPACKED = 2 * 1024**3
MOST_FILES = 50
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".parquet", ".pq", ".sqlite", ".sqlite3", ".db")
_DICTIONARIES = (".csv", ".json", ".toml", ".md")
_DATABASES = (".sqlite", ".sqlite3", ".db")
_BEAT_SECONDS = 5.0
_PIECE = 1024 * 1024
_MOST_DIRECTORY = 2 * _PIECE
"""Bytes of a zip file's table of contents, which is read whole; some 30,000 entries."""
_BOUNDS = {"RLIMIT_AS": 8 * 1024**3, "RLIMIT_FSIZE": 20 * 1024**3, "RLIMIT_CORE": 0}
"""Of the process that reads the data: address space, and bytes of each file that it writes."""


class Lost(Exception):
    """Another worker has taken the audit over; what this one found is dropped."""


class Unusable(Exception):
    """The upload cannot be measured; one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measurement gave: a report, or why there is none."""

    report: dict[str, Any] | None = None
    error: str = ""


def measure(
    audit: DataAudit, *, data: IO[bytes], dictionary: IO[bytes] | None, is_mine: Callable[[], bool]
) -> Measured:
    """Measure one upload; `is_mine` renews the claim while the process works.

    Raises:
        Lost: the claim went to another worker.
    """
    with tempfile.TemporaryDirectory(prefix="trialpiece-data-") as scratch:
        folder, secrets = Path(scratch), dict[str, str]()
        try:
            if audit.address:
                server = server_of(audit.address)  # the administrator may have taken it off the list meanwhile
                source, secrets["PGPASSWORD"] = server.url, unsealed(data.read())
                if server.ssl_mode == "verify-full":
                    secrets["PGSSLROOTCERT"] = "system"
            else:
                source = _laid_out(folder, audit.name, data)
        except (Unusable, NotAllowed) as problem:
            return Measured(error=str(problem))
        command = [sys.executable, "-m", "trialpiece.cli", "readiness", "audit", source, "--json"]
        if dictionary is not None:
            suffix = next((each for each in _DICTIONARIES if audit.dictionary_name.lower().endswith(each)), ".csv")
            described = (
                f"described/dictionary{suffix}"  # a folder of its own: the data may be called dictionary.csv too
            )
            (folder / "described").mkdir()
            with (folder / described).open("wb") as out:
                shutil.copyfileobj(dictionary, out, _PIECE)
            command.append(f"--dictionary={described}")
        command += [f"--label={audit.label_column}"] if audit.label_column else []
        command += [f"--time={audit.time_column}"] if audit.time_column else []
        return _run(command, folder, is_mine, secrets)


def _run(command: list[str], folder: Path, is_mine: Callable[[], bool], secrets: dict[str, str]) -> Measured:
    """Run the command line's own audit; its last line of complaint becomes the error.

    Secrets go by the environment, which other users of the machine cannot list as they can arguments.
    """
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), **secrets}
    out, err = folder / ".out", folder / ".err"
    with out.open("wb") as told, err.open("wb") as complained:
        process = subprocess.Popen(  # noqa: S603 (our own command; names of files are ours)
            command, cwd=folder, env=environment, stdout=told, stderr=complained, stdin=subprocess.DEVNULL
        )
        _bound(process.pid)
        until = time.monotonic() + WALL_SECONDS
        try:
            while process.poll() is None:
                try:
                    process.wait(_BEAT_SECONDS)
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until:
                        return Measured(error="Measuring took longer than 15 minutes; upload a smaller extract.")
                    if not is_mine():
                        raise Lost from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode == 0:
        return Measured(report=without_ends(json.loads(out.read_text(encoding="utf-8"))))
    lines = err.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    if process.returncode == 2 and lines:
        return Measured(error=lines[-1][:500])
    return Measured(error="Measuring it ended early, most likely for want of memory; upload a smaller extract.")


def _bound(pid: int) -> None:
    """Bound a process that has just been started and has read nothing yet; only Linux lets one do that from outside."""
    try:
        import resource
    except ImportError:  # not a Unix
        return
    if not hasattr(resource, "prlimit"):
        return
    for kind, most in _BOUNDS.items():
        with suppress(OSError, ValueError):
            resource.prlimit(pid, getattr(resource, kind), (most, most))


def without_ends(report: dict[str, Any]) -> dict[str, Any]:
    """The report without lowest and highest value of text columns, which are somebody's data."""
    for table in report["tables"]:
        for column in table["columns"]:
            if column["kind"] not in {"number", "time"}:
                column["low"] = column["high"] = None
    return report


def _laid_out(folder: Path, name: str, data: IO[bytes]) -> str:
    """Lay the upload out in the folder under safe names; the name to measure.

    Raises:
        Unusable: no kind of file that can be measured, or a zip file that is too much.
    """
    if not name.lower().endswith(".zip"):
        if not name.lower().endswith(SUFFIXES):
            raise Unusable(f"{name}: this is no CSV, Parquet, SQLite or zip file.")
        safe = _safe(name)
        with (folder / safe).open("wb") as out:
            shutil.copyfileobj(data, out, _PIECE)
        return safe
    inner = folder / "tables"
    inner.mkdir()
    end = data.seek(0, os.SEEK_END)
    try:
        with zipfile.ZipFile(Capped(cast("BinaryIO", data), most=_MOST_DIRECTORY, end=end)) as packed:
            names = _unpack(packed, inner, name)
    except Refused:
        raise Unusable(f"{name}: this zip file lists too many entries.") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unusable(f"{name}: this zip file is broken or locked by a password.") from None
    if len(names) == 1:
        return f"tables/{names[0]}"
    if any(each.lower().endswith(_DATABASES) for each in names):
        raise Unusable(f"{name}: a database must be alone in its zip file.")
    return "tables"


def _unpack(packed: zipfile.ZipFile, into: Path, name: str) -> list[str]:
    """Unpack the tables, flat; folders, hidden files and what is no table stay behind."""
    wanted = [
        each
        for each in packed.infolist()
        if not each.is_dir()
        and each.filename.lower().endswith(SUFFIXES)
        and not PurePosixPath(each.filename).name.startswith(".")
        and "__MACOSX" not in each.filename
    ]
    if not wanted:
        raise Unusable(f"{name}: this zip file holds no CSV, Parquet or SQLite file.")
    if len(wanted) > MOST_FILES:
        raise Unusable(f"{name}: {len(wanted)} tables; an audit reads at most {MOST_FILES}.")
    left, names = MOST_UNPACKED, []
    for each in wanted:
        safe = _safe(PurePosixPath(each.filename).name)
        while safe in names:
            safe = f"again-{safe}"
        with packed.open(each) as source, (into / safe).open("wb") as out:
            while piece := source.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unusable(f"{name}: more than {MOST_UNPACKED // 1024**3} GB when unpacked.")
                out.write(piece)
        names.append(safe)
    return names


def _safe(name: str) -> str:
    """A file's name with nothing in it that a program reads as more than a name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name)[-120:].lstrip(".-") or "data"
