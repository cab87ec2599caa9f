"""Ruff's remarks, gathered under what a reviewer would say; one finding for a file and a group."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Finding, Step
from trialpiece.core.review.lint import Lint, lints
from trialpiece.core.review.reading import CodeFile, Reading
from trialpiece.core.review.registry import finding

_STEPS = 10
_LINES_OF_A_BODY = 60
_SHAPE_OF_A_COPY = 70
"""Characters that three statements have left without names and values; shorter ones look alike by chance."""


@functools.cache
def _facts() -> dict[str, Any]:
    text = resources.files("trialpiece.core.review.findings").joinpath("code_quality.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@finding("code_quality.risky", "code_quality.structure", "code_quality.left_over", "code_quality.naming")
def by_rules(reading: Reading) -> Iterator[Finding]:
    """Groups of ruff's rules that a file breaks, with the places."""
    remarks = reading.once(lints)
    for file in reading.python:
        here = [lint for lint in remarks if lint.at.file == file.path]
        lines = max(_code_lines(file), 1)
        for name, group in _facts()["group"].items():
            those = _one_a_line([lint for lint in here if lint.code in group["rules"]])
            if len(those) >= group["least"]:
                yield _group(name, group, those, lines)


def _group(name: str, group: dict[str, Any], those: list[Lint], lines: int) -> Finding:
    words = _facts()["words"]
    counted = Counter(words[lint.code] for lint in those)
    parts = ", ".join(f"{what} ({count})" if count > 1 else what for what, count in counted.most_common(4))
    often = len(those) * 100 / max(lines, _LINES_OF_A_BODY) >= group["per"]
    places = "one place" if len(those) == 1 else f"{len(those)} places"
    return (Finding.weak if often else Finding.note)(
        kind=f"code_quality.{name}",
        at=those[0].at,
        says=f"In {places} there are {group['says']}: {parts}.",
        because=group["because"],
        path=tuple(Step(f"{words[lint.code].capitalize()}.", lint.at) for lint in those[:_STEPS])
        if len(those) > 1
        else (),
    )


def _one_a_line(those: list[Lint]) -> list[Lint]:
    """Two rules often remark on the same line; once is enough."""
    found: dict[object, Lint] = {}
    for lint in those:
        found.setdefault((lint.at, _facts()["words"][lint.code]), lint)
    return list(found.values())


def _code_lines(file: CodeFile) -> int:
    return sum(
        1
        for cell in file.cells
        for text in cell.source.split("\n")
        if text.strip() and not text.strip().startswith("#")
    )


@finding("code_quality.functions")
def functions(reading: Reading) -> Iterator[Finding]:
    """Work cut into functions that say what they do."""
    found = [
        (cell, node)
        for cell in reading.python_cells()
        for node in cell.of(ast.FunctionDef)
        if not node.name.startswith("test_")
    ]
    said = [(cell, node) for cell, node in found if ast.get_docstring(node) or node.returns is not None]
    if len(said) >= 3 and len(said) * 2 >= len(found):
        cell, node = said[0]
        yield Finding.credit(
            at=cell.at(node.lineno),
            says=f"The work is cut into functions, and {len(said)} of {len(found)} say what they do or return.",
            because="Such code can be read, tested and used again piece by piece.",
        )


@finding("code_quality.repetition")
def repetition(reading: Reading) -> Iterator[Finding]:
    """The same few statements are written out again and again, but for names and values."""
    for file in reading.python:
        seen: dict[str, list[tuple[int, int]]] = {}
        shapes = [
            (cell, node, _shape(cell, node)) for cell in file.cells for node in (cell.tree.body if cell.tree else ())
        ]
        for at in range(len(shapes) - 2):
            window = shapes[at : at + 3]
            if sum(len(shape) for _, _, shape in window) >= _SHAPE_OF_A_COPY:
                seen.setdefault("|".join(shape for _, _, shape in window), []).append((at, at + 3))
        worst = max((_apart(spans) for spans in seen.values()), key=len, default=[])
        if len(worst) >= 3:
            places = [shapes[start][0].at(shapes[start][1].lineno) for start, _ in worst]
            say = Finding.weak if len(worst) >= 5 else Finding.note
            yield say(
                at=places[0],
                says=f"The same statements are written out {len(places)} times with other names and values.",
                because="A function would say it once; a change, or a mistake, has to be found in every copy.",
                path=tuple(Step("Written out again here.", place) for place in places[1:_STEPS]),
            )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that do not overlap, from the first on."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


_NAME_OR_VALUE = re.compile(r"""(?<![.\w])[A-Za-z_]\w*|\d[\d.]*|"[^"\n]*"|'[^'\n]*'""")


def _shape(cell: CodeCell, node: ast.stmt) -> str:
    """A statement's text without its names and values; methods stay."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return ""
    lines = cell.lines[node.lineno - 1 : node.end_lineno]
    return _NAME_OR_VALUE.sub("_", "".join(line.strip() for line in lines))
