"""Cutting rows: splits, folds, masks, slices, and names that say train and test."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from trialpiece.core.review.provenance.events import Cut
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import FOLD_TEST, FOLD_TRAIN, TEST, TRAIN, VALIDATION, narrowed
from trialpiece.core.review.provenance.rows import Cut as Pick
from trialpiece.core.review.provenance.things import Estimator
from trialpiece.core.review.provenance.values import GROUPS, HOLES, MISSING, NOTHING, OWN, Value

Picks = frozenset[Pick]
NO_PICKS: Picks = frozenset()

_VALIDATION = re.compile(
    r"(?:^|_|\b|[xXyY])(?:val|valid|validation|validacao|validacion|validação|validación|dev|cv)(?:\d*|_\w*)?$|valid|_val|val_|(?:^|_)dev(?:_|$)",
    re.IGNORECASE,
)
_TEST = re.compile(r"test|prueba|hold_?out|(?:^|[xXyY]_?)te(?:_|\d|$)|_ts(?:_|$)|_tst(?:_|$)", re.IGNORECASE)
_TRAIN = re.compile(r"train|trein|entren|(?:^|[xXyY]_?)tr(?:_|\d|$)|_trn(?:_|$)", re.IGNORECASE)

_OPPOSITE = {
    TRAIN: TEST,
    TEST: TRAIN,
    FOLD_TRAIN: FOLD_TEST,
    FOLD_TEST: FOLD_TRAIN,
    "above": "below",
    "below": "above",
    "before": "after",
    "after": "before",
    "picked": "rest",
    "rest": "picked",
}
_COMPARED = {ast.Gt: "above", ast.GtE: "above", ast.Lt: "below", ast.LtE: "below"}
_FLIPPED = {"above": "below", "below": "above"}


def side_named(name: str) -> str | None:
    """The side that a name speaks of, in the usual languages; None where it says nothing."""
    if _VALIDATION.search(name):
        return VALIDATION
    if _TEST.search(name):
        return TEST
    if _TRAIN.search(name):
        return TRAIN
    return None


def opposite(side: str) -> str:
    """The side where the other rows are."""
    if side[0] in "=!":
        return ("!" if side[0] == "=" else "=") + side[1:]
    return _OPPOSITE.get(side, f"!{side}")


def inverted(picks: Picks) -> Picks:
    """What `~mask` picks; where several cuts are combined, it cannot be told."""
    if len(picks) != 1:
        return NO_PICKS
    ((cut, side),) = picks
    return frozenset({(cut, opposite(side))})


def picked(value: Value, picks: Picks) -> Value:
    """The rows of a value on the given sides."""
    rows = value.rows
    for cut, side in picks:
        rows = narrowed(rows, cut, side)
    return value.but(rows=rows, picks=value.picks | picks if not value.rows else value.picks)


def comparison_picks(m: Machine, node: ast.Compare, against: Value) -> Picks:
    """The side of a cut that `x > c` or `x == c` picks."""
    if len(node.ops) != 1:
        return NO_PICKS
    left, right, operator = node.left, node.comparators[0], type(node.ops[0])
    if operator in {ast.Eq, ast.NotEq}:
        side = "=" + (ast.dump(right) if against.literal is MISSING else repr(against.literal))
        if operator is ast.NotEq:
            side = "!" + side[1:]
        return frozenset({(mask_number(m, ast.dump(left)), side)})
    if operator in _COMPARED:
        return frozenset({(mask_number(m, ast.dump(left) + ast.dump(right)), _COMPARED[operator])})
    return NO_PICKS


def mask_number(m: Machine, text: str) -> int:
    """The number of the cut that a condition makes."""
    return m.number("mask", text)


def sliced(m: Machine, value: Value, node: ast.Slice) -> Value:
    """`x[a:b]` over rows."""
    seam = _at_seam(m, value, node)
    if seam is not None:
        return seam
    picks: set[Pick] = set()
    if node.step is not None:
        step = m.eval(node.step)
        if node.lower is None and node.upper is None and step.literal == -1:
            return value
    if node.lower is not None:
        m.eval(node.lower)
        if not (isinstance(node.lower, ast.Constant) and node.lower.value == 0):
            picks.add((m.number("slice", ast.dump(node.lower)), "after"))
    if node.upper is not None:
        m.eval(node.upper)
        picks.add((m.number("slice", ast.dump(node.upper)), "before"))
    return picked(value, frozenset(picks))


def _at_seam(m: Machine, value: Value, node: ast.Slice) -> Value | None:
    """`both[:len(train)]` where `both` is training and test tables put below each other: one of them again."""
    lower = None if isinstance(node.lower, ast.Constant) and node.lower.value == 0 else node.lower
    if len({source for source, _ in value.rows}) < 2 or (lower is None and node.upper is None):
        return None
    bound = lower if lower is not None else node.upper
    if bound is None or node.step is not None:
        return None
    if isinstance(bound, ast.Constant):
        return _at_number(m, value, node, takes_first=lower is None)
    if lower is not None and node.upper is not None:
        return None
    length = m.eval(bound.operand if isinstance(bound, ast.UnaryOp) else bound)
    wanted = {source for source, _ in length.rows} if length.kind == "length" else set()
    named = {atom for atom in value.rows if atom[0] in wanted}
    at_end = isinstance(bound, ast.UnaryOp)
    if not named or named == value.rows:
        first = min(source for source, _ in value.rows)
        named = {atom for atom in value.rows if (atom[0] == first) is not at_end}
    takes_named = (lower is not None) if at_end else (lower is None)
    return value.but(rows=frozenset(named if takes_named else value.rows - named))


def _at_number(m: Machine, value: Value, node: ast.Slice, *, takes_first: bool) -> Value:
    """`both[:891]`, `both[891:1200]`: likely the seam, and in any case different rows."""
    first = min(source for source, _ in value.rows)
    rows = frozenset(atom for atom in value.rows if (atom[0] == first) is takes_first) or value.rows
    for bound, side in ((node.lower, "after"), (node.upper, "before")):
        if bound is not None and not (isinstance(bound, ast.Constant) and bound.value == 0):
            rows = narrowed(rows, m.number("slice", ast.dump(bound)), side)
    return value.but(rows=rows)


def holdout(m: Machine, node: ast.Call, arrays: Sequence[Value], named: dict[str, Value]) -> Value:
    """`train_test_split`: two parts of each array."""
    seed = named.get("random_state") or named.get("seed")
    shuffle = named.get("shuffle")
    seeded = seed is not None and seed.literal is not None
    sizes = tuple(repr(named[k].literal) for k in ("test_size", "train_size") if k in named)
    first = next((a for a in arrays if a.rows), NOTHING)
    if seeded and seed is not None and seed.literal is not MISSING and first.rows and "MISSING" not in sizes:
        number = m.number("split", first.rows, first.resampled, repr(seed.literal), sizes, "stratify" in named)
    else:
        number = m.number("split", m.file, m.cell, node.lineno, node.col_offset, m.stack)
    cut = m.trace.cuts.get(number)
    if cut is None:
        cut = m.trace.cuts[number] = Cut(number, m.at(node), m.stack, "split")
    cut.seeded = seeded or (shuffle is not None and shuffle.literal is False)
    cut.shuffled = not (shuffle is not None and shuffle.literal is False)
    cut.stratified = "stratify" in named
    for array in arrays:
        cut.rows |= array.rows
    names = m.targets if len(m.targets) == 2 * len(arrays) else ()
    parts: list[Value] = []
    sides = _sides_of(names)
    for array in arrays:
        for side in sides:
            part = m.melted(array) if array.things else array
            holes = (
                frozenset({HOLES})
                if part.kind in {"frame", "series"} and not part.index & {OWN, GROUPS}
                else part.index
            )
            parts.append(
                part.but(
                    rows=narrowed(part.rows, number, side),
                    index=holes,
                    picks=part.picks if part.rows else frozenset({(number, side)}),
                )
            )
    for name, side in zip(names, sides * len(arrays), strict=False):
        cut.names.setdefault(side, name)
    return m.container(parts)


def _sides_of(names: Sequence[str]) -> tuple[str, str]:
    """The sides of a split's two parts: as the code names them where it does, else train and test."""
    if len(names) >= 2:
        first, second = side_named(names[0]), side_named(names[1])
        if first != second:
            if first == VALIDATION and second == TEST:
                return VALIDATION, TEST
            if first == TEST and second == VALIDATION:
                return TEST, VALIDATION
            if second == VALIDATION:
                return TRAIN, VALIDATION
            if first == TEST and second == TRAIN:
                return TEST, TRAIN
    return TRAIN, TEST


