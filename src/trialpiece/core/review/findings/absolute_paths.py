"""Paths that exist on one machine only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_PERSONAL = re.compile(r"^(?:file://)?(?:/(?:home|Users|root|Volumes|media)/|[A-Za-z]:[\\/]|~/|\\\\\w)")
_PLATFORM = re.compile(r"^/(?:content|kaggle|dbfs|databricks|mnt|data|opt|srv|tmp|var|datasets)/")


@finding("reproducibility.absolute_paths")
def absolute_paths(reading: Reading) -> Iterator[Finding]:
    """A file is read or written at a place that only the author's machine has."""
    personal: dict[str, list[Location]] = {}
    platform: dict[str, list[Location]] = {}
    for cell in reading.python_cells():
        for node in cell.of(ast.Constant):
            if not isinstance(node.value, str):
                continue
            text = node.value
            if len(text) > 300 or "\n" in text or len(text) < 4:
                continue
            kind = personal if _PERSONAL.match(text) else platform if _PLATFORM.match(text) else None
            if kind is not None:
                kind.setdefault(cell.file, []).append(Location(cell.file, cell.index, node.lineno))
    for places in personal.values():
        yield Finding.weak(
            at=places[0],
            says=f"A path here leads to a place on one person's machine{_times(places)}.",
            because="On any other machine the file is not found, and the work stops.",
            path=_steps(places),
        )
    for places in platform.values():
        yield Finding.note(
            at=places[0],
            says=f"A path here belongs to the platform that the work was done on{_times(places)}.",
            because="Whoever runs it elsewhere has to change it first.",
            path=_steps(places),
        )


def _times(places: list[Location]) -> str:
    return f" ({len(places)} places)" if len(places) > 1 else ""


def _steps(places: list[Location]) -> tuple[Step, ...]:
    return tuple(Step("Another such path.", at) for at in places[1:9])
