"""What a finding looks at: the submission, its code parsed once, and the run's result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from trialpiece.core.review.cells import CodeCell, read_cell
from trialpiece.core.review.finding import Location
from trialpiece.core.review.run import RunResult
from trialpiece.core.review.submission import CellKind, FileKind, SourceFile, Submission

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A notebook or script with its code cells parsed, in order."""

    file: SourceFile
    cells: tuple[CodeCell, ...]

    @property
    def path(self) -> str:
        """As in the submission."""
        return self.file.path

    @property
    def is_python(self) -> bool:
        """Whether the file is written for Python."""
        return self.file.language == "python"

    @property
    def is_notebook(self) -> bool:
        """Whether cells can be run in any order."""
        return self.file.kind is FileKind.NOTEBOOK


@dataclass(frozen=True)
class Reading:
    """One submission as findings see it; everything costly is made once, when first asked for."""

    submission: Submission
    run: RunResult | None = None
    """The run's result, or None where nothing was run."""
    exercise: Mapping[str, Any] = field(default_factory=dict)
    """What the exercise says of itself: target column, data files, metric; empty where unknown."""
    _made: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def code(self) -> tuple[CodeFile, ...]:
        """Every file with code, notebooks and scripts, in path order, each cell parsed."""
        return tuple(
            CodeFile(
                file,
                tuple(
                    read_cell(file.path, cell, file.language or "python")
                    for cell in file.cells
                    if cell.kind is CellKind.CODE
                ),
            )
            for file in self.submission.files
            if file.kind in {FileKind.NOTEBOOK, FileKind.SCRIPT} and file.cells
        )

    @cached_property
    def python(self) -> tuple[CodeFile, ...]:
        """Those of `code` that are written for Python."""
        return tuple(file for file in self.code if file.is_python)

    def python_cells(self) -> Iterator[CodeCell]:
        """Every cell that could be parsed as Python, over all files."""
        for file in self.python:
            for cell in file.cells:
                if cell.tree is not None:
                    yield cell

    def once(self, make: Callable[[Reading], T]) -> T:
        """What `make` makes of this reading, made once and shared among findings."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def known(self, make: Callable[[Reading], T], made: T) -> None:
        """Say beforehand what `once(make)` shall answer; for work that is done for many readings together."""
        self._made[make] = made

    def quote(self, at: Location) -> str:
        """The line at a location, without its indentation; empty where there is none."""
        for file in self.submission.files:
            if file.path == at.file:
                for cell in file.cells:
                    if cell.index == at.cell:
                        lines = cell.source.split("\n")
                        return lines[at.line - 1].strip()[:400] if 0 < at.line <= len(lines) else ""
        return ""
