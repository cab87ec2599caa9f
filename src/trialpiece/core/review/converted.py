"""Notebooks that were converted to scripts: code that a cell magic got as a text is code again."""

from __future__ import annotations

import ast
import warnings

CALL = "run_cell_magic"
_RUNS = {"time", "timeit", "capture", "prun", "memit", "%time"}
_MOST_NODES = 20_000


def unwrapped(tree: ast.Module) -> ast.Module:
    """The tree with `get_ipython().run_cell_magic("time", "", "code")` replaced by the code, all on the call's line."""
    body: list[ast.stmt] = []
    for statement in tree.body:
        body.extend(_inside(statement) or [statement])
    return ast.Module(body, tree.type_ignores)


def _inside(statement: ast.stmt) -> list[ast.stmt] | None:
    """The statements that a call of a cell magic runs; None where the statement is none, or runs no Python."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == CALL):
        return None
    texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if len(texts) != 3 or texts[0] not in _RUNS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = ast.parse(texts[2])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for number, node in enumerate(ast.walk(made)):
        if number > _MOST_NODES:
            return None
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = node.end_lineno = statement.lineno
            node.col_offset = number  # one place each, so that events in them stay apart
    return made.body
