"""From a place in the code to the lines of its statement: a run names any of them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import Reading

_NAME = re.compile(r"`([^`]+)`")
Lines = tuple[str, int, int, int]
"""File, cell, first and last line of a statement."""


@dataclass(frozen=True, slots=True)
class Way:
    """A finding as the run can know it: its sentence, and the lines of its statements."""

    says: str
    kind: str
    here: Lines
    steps: tuple[Lines, ...]


def lines_of(reading: Reading, at: Location) -> Lines:
    """The lines of the innermost statement at a place; of a loop or a function its head alone."""
    spans = reading.once(_statements).get((at.file, at.cell), [])
    first, last = min(
        ((a, b) for a, b in spans if a <= at.line <= b), key=lambda s: s[1] - s[0], default=(at.line,) * 2
    )
    return at.file, at.cell, first, last


def _statements(reading: Reading) -> dict[tuple[str, int], list[tuple[int, int]]]:
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for cell in reading.python_cells():
        assert cell.tree is not None  # noqa: S101 - that is what python_cells gives
        found[cell.file, cell.index] = [_span(node) for node in ast.walk(cell.tree) if isinstance(node, ast.stmt)]
    return found


def _span(node: ast.stmt) -> tuple[int, int]:
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno
    return node.lineno, max(node.lineno, last or node.lineno)


def spoken(says: str) -> str:
    """What a finding's sentence says that learned, as in the code; empty where it names nothing."""
    name = _NAME.search(says)
    return name[1] if name else ""
