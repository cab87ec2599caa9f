"""A name-level pass over code, to have something simple beside the engine: no values, no branches, no calls followed.

It reads names in the order of lines. Something is preprocessing if it was fitted, or filled from a statistic, on a name
before `train_test_split`, overlap if rows were resampled before it, and multiple testing if two or more names predict or
score on a name that contains "test".
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from pathlib import Path

FITTED = {"fit", "fit_transform", "fit_resample", "fit_sample"}
STATISTICS = {"mean", "median", "mode", "std", "quantile"}
RESAMPLERS = {"fit_resample", "fit_sample"}
SCALERS = re.compile(r"scal|imput|pca|tfidf|vectoriz|selectk|normaliz|power", re.IGNORECASE)
TEST = re.compile(r"test|val", re.IGNORECASE)


def code_of(path: Path) -> str:
    text = path.read_text("utf-8", errors="replace")
    if path.suffix != ".ipynb":
        return text
    parts = []
    for cell in json.loads(text).get("cells", []):
        if cell.get("cell_type") == "code":
            source = "".join(cell.get("source", ""))
            source = "\n".join("pass" if re.match(r"\s*[%!?]", line) else line for line in source.splitlines())
            if tree_of(source) is not None:
                parts.append(source)
    return "\n".join(parts)


def tree_of(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def naive_kinds(path: Path) -> set[str]:
    """The kinds that the pass sees in a file: of preproc, overlap, multi."""
    tree = tree_of(code_of(path))
    if tree is None:
        return set()
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute | ast.Name)]
    calls.sort(key=lambda n: (n.lineno, n.col_offset))
    kinds_of: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            kinds_of[node.targets[0].id] = ast.unparse(node.value.func)
    split = next((c.lineno for c in calls if name_of(c) == "train_test_split"), None)
    found: set[str] = set()
    scored: set[str] = set()
    for call in calls:
        name = name_of(call)
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        made_by = kinds_of.get(owner, owner)
        before = split is not None and call.lineno < split
        if before and name in RESAMPLERS:
            found.add("overlap")
        elif (before and name in FITTED and SCALERS.search(made_by)) or (
            before and name == "fillna" and any(f".{s}(" in ast.unparse(call) for s in STATISTICS)
        ):
            found.add("preproc")
        if name in {"predict", "score", "predict_proba"} and call.args and TEST.search(ast.unparse(call.args[0])):
            scored.add(owner)
    if len(scored) > 1:
        found.add("multi")
    return found


def name_of(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )
