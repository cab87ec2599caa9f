"""Ruff's rules over candidates' code: one start for many submissions, none of their settings obeyed."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import CodeFile, Reading

SECONDS = 60
_SELECT = (
    "C901,PLR0912,PLR0913,PLR0915,"  # structure
    "F401,F811,F841,B007,ERA001,"  # left over
    "N801,N802,E741,A001,A002,"  # names
    "E711,E712,E722,F632,B006,B008,B023,BLE001,S102,S110,S112,S307,S324,S501,S602,S605,S608,W605,PLW0127,PLW0603"  # risky
)


class LintFailed(Exception):
    """Ruff is not there or did not answer."""


@dataclass(frozen=True, slots=True)
class Lint:
    """One remark of ruff: a rule's code, a place, ruff's own words."""

    code: str
    at: Location
    message: str


@cache
def ruff_program() -> str:
    """Where ruff is: beside the running Python, or on the path."""
    beside = Path(sysconfig.get_path("scripts")) / ("ruff.exe" if os.name == "nt" else "ruff")
    if beside.exists():
        return str(beside)
    from ruff import find_ruff_bin  # type: ignore[import-untyped,unused-ignore]  # ruff ships no types

    return str(find_ruff_bin())


def lints(reading: Reading) -> tuple[Lint, ...]:
    """Ruff's remarks on every Python file of a reading, in order; ask by `reading.once(lints)`.

    Raises:
        LintFailed: ruff is not there or did not answer.
    """
    return _run_ruff([reading])[0]


def lint_together(readings: Iterable[Reading]) -> None:
    """Start ruff once for many readings, so that `reading.once(lints)` is ready in each of them."""
    those = list(readings)
    try:
        answers = _run_ruff(those)
    except LintFailed:
        return  # each reading will ask again for itself, and its report will say that it failed
    for reading, answer in zip(those, answers, strict=True):
        reading.known(lints, answer)


def _run_ruff(readings: list[Reading]) -> list[tuple[Lint, ...]]:
    with tempfile.TemporaryDirectory(prefix="trialpiece-lint-") as folder:
        places: dict[str, tuple[int, list[Location]]] = {}
        for number, reading in enumerate(readings):
            for order, file in enumerate(reading.python):
                text, lines = joined(file)
                if text.strip():
                    path = Path(folder) / f"s{number}_{order}.py"
                    path.write_text(text, encoding="utf-8")
                    places[path.name] = (number, lines)
        answer = _call(folder) if places else []
    found: list[list[Lint]] = [[] for _ in readings]
    for item in answer:
        number, lines = places[Path(item["filename"]).name]
        row = item["location"]["row"]
        if item["code"] and 0 < row <= len(lines):
            found[number].append(Lint(item["code"], lines[row - 1], item["message"]))
    return [tuple(sorted(one, key=lambda lint: (lint.at.file, lint.at.cell, lint.at.line, lint.code))) for one in found]


def joined(file: CodeFile) -> tuple[str, list[Location]]:
    """The cells that parse as one text, and for each of its lines the place that it came from."""
    texts: list[str] = []
    places: list[Location] = []
    for cell in file.cells:
        if cell.tree is None or cell.problem is not None:
            continue
        lines = cell.python.split("\n")
        texts += lines
        places += [Location(cell.file, cell.index, number) for number in range(1, len(lines) + 1)]
    return "\n".join(texts) + "\n", places


def _call(folder: str) -> list[dict[str, Any]]:
    words = [ruff_program(), "check", "--isolated", "--no-cache", "--ignore-noqa", "--exit-zero", "--quiet"]
    words += ["--output-format", "json", "--target-version", "py311", "--select", _SELECT, folder]
    try:
        done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own program
        answer = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise LintFailed(f"ruff did not answer: {error}") from error
    return answer if isinstance(answer, list) else []
