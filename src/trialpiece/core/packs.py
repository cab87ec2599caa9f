"""Checking everything that is written as data: exercises, readiness instruments and gates, work packs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from trialpiece.core.documents import BadDocument
from trialpiece.core.exercises.check import check_folder
from trialpiece.core.exercises.located import Problem
from trialpiece.core.readiness.gate import load_gate
from trialpiece.core.readiness.instrument import load_instrument
from trialpiece.core.scoping.work import load_work

LOADERS: dict[str, Callable[[Path], object]] = {
    "readiness-instrument": load_instrument,
    "readiness-gate": load_gate,
    "work": load_work,
}
_SCHEMA = re.compile(r"""^\s*schema\s*=\s*["']trialpiece\.([a-z-]+)/""", re.MULTILINE)


def check_packs(folder: Path) -> tuple[int, list[Problem]]:
    """Check every pack below a folder: how many there are, and all that is wrong, each with file and line."""
    count, problems = check_folder(folder)
    for file in sorted(folder.rglob("*.toml")):
        kind = _SCHEMA.search(file.read_text(encoding="utf-8", errors="replace"))
        if kind and kind[1] in LOADERS:
            count += 1
            try:
                LOADERS[kind[1]](file)
            except BadDocument as error:
                inside = file.relative_to(folder).as_posix()
                problems += [Problem(inside, each.line, each.says) for each in error.problems]
    return count, problems
