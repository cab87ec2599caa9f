"""Every call in a submission's Python code, with the full name of what is called as far as imports tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Location
from trialpiece.core.review.nodes import children
from trialpiece.core.review.reading import CodeFile, Reading


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `name` is dotted with import aliases resolved: `sklearn.ensemble.RandomForestClassifier`."""

    name: str
    node: ast.Call
    cell: CodeCell
    order: int
    """Position in its file: cells in order, calls by line."""
    within: tuple[Call, ...] = ()
    """Calls that this one is an argument of, innermost first."""
    assigned: tuple[str, ...] = ()
    """Names that the statement gives the result to."""
    top_level: bool = True
    """Outside of any function."""
    last: str = ""
    """The last part of the name."""

    @property
    def at(self) -> Location:
        """Where the call begins."""
        return Location(self.cell.file, self.cell.index, self.node.lineno)

    def keyword(self, *names: str) -> ast.expr | None:
        """The value of the first keyword of that name, or None."""
        return next((k.value for k in self.node.keywords if k.arg in names), None)

    @property
    def unpacks(self) -> list[str]:
        """Names unpacked as keywords, `**params`; a dictionary that has no name counts as an empty one."""
        return [k.value.id if isinstance(k.value, ast.Name) else "" for k in self.node.keywords if k.arg is None]


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
    found: list[Call] = []
    trees = [(cell, cell.tree) for cell in file.cells if cell.tree is not None]
    for cell, _ in trees:
        aliases |= _aliases(cell)
    for cell, tree in trees:
        try:
            here = list(_cell_calls(cell, tree, aliases))
        except RecursionError:
            continue
        here.sort(key=lambda call: (call.node.lineno, call.node.col_offset))
        found += here
    numbered = tuple(
        Call(c.name, c.node, c.cell, n, c.within, c.assigned, c.top_level, c.last) for n, c in enumerate(found)
    )
    return FileCalls(file, numbered, aliases)


def _aliases(cell: CodeCell) -> dict[str, str]:
    names = {alias.asname: alias.name for node in cell.of(ast.Import) for alias in node.names if alias.asname}
    names |= {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in cell.of(ast.ImportFrom)
        if node.module
        for alias in node.names
    }
    return names


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


_LEAVES = {ast.Name, ast.Constant, ast.alias, ast.Import, ast.ImportFrom, ast.Pass, ast.arg, ast.Add, ast.Sub, ast.Eq}


def _cell_calls(cell: CodeCell, tree: ast.Module, aliases: dict[str, str]) -> Iterator[Call]:
    waiting: list[tuple[ast.AST, tuple[Call, ...], tuple[str, ...], bool]] = [(tree, (), (), True)]
    while waiting:
        node, within, assigned, top = waiting.pop()
        if isinstance(node, ast.Assign):
            assigned = tuple(name for target in node.targets for name in _target_names(target))
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            assigned = _target_names(node.target)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            top = False
        elif isinstance(node, ast.stmt):
            assigned = ()
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            head, dot, rest = name.partition(".")
            full = aliases.get(head, head) + dot + rest
            call = Call(full, node, cell, 0, within, assigned, top, full.rpartition(".")[2])
            yield call
            waiting.append((node.func, within, assigned, top))
            inner = (call, *within)
            waiting += [(part, inner, assigned, top) for part in (*node.args, *node.keywords)]
            continue
        waiting += [(child, within, assigned, top) for child in children(node) if child.__class__ not in _LEAVES]


def _target_names(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Tuple | ast.List):
        return tuple(name for part in target.elts for name in _target_names(part))
    if isinstance(target, ast.Starred):
        return _target_names(target.value)
    name = dotted(target)
    return (name,) if name else ()
