"""Methods of frames that choose, order or join rows and columns, and learn nothing."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from trialpiece.core.review.provenance.cuts import opposite, picked
from trialpiece.core.review.provenance.events import Grouped
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.names import NAMES, UNTOLD
from trialpiece.core.review.provenance.rows import TEST, TRAIN, VALIDATION, disjoint, narrowed, union
from trialpiece.core.review.provenance.scoring import ORDERED, chosen
from trialpiece.core.review.provenance.tables import concatenated, merged, new_source
from trialpiece.core.review.provenance.things import Container
from trialpiece.core.review.provenance.values import (
    FRESH,
    GROUPS,
    HOLES,
    LATER,
    NOTHING,
    OWN,
    TRIED,
    Column,
    Value,
    assigned,
    blend,
    column_of,
    flat,
    removed,
    selected,
)

WRITERS = frozenset({"to_csv", "to_excel", "to_json", "to_pickle", "to_parquet", "to_feather"})
Args = Sequence[Value]
Named = dict[str, Value]


def drop(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`drop`: columns, or rows by their labels."""
    labels = named.get("columns", named.get("labels", args[0] if args else named.get("index", NOTHING)))
    labels = m.now(labels)
    axis = named.get("axis", args[1] if len(args) > 1 else NOTHING)
    by_column = "columns" in named or axis.literal in (1, "columns")
    if labels.kind == "index" and labels.rows and not by_column:
        return _without_rows(owner, labels).but(index=owner.index | {HOLES})
    if by_column or (labels.names and not labels.rows):
        if labels.kind in NAMES and labels.names is None and not labels.learned:
            return owner.but(without=owner.without | {UNTOLD}, names=None)
        result = removed(owner, labels.names or (() if labels.learned else (UNTOLD,)))
        if labels.learned:
            result = mixed(result, Value(learned=labels.learned))
        return result
    return owner.but(index=owner.index | {HOLES}, names=None)


def _without_rows(owner: Value, index: Value) -> Value:
    """The rows that are not in an index taken from some of them."""
    from trialpiece.core.review.provenance.subscripts import cuts_by_source

    mine = cuts_by_source(owner)
    extra: set[tuple[int, str]] = set()
    for source, cuts in cuts_by_source(index).items():
        extra |= cuts - mine.get(source, frozenset())
    if len(extra) != 1:
        return owner.but(names=None)
    ((cut, side),) = extra
    return owner.but(rows=narrowed(owner.rows, cut, opposite(side)), names=None)


