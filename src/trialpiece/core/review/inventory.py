"""What there is in a submission, in counts and names, without a person's name."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import dataclass

from trialpiece.core.review.reading import Reading
from trialpiece.core.review.submission import CellKind, FileKind, SourceFile


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the inventory; counts are 0 where they make no sense."""

    path: str
    kind: str
    size: int
    """Bytes."""
    language: str | None = None
    code_cells: int = 0
    text_cells: int = 0
    code_lines: int = 0
    """Lines of code that are neither empty nor comments."""
    executed_cells: int = 0
    saved_outputs: int = 0
    saved_errors: int = 0
    notebook_format: str | None = None
    kernel: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Files in path order, and sums over them."""

    files: tuple[FileEntry, ...]
    code_lines: int
    code_cells: int
    text_words: int
    """Words in markdown cells and in reports that are text."""
    languages: tuple[str, ...]
    libraries: tuple[str, ...]
    """Imported packages that are neither Python's own nor the submission's."""
    data_files: tuple[str, ...]


def take_inventory(reading: Reading) -> Inventory:
    """Count what was handed in."""
    entries = tuple(_entry(file) for file in reading.submission.files)
    words = sum(
        len(cell.source.split())
        for file in reading.submission.files
        for cell in file.cells
        if cell.kind is CellKind.MARKDOWN
    )
    spoken = Counter(cell.language for file in reading.code for cell in file.cells)
    return Inventory(
        files=entries,
        code_lines=sum(entry.code_lines for entry in entries),
        code_cells=sum(entry.code_cells for entry in entries),
        text_words=words,
        languages=tuple(name for name, _ in sorted(spoken.items(), key=lambda item: (-item[1], item[0]))),
        libraries=tuple(sorted(reading.once(imported_libraries))),
        data_files=tuple(file.path for file in reading.submission.files if file.kind is FileKind.DATA),
    )


def _entry(file: SourceFile) -> FileEntry:
    code_cells = [cell for cell in file.cells if cell.kind is CellKind.CODE]
    return FileEntry(
        path=file.path,
        kind=file.kind.value,
        size=file.size,
        language=file.language,
        code_cells=len(code_cells),
        text_cells=sum(cell.kind is CellKind.MARKDOWN for cell in file.cells),
        code_lines=sum(_lines(cell.source) for cell in code_cells),
        executed_cells=sum(cell.execution_count is not None for cell in code_cells),
        saved_outputs=sum(len(cell.outputs) for cell in code_cells),
        saved_errors=sum(output.kind == "error" for cell in code_cells for output in cell.outputs),
        notebook_format=file.notebook.format if file.notebook else None,
        kernel=file.notebook.kernel if file.notebook else None,
        problem=file.problem,
    )


def _lines(source: str) -> int:
    return sum(1 for line in source.split("\n") if (text := line.strip()) and not text.startswith("#"))


def own_modules(reading: Reading) -> frozenset[str]:
    """Names under which the submission's own files and folders can be imported."""
    names: set[str] = set()
    for file in reading.submission.files:
        if file.path.endswith((".py", ".ipynb")):
            parts = file.path.rsplit(".", 1)[0].split("/")
            names.update(parts)
    return frozenset(names)


def imported_libraries(reading: Reading) -> dict[str, tuple[str, int, int]]:
    """Imported third-party packages, each with the file, cell and line of its first import."""
    own = reading.once(own_modules)
    found: dict[str, tuple[str, int, int]] = {}
    for cell in reading.python_cells():
        imports = [(alias.name, node.lineno) for node in cell.of(ast.Import) for alias in node.names]
        imports += [(node.module, node.lineno) for node in cell.of(ast.ImportFrom) if node.module and not node.level]
        for name, line in sorted(imports, key=lambda item: item[1]):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in own:
                found.setdefault(top, (cell.file, cell.index, line))
    return found
