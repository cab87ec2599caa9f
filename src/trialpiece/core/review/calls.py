"""Every call in a submission's Python code, with the full name of what is called as far as imports tell."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Location
from trialpiece.core.review.reading import CodeFile, Reading


@dataclass(frozen=True)
class Call:
    """One call. `name` is dotted with import aliases resolved: `sklearn.ensemble.RandomForestClassifier`."""

    name: str
    node: ast.Call
    cell: CodeCell
    order: int
    """Position in its file: cells in order, calls by line."""
    last: str
    """The last part of the name."""

    @cached_property
    def outer(self) -> tuple[ast.Call, ...]:
        """The calls that this one is an argument of, innermost first."""
        found: list[ast.Call] = []
        below: ast.AST = self.node
        for node in self.cell.above(self.node):
            if isinstance(node, ast.Call) and node.func is not below:
                found.append(node)
            if isinstance(node, ast.stmt):
                break
            below = node
        return tuple(found)

    @cached_property
    def assigned(self) -> tuple[str, ...]:
        """Names that the statement gives the result to."""
        for node in self.cell.above(self.node):
            if isinstance(node, ast.Assign):
                return tuple(name for target in node.targets for name in _target_names(target))
            if isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
                return _target_names(node.target)
            if isinstance(node, ast.stmt):
                break
        return ()

    @cached_property
    def top_level(self) -> bool:
        """Outside of any function."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        return not any(isinstance(node, functions) for node in self.cell.above(self.node))

    @property
    def at(self) -> Location:
        """Where the call begins."""
        return Location(self.cell.file, self.cell.index, self.node.lineno)

    def keyword(self, *names: str) -> ast.expr | None:
        """The value of the first keyword of that name, or None."""
        return keyword(self.node, *names)


@dataclass(frozen=True, slots=True)
class FileCalls:
    """A file's calls in order, and its import aliases."""

    file: CodeFile
    calls: tuple[Call, ...]
    aliases: dict[str, str]


def calls(reading: Reading) -> tuple[FileCalls, ...]:
    """All calls, file by file; ask by `reading.once(calls)`."""
    return tuple(_file_calls(file) for file in reading.python)


def _file_calls(file: CodeFile) -> FileCalls:
    aliases: dict[str, str] = {}
    for cell in file.cells:
        aliases |= _aliases(cell)
    found: list[Call] = []
    for cell in file.cells:
        for node in sorted(cell.of(ast.Call), key=lambda node: (node.lineno, node.col_offset)):
            head, dot, rest = dotted(node.func).partition(".")
            name = aliases.get(head, head) + dot + rest
            found.append(Call(name, node, cell, len(found), name.rpartition(".")[2]))
    return FileCalls(file, tuple(found), aliases)


def _aliases(cell: CodeCell) -> dict[str, str]:
    names = {alias.asname: alias.name for node in cell.of(ast.Import) for alias in node.names if alias.asname}
    names |= {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in cell.of(ast.ImportFrom)
        if node.module
        for alias in node.names
    }
    return names


def keyword(node: ast.Call, *names: str) -> ast.expr | None:
    """The value of a call's first keyword of that name, or None."""
    return next((word.value for word in node.keywords if word.arg in names), None)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute; a call or index on the way is `()` or `[]`; else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    if isinstance(node, ast.Call):
        return dotted(node.func) + "()"
    if isinstance(node, ast.Subscript):
        return dotted(node.value) + "[]"
    return ""


def _target_names(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Tuple | ast.List):
        return tuple(name for part in target.elts for name in _target_names(part))
    if isinstance(target, ast.Starred):
        return _target_names(target.value)
    name = dotted(target)
    return (name,) if name else ()