def fillna(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`fillna`: what fills is in the data from here on."""
    fill = args[0] if args else named.get("value", NOTHING)
    melted = m.melted(fill)
    if melted is NOTHING:
        return owner.but(names=None)
    return mixed(owner, melted)


def sample(m: Machine, node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`sample`: some rows, by chance."""
    frac = named.get("frac", NOTHING)
    if frac.literal in (1, 1.0):
        return owner.but(names=None)
    replace = named.get("replace")
    if replace is not None and replace.literal is True:
        from trialpiece.core.review.provenance.estimators import resampled

        return resampled(m, node, "sample with replacement", owner, 0, fewer=False)
    number = m.number("sample", m.file, m.cell, node.lineno, node.col_offset)
    from trialpiece.core.review.provenance.events import Cut

    if number not in m.trace.cuts:
        cut = m.trace.cuts[number] = Cut(number, m.at(node), m.stack, "sample", rows=owner.rows)
        cut.seeded = "random_state" in named
    return picked(owner, frozenset({(number, "picked")}))


def ends(m: Machine, _node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """`head`, `tail` and their like."""
    if owner.kind == "sorted" and owner.scores and args and args[0].literal == 1:
        chosen(m, _node, owner, "first after sorting")
    if owner.kind == "statistic":
        return owner
    count = args[0] if args else named.get("n", NOTHING)
    if isinstance(count.literal, int) and count.literal < 50:
        return owner.but(names=None)
    return picked(owner, frozenset({(m.number("ends", owner.rows), "before" if name == "head" else "after")}))


def merge(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`merge` and `join`: the rows of the left."""
    right = m.now(args[0]) if args else m.now(named.get("right", named.get("other", NOTHING)))
    if right.things:
        right = concatenated(m, _node, m.elements(right), sideways=True)
    return merged(owner, right)


def append(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`append`: rows below, or names added."""
    others = [m.now(v) for a in args for v in (m.elements(a) if m.things(a, Container) else [a])]
    if owner.kind in NAMES:
        names = (owner.names or ()) + tuple(n for o in others for n in (o.names or ()))
        return owner.but(names=names or None)
    return concatenated(m, _node, [owner, *others], sideways=False)


def gathered(m: Machine, node: ast.AST, owner: Value, by: Value, *, single: bool = False) -> None:
    """Record that the rows of a table were gathered by a column, one where several are named."""
    if owner.rows and by.names and len(by.names) == 1:
        name = by.names[0]
        event = m.event(
            m.trace.grouped, node, lambda n, at, stack: Grouped(n, at, stack, name, owner.rows, single=single), name
        )
        event.rows = union(event.rows, owner.rows)


def put_back(m: Machine, node: ast.Call) -> None:
    """Record that something computed per group goes back on the rows: `df.groupby("id")["x"].shift()`."""
    inner: ast.AST = node.func
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    for event in m.trace.grouped.values():
        if event.at.line == getattr(inner, "lineno", 0) and event.at.cell == m.cell and event.at.file == m.file:
            event.rowwise = True


def dropna(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """`dropna`, `drop_duplicates`: the index keeps its holes."""
    axis = named.get("axis", args[0] if args else NOTHING)
    if name == "drop_duplicates":
        gathered(m, node, owner, named.get("subset", args[0] if args else NOTHING), single=True)
    if axis.literal in (1, "columns"):
        return owner.but(names=None)
    return owner.but(names=None, index=owner.index | {HOLES})


def reset_index(_m: Machine, _node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`reset_index`: rows count from 0 again."""
    return owner.but(names=None, index=frozenset({FRESH}))


def set_index(_m: Machine, _node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`set_index`: an index of its own meaning."""
    return owner.but(names=None, index=frozenset({OWN}))


def isin(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`isin`: a mask by other values."""
    other = m.melted(args[0]) if args else NOTHING
    result = blend([owner, other]).but(kind="series")
    if other.rows and owner.kind == "index":
        from trialpiece.core.review.provenance.subscripts import extra_picks

        picks = extra_picks(owner, other)
        return result.but(picks=picks) if len(picks) == 1 else result
    return _by_labels(m, owner, other, result)


def _by_labels(m: Machine, owner: Value, other: Value, result: Value) -> Value:
    """Rows picked by labels that a split has dealt out, such as customers: whole groups on one side."""
    dealt = {cut for _, cuts in other.rows for cut in cuts if cut[1] in {TRAIN, TEST, VALIDATION}}
    if len(dealt) != 1 or not owner.rows or not disjoint(owner.rows, other.rows):
        return result
    ((number, _),) = dealt
    if number in m.trace.cuts:
        m.trace.cuts[number].grouped = True
        m.trace.cuts[number].rows |= owner.rows
    return result.but(picks=frozenset(dealt))


def filter_rows(m: Machine, node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`query`: rows by a condition that is a text."""
    text = args[0].literal if args and isinstance(args[0].literal, str) else None
    if text is None:
        return owner.but(names=None)
    return picked(owner, frozenset({(m.number("query", text), "=yes")}))


def take(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`take`: rows by position."""
    from trialpiece.core.review.provenance.subscripts import by_key

    return by_key(m, owner, m.now(args[0]), "iloc") if args else owner


def in_order(m: Machine, node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`sort_values`: the same rows in another order."""
    if owner.kind == TRIED:
        return NOTHING
    if owner.scores and not owner.rows:
        chosen(m, node, owner, ORDERED)
    return owner.but(kind="sorted" if owner.scores and not owner.rows else owner.kind, names=owner.names)


def shaped(m: Machine, node: ast.Call, owner: Value, name: str, _args: Args, _named: Named) -> Value:
    """Tables turned round: rows stand for something else now."""
    made = new_source(m, node, f"{name} of a table")
    plain = flat(owner)
    return made.but(learned=plain.learned, bases=of_tables(plain), scores=plain.scores)


def columns_by_type(_m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`select_dtypes` and `filter`: some columns; in Polars, rows by a mask."""
    if args and args[0].picks and args[0].rows:
        return picked(owner, args[0].picks)
    items = named.get("items", named.get("columns", NOTHING))
    if items.names and "items" in named:
        return selected(owner, items.names)
    return owner.but(names=None, kind="frame")


def written(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`to_csv` and its like: whoever reads the file again reads this table."""
    path = args[0] if args else named.get("path_or_buf", named.get("path", NOTHING))
    if isinstance(path.literal, str) and owner.rows and owner.kind == "frame":
        m.saved[path.literal] = owner
    return NOTHING


def align(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`align`: both, side by side."""
    return m.container([owner.but(names=None), m.now(args[0]).but(names=None)]) if args else owner


def largest(_m: Machine, _node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`nlargest` and its like: some rows."""
    if owner.kind == TRIED:
        return NOTHING
    return owner.but(names=None)


def rename(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`rename`: the same columns under other names."""
    mapping = named.get("columns", args[0] if args else NOTHING)
    table = {
        k: v.literal for _, c in m.things(mapping, Container) for k, v in c.named.items() if isinstance(v.literal, str)
    }
    if not table or owner.columns is None:
        return owner.but(names=None)
    columns = {str(table.get(n, n)): c for n, c in owner.columns.items()}
    for old, new in table.items():
        if old not in owner.columns and not owner.closed and old not in owner.without:
            series = column_of(owner, old)
            columns[str(new)] = Column(series.learned, series.bases, series.preds)
    without = frozenset(str(table.get(n, n)) for n in owner.without) | frozenset(table)
    return owner.but(columns=columns, without=without - frozenset(columns), names=None)


def pop(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, _named: Named) -> Value:
    """`pop`: a column, taken out."""
    names = args[0].names if args else None
    if not names:
        return owner
    series = column_of(owner, names[0])
    m.update(owner, removed(owner, names))
    return series


def insert(m: Machine, _node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """`insert`: a column, put in."""
    name = args[1] if len(args) > 1 else named.get("column", NOTHING)
    value = args[2] if len(args) > 2 else named.get("value", NOTHING)
    if name.names:
        m.update(owner, assigned(owner, name.names, m.melted(value), weakly=False))
    return NOTHING


def mixed(owner: Value, extra: Value) -> Value:
    """The data with what shaped something that went into them."""
    learned = extra.learned
    columns = owner.columns
    made_from = owner.bases | extra.bases if owner.kind == "series" and not _put_back(owner, extra) else owner.bases
    if columns and learned:
        columns = {n: Column(c.learned | learned, c.bases, c.preds) for n, c in columns.items()}
    return owner.but(
        learned=owner.learned | learned,
        columns=columns,
        bases=made_from,
        preds=owner.preds | extra.preds,
        scores=owner.scores | extra.scores,
        rows=owner.rows or extra.rows,
    )


def shifted(_m: Machine, _node: ast.Call, owner: Value, _name: str, _args: Args, _named: Named) -> Value:
    """`shift`: what other rows of the column hold."""
    if owner.columns is not None:
        return owner.but(names=None)
    return owner.but(bases=frozenset(b if b.endswith(("*", LATER)) else b + LATER for b in owner.bases))


def _put_back(owner: Value, extra: Value) -> bool:
    """Whether a statistic, or statistics per group, of a table are put into the same table: no column is made row by row."""
    if extra.kind == "statistic":
        return True
    tables = {base.partition(":")[0] for base in owner.bases}
    return GROUPS in extra.index and all(base.partition(":")[0] in tables for base in extra.bases)


def of_tables(value: Value) -> frozenset[str]:
    """For a whole table, a mark that something in it was used."""
    return frozenset(b[:-1] + "(some)" if b.endswith(":*") else b for b in value.bases)
