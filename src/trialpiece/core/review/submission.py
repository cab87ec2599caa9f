"""What a candidate handed in, as files made of cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What a file in a submission is, as far as a reviewer cares."""

    NOTEBOOK = "notebook"
    SCRIPT = "script"
    REPORT = "report"
    DATA = "data"
    DEPENDENCIES = "dependencies"
    OTHER = "other"


class CellKind(StrEnum):
    """What a cell holds; a script is one code cell."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Output:
    """One saved output of a cell: text as saved, a picture by its media type only."""

    kind: str
    """`stream`, `result`, `display` or `error`."""
    text: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook, or the whole of a script as cell 0."""

    index: int
    """0-based position among all the notebook's cells, markdown included."""
    kind: CellKind
    source: str
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True)
class NotebookFacts:
    """What a notebook says about itself that cannot name its author."""

    format: str
    """As saved, such as `4.5`."""
    kernel: str | None = None
    """The kernel's language and version, never its display name."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a submission; `cells` is empty where the file holds no code or text that is read."""

    path: str
    kind: FileKind
    size: int
    """Bytes."""
    cells: tuple[Cell, ...] = ()
    problem: str | None = None
    """Why the file could not be read as what it claims to be, in one plain sentence."""
    language: str | None = None
    """Of the code in it, in lower case: `python`, `r`, `julia`, `sql`; None where it holds no code."""
    notebook: NotebookFacts | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that was handed in at once, in path order."""

    name: str
    files: tuple[SourceFile, ...]
