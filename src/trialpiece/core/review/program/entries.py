"""Which files of a submission are run by themselves, and how names of modules find files."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import PurePosixPath

from trialpiece.core.review.reading import CodeFile, Reading


def entries(reading: Reading) -> list[CodeFile]:
    """Notebooks, and scripts that no other file imports; where there are none, every script."""
    if len(reading.python) == 1:
        return list(reading.python)
    modules = module_files(reading)
    imported: set[str] = set()
    for file in reading.python:
        for name in _imports(file):
            found = modules.get(name)
            if found is not None and found.path != file.path:
                imported.add(found.path)
    own = [f for f in reading.python if f.is_notebook or f.path not in imported]
    return own or list(reading.python)


def module_files(reading: Reading) -> dict[str, CodeFile]:
    """Module name, dotted or its last part, → script."""
    found: dict[str, CodeFile] = {}
    for file in reading.python:
        if file.is_notebook:
            continue
        parts = list(PurePosixPath(file.path).with_suffix("").parts)
        if parts and parts[-1] == "__init__":
            parts.pop()
        for start in range(len(parts)):
            found.setdefault(".".join(parts[start:]), file)
    return found


def _imports(file: CodeFile) -> Sequence[str]:
    names: list[str] = []
    for cell in file.cells:
        if cell.tree is None or "import" not in cell.python:
            continue
        for node in cell.of(ast.Import):
            names.extend(a.name for a in node.names)
        for start in cell.of(ast.ImportFrom):
            names.append(start.module or "")
            names.extend(f"{start.module}.{a.name}" if start.module else a.name for a in start.names)
    return names
