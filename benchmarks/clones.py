"""Clones of real work at several strengths, made by changing code: what somebody might do to hide where it is from.

Each strength does all that the one before does. Nothing here says that a real person would do this; it says how much
of a likeness survives.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import random
import re

from trialpiece.core.review.cells import read_cell
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

STRENGTHS = ("comments", "renamed", "cells reordered", "statements reordered", "refactored", "half of it")
FIXED = {*keyword.kwlist, *dir(builtins), "self"}


def sources_of(submission: Submission) -> list[str]:
    """Code cells as Python alone takes them; what does not parse stays as it is."""
    found = []
    for file in submission.files:
        if file.kind in {FileKind.NOTEBOOK, FileKind.SCRIPT}:
            cells = (read_cell(file.path, cell) for cell in file.cells if cell.kind is CellKind.CODE)
            found += [cell.python for cell in cells if cell.python.strip()]
    return found


def notebook(name: str, sources: list[str]) -> Submission:
    cells = tuple(Cell(n, CellKind.CODE, s) for n, s in enumerate(sources))
    return Submission(name, (SourceFile("work.ipynb", FileKind.NOTEBOOK, 0, cells, language="python"),))


def clone(of: Submission, strength: str, seed: int, filler: list[str]) -> Submission:
    """The submission changed; `filler` is code of others, of which the strongest takes as much as it keeps."""
    chance, level = random.Random(seed), STRENGTHS.index(strength)
    sources = [respelled(source) for source in sources_of(of)]
    if level >= 1:
        sources = renamed(sources)
    if level >= 2:
        chance.shuffle(sources)
    if level >= 3:
        sources = [with_tree(source, lambda tree: swap(tree, chance)) for source in sources]
    if level >= 4:
        sources = [with_tree(source, lambda tree: refactor(tree, chance)) for source in sources]
    if level >= 5:
        sources = [*sources[: (len(sources) + 1) // 2], *chance.sample(filler, min(len(filler), len(sources) // 2))]
        chance.shuffle(sources)
    return notebook(f"clone, {strength}", sources)


def with_tree(source: str, change) -> str:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    change(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def respelled(source: str) -> str:
    """Without comments, quotes and spacing as Python itself writes them."""
    return with_tree(source, lambda _tree: None)


def renamed(sources: list[str]) -> list[str]:
    """Every name that the code binds itself, with another one."""
    bound: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        bound |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        bound |= {a.arg for n in ast.walk(tree) if isinstance(n, ast.arguments) for a in n.args}
    names = {name: f"v{number}_x" for number, name in enumerate(sorted(bound - FIXED))}
    pattern = re.compile(r"(?<![.\w'\"])[a-zA-Z_]\w*")
    return [pattern.sub(lambda m: names.get(m.group(), m.group()), source) for source in sources]


def swap(tree: ast.Module, chance: random.Random) -> None:
    """Neighbouring statements change places where neither uses a name of the other."""
    for _ in range(2):
        at = 0
        while at + 1 < len(tree.body):
            one, other = tree.body[at], tree.body[at + 1]
            if not names_in(one) & names_in(other) and chance.random() < 0.8:
                tree.body[at], tree.body[at + 1] = other, one
                at += 1
            at += 1


def names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - FIXED


class _Refactored(ast.NodeTransformer):
    """Chains taken apart, keywords in another order, comparisons turned round, values changed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.number = chance, 0

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        self.chance.shuffle(node.keywords)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.Eq}
        if len(node.ops) == 1 and type(node.ops[0]) in turned:
            node.left, node.comparators, node.ops = node.comparators[0], [node.left], [turned[type(node.ops[0])]()]
        return node

    def visit_Assign(self, node: ast.Assign) -> object:
        self.generic_visit(node)
        before: list[ast.stmt] = []
        value = node.value
        # x = a.b(…).c(…)  →  t = a.b(…); x = t.c(…)
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and isinstance(value.func.value, ast.Call)
        ):
            self.number += 1
            name = f"step_{self.number}"
            before.append(ast.Assign(targets=[ast.Name(name, ast.Store())], value=value.func.value))
            value.func.value = ast.Name(name, ast.Load())
        return [*before, node]


def refactor(tree: ast.Module, chance: random.Random) -> None:
    """As above, and every third statement or so goes into a function of its own."""
    _Refactored(chance).visit(tree)
    body: list[ast.stmt] = []
    for number, statement in enumerate(tree.body):
        if chance.random() < 0.3 and isinstance(statement, ast.Expr | ast.For | ast.If):
            name = f"do_{number}"
            function = ast.parse(f"def {name}():\n    pass").body[0]
            function.body = [statement]
            body += [function, ast.parse(f"{name}()").body[0]]
        else:
            body.append(statement)
    tree.body = body
