"""Whether the candidate tested their own code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.nodes import walk
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_CHECKS = {"assert_frame_equal", "assert_series_equal", "assert_allclose", "assert_array_equal", "assert_almost_equal"}


@finding("code_quality.tests", "code_quality.checks")
def tests_present(reading: Reading) -> Iterator[Finding]:
    """Test functions, or assertions on the data along the way."""
    tested: list[Location] = []
    checked: list[Location] = []
    for cell in reading.python_cells():
        tested += _tests(cell)
        checked += _assertions(cell)
    if tested:
        yield Finding.credit(
            at=tested[0],
            says=f"The code has tests of its own ({len(tested)})."
            if len(tested) > 1
            else "The code has a test of its own.",
            because="Tests say what the author expects, and notice when it no longer holds.",
        )
    elif checked:
        places = f" ({len(checked)} places)" if len(checked) > 1 else ""
        yield Finding.credit(
            kind="code_quality.checks",
            at=checked[0],
            says=f"The code checks its own assumptions along the way{places}.",
            because="An assumption that is checked does not break in silence.",
        )


def _tests(cell: CodeCell) -> Iterator[Location]:
    is_test_file = cell.file.rsplit("/", 1)[-1].startswith("test_") or cell.file.endswith("_test.py")
    for node in cell.of(ast.FunctionDef):
        if node.name.startswith("test_"):
            inside = any(isinstance(n, ast.Assert) or "assert" in getattr(n, "attr", "") for n in walk(node))
            if inside or is_test_file:
                yield cell.at(node.lineno)


def _assertions(cell: CodeCell) -> Iterator[Location]:
    yield from (cell.at(node.lineno) for node in cell.of(ast.Assert))
    for node in cell.of(ast.Call):
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in _CHECKS:
            yield cell.at(node.lineno)
