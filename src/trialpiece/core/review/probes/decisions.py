"""What the code shows to have been decided: a limit, a column left out, a join, a setting; each with its own words.

Looked for in the syntax alone: what a line says, not what it does. A question about a line that the author wrote is
fair whether or not the line matters, which is why nothing here is evidence.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trialpiece.core.review.cells import CodeCell
from trialpiece.core.review.finding import Location
from trialpiece.core.review.probes.wording import listed, quoted, share, shortened
from trialpiece.core.review.reading import Reading


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was decided, and the words that a question about it takes from the code."""

    about: str
    at: Location
    gaps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What readers of one cell need to know of the others."""

    targets: frozenset[str]
    """Columns that are predicted."""
    grids: dict[str, tuple[str, ...]]
    """Name of a dictionary → its keys."""
    first_fit: tuple[int, int] | None
    """Cell and line of the first model; features made later are none."""


Reader = Callable[[CodeCell, Scene], Iterator[Decision]]

_MODEL = re.compile(r"(Classifier|Regressor|Regression|Ridge|Lasso|ElasticNet|SVC|SVR|NB|KMeans|DBSCAN|LGBM|XGB)")
_PROBABILITY = re.compile(r"prob|score|pred", re.IGNORECASE)
_LIMIT = re.compile(r"thresh|cut_?off|umbral|limiar|corte", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(^|_)id$|id$|^unnamed", re.IGNORECASE)
_OUTCOME = re.compile(r"^(y|Y|target|label|labels|outcome|alvo|objetivo)(_\w+)?$")
_NOT_ASKED = {
    "random_state", "n_jobs", "verbose", "seed", "random_seed", "max_iter", "verbosity", "probability", "silent",
    "thread_count", "early_stopping_rounds",
}  # fmt: skip
_ORDINARY = {("n_estimators", "100"), ("n_neighbors", "5"), ("C", "1"), ("C", "1.0")}


def decisions_of(reading: Reading) -> list[Decision]:
    """All of them, the most telling kinds first, each kind in reading order."""
    cells = list(reading.python_cells())
    scene = _scene(cells)
    return [found for reader in _READERS for cell in cells for found in _in_order(reader(cell, scene))]


def _in_order(found: Iterator[Decision]) -> list[Decision]:
    return sorted(found, key=lambda one: (one.at.line, one.gaps))


def targets_of(cells: Sequence[CodeCell]) -> frozenset[str]:
    """Columns that are put apart as what is predicted."""
    return frozenset(
        column
        for cell in cells
        for assign in cell.of(ast.Assign)
        if isinstance(assign.targets[0], ast.Name) and _OUTCOME.match(assign.targets[0].id)
        if (column := _column(assign.value))
    )


def _scene(cells: Sequence[CodeCell]) -> Scene:
    grids: dict[str, tuple[str, ...]] = {}
    fits: list[tuple[int, int]] = []
    for cell in cells:
        for assign in cell.of(ast.Assign):
            if isinstance(assign.targets[0], ast.Name) and isinstance(assign.value, ast.Dict):
                grids[assign.targets[0].id] = _keys(assign.value)
        fits += [(cell.index, call.lineno) for call in cell.of(ast.Call) if _called(call) == "fit"]
    return Scene(targets_of(cells), grids, min(fits, default=None))


def _threshold(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for compare in cell.of(ast.Compare):
        value = _number(compare.comparators[0])
        if value is not None and 0 < value < 1 and value != 0.5 and _PROBABILITY.search(ast.unparse(compare.left)):
            yield _decided("choice.threshold", cell, compare, value=quoted(f"{value:g}"))
    for assign in cell.of(ast.Assign):
        value = _number(assign.value)
        if value is not None and isinstance(assign.targets[0], ast.Name) and _LIMIT.search(assign.targets[0].id):
            yield _decided("choice.threshold", cell, assign, value=quoted(f"{value:g}"))


def _flag(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for assign in cell.of(ast.Assign):
        column = _column(assign.targets[0])
        if not column or _too_late(cell, assign, scene):
            continue
        condition = next((n for n in ast.walk(assign.value) if isinstance(n, ast.Compare) and _draws_a_line(n)), None)
        if condition is not None:
            says = ast.unparse(condition)
            yield _decided("choice.flag", cell, assign, column=quoted(column), condition=quoted(shortened(says)))


def _draws_a_line(compare: ast.Compare) -> bool:
    """Whether more or less of something decides."""
    return isinstance(compare.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE) and _has_constant(compare)


def _filter(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for assign in cell.of(ast.Assign):
        name, value = assign.targets[0], assign.value
        while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            value = value.func.value  # df[…].copy().reset_index()
        if not (isinstance(name, ast.Name) and isinstance(value, ast.Subscript)) or _too_late(cell, assign, scene):
            continue
        base = value.value.value if isinstance(value.value, ast.Attribute) else value.value
        condition = value.slice
        if isinstance(base, ast.Name) and base.id == name.id and isinstance(condition, ast.Compare | ast.BinOp | ast.UnaryOp | ast.Call) and _has_constant(condition):  # fmt: skip
            yield _decided("choice.filter", cell, assign, condition=quoted(shortened(ast.unparse(condition))))


def _feature(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for assign in cell.of(ast.Assign):
        column = _column(assign.targets[0])
        if column and column not in scene.targets and not _too_late(cell, assign, scene):
            value = assign.value
            operands = [value.left, value.right] if isinstance(value, ast.BinOp) else []
            if operands and all(any(_column(n) for n in ast.walk(one)) for one in operands):
                yield _decided("choice.feature", cell, assign, column=quoted(column))


def _bins(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if _called(call) == "cut":
            edges = _given(call, "bins", 1)
            if isinstance(edges, ast.List) and edges.elts and all(_number(e) is not None for e in edges.elts):
                inner = [ast.unparse(edge) for edge in edges.elts][1:-1]
                if inner:
                    yield _decided("choice.bins", cell, call, value=listed([quoted(edge) for edge in inner]))


def _outlier(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for product in cell.of(ast.BinOp):
        if isinstance(product.op, ast.Mult):
            for number, other in ((product.left, product.right), (product.right, product.left)):
                value = _number(number)
                if value is not None and "iqr" in ast.unparse(other).lower():
                    yield _decided("choice.outlier", cell, product, value=quoted(f"{value:g} * IQR"))
    for call in cell.of(ast.Call):
        if _called(call) == "clip" and (
            bounds := [b for b in [*call.args, *(k.value for k in call.keywords)] if _number(b)]
        ):
            yield _decided("choice.outlier", cell, call, value=listed([quoted(ast.unparse(b)) for b in bounds]))


def _join(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if _called(call) == "merge" and _given(call, "validate") is None:
            keys = _texts(_given(call, "on")) or _texts(_given(call, "left_on"))
            how = next(iter(_texts(_given(call, "how"))), "")
            if keys:
                way = f"how={how!r}" if how else "inner, the default"
                yield _decided("choice.join", cell, call, column=listed([quoted(key) for key in keys]), how=quoted(way) if how else way)  # fmt: skip


def _left_out(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if _called(call) != "drop":
            continue
        axis = _given(call, "axis", 1)
        by_columns = _given(call, "columns")
        named = by_columns or (_given(call, "labels", 0) if axis is not None and ast.unparse(axis) in {"1", "'columns'"} else None)  # fmt: skip
        columns = [c for c in _texts(named) if c not in scene.targets and not _IDENTIFIER.search(c)]
        if columns:
            rest = f" and {len(columns) - 3} more" if len(columns) > 3 else ""
            names = ", ".join(map(quoted, columns[:3])) + rest if rest else listed([quoted(c) for c in columns])
            about = "choice.left_out" if len(columns) > 1 else "choice.left_out_one"
            yield _decided(about, cell, call, names=names)


def _filled(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if _called(call) == "fillna" and isinstance(value := _given(call, "value", 0), ast.Constant) and value.value is not None:  # fmt: skip
            base = call.func.value if isinstance(call.func, ast.Attribute) else None
            column = _column(base) if base is not None else ""
            of = f" in {quoted(column)}" if column else ""
            yield _decided("choice.fill_value", cell, call, value=quoted(ast.unparse(value)), column=of)


def _rows_dropped(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        axis = _given(call, "axis", 0)
        along_rows = axis is None or ast.unparse(axis) in {"0", "'index'", "'rows'"}
        if _called(call) == "dropna" and along_rows and _is_kept(cell, call) and not _too_late(cell, call, scene):
            yield _decided("choice.drop_rows", cell, call)


def _is_kept(cell: CodeCell, call: ast.Call) -> bool:
    """Whether what a method gives goes on under a name, and is not only looked at."""
    if any(k.arg == "inplace" and ast.unparse(k.value) == "True" for k in call.keywords):
        return True
    for above in cell.above(call):
        if isinstance(above, ast.Assign):
            return True
        if not isinstance(above, ast.Attribute | ast.Call) or (
            isinstance(above, ast.Attribute) and above.attr not in {"copy", "reset_index", "drop_duplicates", "astype"}
        ):
            return False
    return False


def _settings(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        name = _called(call)
        if not _MODEL.search(name) or not name[:1].isupper():
            continue
        set_by_hand = [
            (k.arg, ast.unparse(k.value))
            for k in call.keywords
            if k.arg and k.arg not in _NOT_ASKED and _number(k.value) is not None
        ]
        telling = [pair for pair in set_by_hand if pair not in _ORDINARY]
        if telling:
            said = listed([quoted(f"{key}={value}") for key, value in telling[:3]])
            yield _decided("choice.settings", cell, call, name=quoted(name), value=said, param=quoted(telling[0][0]))


def _search(cell: CodeCell, scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if not _called(call).endswith("SearchCV"):
            continue
        given = _given(call, "param_grid", 1) or _given(call, "param_distributions", 1)
        keys = _keys(given) if isinstance(given, ast.Dict) else scene.grids.get(given.id, ()) if isinstance(given, ast.Name) else ()  # fmt: skip
        names = list(dict.fromkeys(key.rpartition("__")[2] for key in keys))[:4]
        if names:
            yield _decided("choice.searched", cell, call, value=listed([quoted(name) for name in names]))


def _weights(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        for keyword in call.keywords:
            if keyword.arg in {"class_weight", "scale_pos_weight"} and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):  # fmt: skip
                yield _decided("choice.resample", cell, call, name=quoted(keyword.arg))


def _categories(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        name = _called(call)
        if name == "get_dummies" or (
            name == "OneHotEncoder" and not any(k.arg == "handle_unknown" for k in call.keywords)
        ):
            yield _decided("choice.categories", cell, call, name=quoted(name))


def _importance(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for attribute in cell.of(ast.Attribute):
        if attribute.attr in {"feature_importances_", "coef_"}:
            yield _decided("choice.importance", cell, attribute, name=quoted(attribute.attr))


def _split(cell: CodeCell, _scene: Scene) -> Iterator[Decision]:
    for call in cell.of(ast.Call):
        if _called(call) != "train_test_split":
            continue
        kept = _number(_given(call, "test_size"))
        if kept is None and (trained := _number(_given(call, "train_size"))) is not None and 0 < trained < 1:
            kept = 1 - trained
        how = "by chance within each class" if any(k.arg == "stratify" for k in call.keywords) else "by chance"
        part = share(kept) if kept is not None else "a quarter of the rows"
        yield _decided("choice.split", cell, call, value=part, how=how)


_READERS: tuple[Reader, ...] = (
    _threshold, _flag, _filter, _feature, _bins, _outlier, _join, _left_out, _filled, _rows_dropped, _settings, _search,
    _weights, _importance, _categories, _split,
)  # fmt: skip


def _decided(about: str, cell: CodeCell, node: ast.AST, **gaps: str) -> Decision:
    return Decision(about, cell.at(getattr(node, "lineno", 1)), tuple(sorted(gaps.items())))


def _too_late(cell: CodeCell, node: ast.stmt | ast.expr, scene: Scene) -> bool:
    return scene.first_fit is not None and (cell.index, node.lineno) > scene.first_fit


def _called(call: ast.Call) -> str:
    """The last part of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _given(call: ast.Call, keyword: str, position: int | None = None) -> ast.expr | None:
    for each in call.keywords:
        if each.arg == keyword:
            return each.value
    return call.args[position] if position is not None and position < len(call.args) else None


def _column(node: ast.AST | None) -> str:
    """The column that `table["column"]` names; empty for anything else."""
    if isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Tuple) and key.elts:
            key = key.elts[-1]  # table.loc[rows, "column"]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return key.value
    return ""


def _texts(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        return [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return []


def _keys(node: ast.Dict) -> tuple[str, ...]:
    return tuple(key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _number(node: ast.expr | None) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return None


def _has_constant(node: ast.AST) -> bool:
    """Whether a number, a date or another text decides in it; column names do not count."""
    keys = {id(n.slice) for n in ast.walk(node) if isinstance(n, ast.Subscript)}
    return any(isinstance(n, ast.Constant) and n.value is not None and id(n) not in keys for n in ast.walk(node))