def folds(m: Machine, node: ast.Call, splitter: Estimator, arrays: Sequence[Value]) -> Value:
    """`splitter.split(X, y)`: pairs of indices; a shuffled splitter with one split is a hold-out."""
    number = m.number("folds", m.file, m.cell, node.lineno, node.col_offset, m.stack)
    splits = splitter.params.get("n_splits") or splitter.params.get("0")
    once = splitter.kind.learns in {"shuffled", "grouped"} and splits is not None and splits.literal == 1
    cut = m.trace.cuts.get(number)
    if cut is None:
        cut = m.trace.cuts[number] = Cut(number, m.at(node), m.stack, "split" if once else "folds")
    seed = splitter.params.get("random_state")
    cut.seeded = seed is not None and seed.literal is not None
    cut.shuffled = splitter.kind.learns != "ordered"
    cut.grouped = splitter.kind.learns == "grouped"
    for array in arrays:
        cut.rows |= array.rows
    sides = (TRAIN, TEST) if once else (FOLD_TRAIN, FOLD_TEST)
    pair = m.container([Value(picks=frozenset({(number, side)}), kind="index") for side in sides])
    return m.container(None, pair)


def sides_by_name(m: Machine, target: ast.AST, names: Sequence[str], each: Value) -> list[Value] | None:
    """Parts for the names of a pattern such as `X_train, X_test = f(X)`; None where names say nothing."""
    said = [side_named(name) for name in names]
    if TRAIN not in said or not {TEST, VALIDATION} & set(said):
        return None
    number = m.number("named", m.file, m.cell, getattr(target, "lineno", 0), getattr(target, "col_offset", 0), m.stack)
    if any(side in {TRAIN, TEST, VALIDATION} for _, atom in each.rows for _, side in atom):
        return None
    cut = m.trace.cuts.get(number)
    if cut is None:
        cut = m.trace.cuts[number] = Cut(number, m.at(target), m.stack, "named")
    value = each
    if not value.rows:
        source = m.source(("pattern", number), "the parts handed out here")
        value = value.but(rows=frozenset({(source, frozenset[Pick]())}))
    cut.rows |= value.rows
    parts = []
    for name, side in zip(names, said, strict=True):
        if side is None:
            parts.append(each)
        else:
            cut.names.setdefault(side, name)
            parts.append(value.but(rows=narrowed(value.rows, number, side), literal=MISSING))
    return parts
