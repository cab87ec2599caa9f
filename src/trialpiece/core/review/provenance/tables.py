"""Making tables: reading them, putting them together, building them from parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from trialpiece.core.review.provenance.events import Misaligned
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.rows import union
from trialpiece.core.review.provenance.things import Container
from trialpiece.core.review.provenance.values import (
    FRESH,
    GROUPS,
    HOLES,
    MISSING,
    NONE,
    NOTHING,
    OWN,
    TRIED,
    Column,
    Value,
    all_bases,
    all_learned,
    all_preds,
    blend,
)

_WORD = re.compile(r"[^\W\d_]+")
UNBOUND = "unbound"
"""The kind of a name that nothing binds."""
_FRAMES = {"from_csv", "toPandas", "sql", "open_csv", "scan_csv", "load_dataset"}


def new_source(m: Machine, node: ast.AST, says: str, key: object = None) -> Value:
    """A table that comes from outside, or whose rows stand for something new."""
    number = m.source(
        key or (m.file, m.cell, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), m.stack), says
    )
    return Value(
        rows=frozenset({(number, frozenset[tuple[int, str]]())}), bases=frozenset({f"{number}:*"}), kind="frame"
    )


def from_nowhere(m: Machine, node: ast.AST, value: Value) -> Value:
    """A name that nothing here binds, used as a table: it was made where the reading cannot see."""
    made = new_source(m, node, f"`{value.known}`, made out of sight", ("nowhere", value.known))
    if value.known and isinstance(node, ast.Name):
        m.bind(value.known, made)
        return m.lookup(value.known) or made
    return made


def read(m: Machine, node: ast.AST, name: str, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """A table read from a file: the same file twice is the same rows."""
    first = args[0] if args else next(iter(named.values()), NOTHING)
    path = first.literal if isinstance(first.literal, str) else None
    saved = m.saved.get(path) if path else None
    if saved is not None and name.startswith("read_"):
        return saved.but(names=None, index=frozenset({OWN} if "index_col" in named else {FRESH}))
    key = ("file", path) if path else None
    made = new_source(m, node, f"{path or name}", key)
    tabular = name.startswith("read_") or name in _FRAMES
    if "index_col" in named:
        made = made.but(index=frozenset({OWN}))
    return made if tabular else made.but(kind="")


def concatenated(m: Machine, node: ast.AST, values: Sequence[Value], *, sideways: bool, by_index: bool = True) -> Value:
    """Tables put below or beside each other; NumPy goes by position and pays no heed to an index."""
    values = [m.now(v) for v in values]
    values = [v if v.columns is not None or not v.things else m.melted(v) for v in values]
    values = [v for v in values if v is not NOTHING]
    if not values:
        return NOTHING
    if sideways:
        if by_index:
            check_alignment(m, node, values)
        return beside(values)
    return below(values)


def check_alignment(m: Machine, node: ast.AST, values: Sequence[Value]) -> None:
    """Record where rows are put beside each other whose indices do not say that they belong together."""
    framed = [v for v in values if v.rows and v.kind in {"frame", "series"} and not v.index & {OWN, GROUPS}]
    if len(framed) < 2:
        return
    if any(HOLES in v.index for v in framed) and any(v.index == {FRESH} for v in framed):
        misaligned(m, node, "a table that lost rows beside one that counts from 0")
        return
    first, rest = framed[0], framed[1:]
    read_from = {source for source, _ in first.rows}
    if any(
        read_from.isdisjoint({source for source, _ in other.rows})
        and FRESH not in other.index
        and not _same_part(m, first, other)
        for other in rest
    ):
        misaligned(m, node, "two tables of different things, row by row")


def _same_part(m: Machine, one: Value, other: Value) -> bool:
    """Whether files are named as pieces of one part: `train_text.csv` and `train_variants.csv` hold the same rows."""
    words = [
        {
            word
            for source, _ in value.rows
            for word in _WORD.findall(m.trace.sources.get(source, "").rsplit("/", 1)[-1].lower())
        }
        for value in (one, other)
    ]
    return bool(words[0] & words[1] & {"train", "test", "training", "valid", "validation"})


def misaligned(m: Machine, node: ast.AST, how: str) -> None:
    """Record that rows were put together that do not belong together."""
    m.event(m.trace.misaligned, node, lambda n, at, stack: Misaligned(n, at, stack, how))


def below(values: Sequence[Value]) -> Value:
    """Rows of all."""
    rows = values[0].rows
    for value in values[1:]:
        rows = union(rows, value.rows)
    mixed = blend(values)
    columns: dict[str, Column] | None = None
    if any(v.columns is not None for v in values):
        columns = {}
        for name in {n for v in values for n in (v.columns or ())}:
            found = [v.columns[name] for v in values if v.columns and name in v.columns]
            learned, bases, preds = NONE, frozenset[str](), NONE
            for column in found:
                learned, bases, preds = learned | column.learned, bases | column.bases, preds | column.preds
            columns[name] = Column(learned, bases, preds)
    learned = NONE
    bases = frozenset[str]()
    for value in values:
        learned |= value.learned
        bases |= value.bases
    without = values[0].without
    for value in values[1:]:
        without &= value.without
    return (
        mixed.but(
            rows=rows,
            columns=columns,
            learned=learned,
            bases=bases,
            without=without,
            closed=all(v.closed for v in values),
            kind="frame" if columns is not None or values[0].kind == "frame" else "",
        )
        if mixed is not NOTHING
        else NOTHING
    )


def beside(values: Sequence[Value]) -> Value:
    """Columns of all, rows of the first."""
    first = next((v for v in values if v.rows), values[0])
    columns: dict[str, Column] = {}
    learned, bases, preds, scores, resampled = NONE, frozenset[str](), NONE, NONE, NONE
    index: frozenset[str] = frozenset()
    without = None
    for value in values:
        columns.update(value.columns or {})
        if not value.closed:
            learned |= value.learned
            preds |= value.preds
        bases |= value.bases
        scores |= value.scores
        resampled |= value.resampled
        index |= value.index
        if value.columns is not None or value.without:
            without = value.without if without is None else without & value.without
    return Value(
        rows=first.rows,
        learned=learned,
        bases=bases,
        preds=preds,
        scores=scores,
        resampled=resampled,
        index=index,
        columns=columns,
        without=(without or frozenset()) - frozenset(columns),
        closed=all(v.closed for v in values),
        kind="frame",
    )


def merged(left: Value, right: Value) -> Value:
    """Two tables joined on keys: the rows of the left."""
    if left is NOTHING:
        return right
    if right is NOTHING:
        return left
    made = beside([left, right])
    return made.but(rows=left.rows or right.rows, resampled=left.resampled, index=frozenset())


def _named_anew(data: Value, names: tuple[str, ...]) -> Value:
    """A table, or what a transformer made of one, with other names: by position where all columns are known."""
    columns = dict(data.columns or {})
    if data.closed and len(columns) == len(names):
        return data.but(columns=dict(zip(names, columns.values(), strict=True)), names=None, kind="frame")
    untold = Column(all_learned(data), data.bases, all_preds(data))  # of the table, but which of its columns, who knows
    return data.but(
        columns={n: columns.get(n, untold) for n in names}, closed=True, without=frozenset(), names=None, kind="frame"
    )


def frame_of(m: Machine, node: ast.AST, args: Sequence[Value], named: dict[str, Value]) -> Value:
    """`pd.DataFrame(data, columns=...)`."""
    data = m.now(args[0]) if args else m.now(named.get("data", NOTHING))
    names = named.get("columns", args[2] if len(args) > 2 else NOTHING)
    if data.kind == TRIED:
        return data
    if data.columns and names.names and names.names != tuple(data.columns):
        return _named_anew(data, names.names)
    if data.columns is not None or (data.kind == "frame" and not data.things):
        return data.but(names=None, kind="frame")
    containers = m.things(data, Container)
    if containers and containers[0][1].named and not containers[0][1].items:
        columns = {}
        melted_all = []
        for key, value in containers[0][1].named.items():
            melted = m.melted(value)
            melted_all.append(melted)
            columns[key] = Column(all_learned(melted), all_bases(melted), all_preds(melted))
        mixed = blend([*melted_all, m.melted(containers[0][1].each)])
        return (
            mixed.but(columns=columns, learned=NONE, preds=NONE, closed=containers[0][1].each is NOTHING, kind="frame")
            if mixed is not NOTHING
            else Value(columns=columns, kind="frame")
        )
    plain = m.melted(data)
    index = frozenset({OWN} if "index" in named else {FRESH})
    if plain is NOTHING:
        if data.things:
            return new_source(m, node, "a table built in the code")
        by = m.now(named.get("index", NOTHING))  # an empty table for the rows of an index
        return Value(columns={}, kind="frame", rows=by.rows, index=index if by is not NOTHING else frozenset())
    if names.names and len(names.names) < 60 and data.columns is None and not plain.scores:
        column = Column(plain.learned, plain.bases, plain.preds)
        return plain.but(columns=dict.fromkeys(names.names, column), closed=True, kind="frame", names=None, index=index)
    return plain.but(columns={}, kind="frame", names=None, literal=MISSING, without=data.without, index=index)
