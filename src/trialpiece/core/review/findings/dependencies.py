"""Whether someone else could install what the work needs."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.inventory import imported_libraries
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding
from trialpiece.core.review.submission import FileKind, SourceFile

_PINNED = re.compile(r"[\w\]]\s*(?:==|=|@|~=)\s*\"?\^?~?\d")


@functools.cache
def _facts() -> dict[str, Any]:
    text = resources.files("trialpiece.core.review.findings").joinpath("distributions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@finding(
    "reproducibility.undeclared_dependencies",
    "reproducibility.no_declared_dependencies",
    "reproducibility.dependencies_declared",
)
def dependencies(reading: Reading) -> Iterator[Finding]:
    """Imports beside what is declared in requirements, pyproject, environment or `%pip install`."""
    used = {
        name: Location(*place)
        for name, place in reading.once(imported_libraries).items()
        if name not in _facts()["given"]["names"]
    }
    if not used:
        return
    declaring = [file for file in reading.submission.files if file.kind is FileKind.DEPENDENCIES and file.cells]
    said = _normal(" ".join(cell.source for file in declaring for cell in file.cells))
    installed = _normal(" ".join(_installing(reading)))
    missing = [name for name in used if not (_is_said(name, said) or _is_said(name, installed))]
    if declaring:
        yield from _against(declaring, missing, used, len(used))
    elif missing:
        first = missing[0]
        yield Finding.note(
            kind="reproducibility.no_declared_dependencies",
            at=used[first],
            says=f"Nothing says which packages this needs: {_listed(missing)}.",
            because="Whoever runs it has to guess the packages and their versions.",
        )


def _against(
    declaring: list[SourceFile], missing: list[str], used: dict[str, Location], count: int
) -> Iterator[Finding]:
    if missing:
        yield Finding.note(
            at=used[missing[0]],
            says=f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} imported and not declared in {declaring[0].path}.",
            because="An installation from that file alone stops at this import, unless another package brings it along.",
        )
        return
    pinned = any(_PINNED.search(cell.source) for file in declaring for cell in file.cells)
    yield Finding.credit(
        kind="reproducibility.dependencies_declared",
        at=Location(declaring[0].path, 0, 1),
        says=f"All {count} packages that are imported are declared{' with their versions' if pinned else ''}.",
        because="Someone else can install what the work needs.",
    )


def _installing(reading: Reading) -> Iterator[str]:
    """What `!pip install` and its like name."""
    for file in reading.python:
        for cell in file.cells:
            for magic in cell.magics:
                words = f"{magic.name} {magic.argument}"
                if "install" in words and ("pip" in words or "conda" in words):
                    yield words


def _normal(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text.lower())


def _is_said(name: str, text: str) -> bool:
    for word in {name, _facts()["installed_as"].get(name, name)}:
        if re.search(rf"(?<![\w-]){re.escape(_normal(word))}(?![\w-]*\w)", text):
            return True
    return False


def _listed(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
