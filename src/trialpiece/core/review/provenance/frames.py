"""Methods of frames, series and arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from trialpiece.core.review.provenance.column_expressions import alias, select, with_columns
from trialpiece.core.review.provenance.events import What
from trialpiece.core.review.provenance.learning import learn
from trialpiece.core.review.provenance.machine import Machine
from trialpiece.core.review.provenance.names import NAMES, names_method
from trialpiece.core.review.provenance.scoring import chosen, score_predictions
from trialpiece.core.review.provenance.selecting import (
    WRITERS,
    align,
    append,
    columns_by_type,
    drop,
    dropna,
    ends,
    fillna,
    filter_rows,
    gathered,
    in_order,
    insert,
    isin,
    largest,
    merge,
    mixed,
    of_tables,
    pop,
    put_back,
    rename,
    reset_index,
    sample,
    set_index,
    shaped,
    shifted,
    take,
    written,
)
from trialpiece.core.review.provenance.tables import new_source
from trialpiece.core.review.provenance.things import Function
from trialpiece.core.review.provenance.training import LOSS, backward, parts_at_random
from trialpiece.core.review.provenance.values import (
    FRESH,
    GROUPS,
    MISSING,
    NO_NAMES,
    NONE,
    NOTHING,
    Column,
    Value,
    all_preds,
    assigned,
    blend,
    column_of,
    flat,
    spread,
)

MAX_NAMED = 60
_PUT_BACK = {"transform", "shift", "diff", "cumcount", "cumsum", "rolling", "expanding", "ewm", "rank", "pct_change"}
Args = Sequence[Value]
Named = dict[str, Value]
Method = Callable[[Machine, ast.Call, Value, str, Args, Named], Value]


def data_method(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """A method called on data; with `inplace=True` the data change."""
    of_names = names_method(m, node, owner, name, args) if owner.kind in NAMES else None
    result = of_names or _dispatch(m, node, owner, name, args, named)
    inplace = named.get("inplace")
    if inplace is not None and inplace.literal is True:
        if owner.box:
            m.update(owner, result)
        else:
            _change_part(m, node, result)
        return NOTHING
    return result


def _change_part(m: Machine, node: ast.Call, result: Value) -> None:
    """`df['a'].fillna(0, inplace=True)`: the frame that the part was taken from changes."""
    func = node.func
    part = func.value if isinstance(func, ast.Attribute) else None
    if isinstance(part, ast.Subscript):
        whole, names = m.eval(part.value), m.eval(part.slice).names if not isinstance(part.slice, ast.Slice) else None
    elif isinstance(part, ast.Attribute):
        whole, names = m.eval(part.value), (part.attr,)
    else:
        return
    if whole.box:
        many = bool(names) and len(names or ()) > 1
        m.update(whole, assigned(whole, names, result, weakly=many) if names else spread(whole, result))


def _dispatch(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    if owner.kind == "grouped":
        return _grouped(m, node, owner, name, args, named)
    special = _METHODS.get(name)
    if special is not None:
        return special(m, node, owner, name, args, named)
    what = m.know.methods.get(name)
    if what is None:
        return _kept(m, node, owner, name, args, named)
    if what & {"reduce", "extreme"}:
        return reduce(m, node, owner, name, args, named)
    if "count" in what:
        if owner.kind in {"gaps", "errors"}:
            return NOTHING
        return Value(learned=learn(m, node, What.COUNT, name, owner), kind="statistic", bases=owner.bases)
    if "gaps" in what:
        return flat(owner).but(
            kind="gaps",
            picks=frozenset(
                {
                    (
                        m.number("mask", ast.dump(node.func.value if isinstance(node.func, ast.Attribute) else node)),
                        "=gap" if name in {"isnull", "isna"} else "!gap",
                    )
                }
            ),
        )
    if "harmless" in what:
        if name in {"idxmax", "idxmin", "argsort"} and owner.scores:
            chosen(m, node, owner, name)
            return Value(scores=owner.scores)
        return Value(learned=owner.learned if owner.kind == "statistic" else NONE, scores=owner.scores)
    if "draws" in what:
        return NOTHING
    if "to_array" in what:
        plain = owner if not owner.columns else flat(owner)
        return plain.but(kind="", names=owner.names, index=frozenset())
    return _kept(m, node, owner, name, args, named)


def _kept(m: Machine, node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    """Rows stay in place; what is in the arguments is mixed in."""
    others = [m.melted(v) for v in (*args, *named.values()) if v is not NOTHING and v.literal is MISSING]
    others = [v.but(bases=NO_NAMES) if v.kind == "statistic" else v for v in others]
    extra = blend(others)
    functions = [v for v in (*args, *named.values()) if v.things and m.things(v, Function)]
    if functions:
        return _applied(m, node, owner, "apply", args, named)
    if extra is NOTHING:
        return owner.but(names=owner.names, kind=owner.kind)
    return mixed(owner, extra)


def reduce(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """One number per column, or per row with `axis=1`."""
    axis = named.get(
        "axis",
        args[0] if args and name not in {"quantile", "percentile", "nanpercentile", "corr", "describe"} else NOTHING,
    )
    if owner.kind == LOSS:
        return owner
    if owner.kind == "errors" and all_preds(owner):
        return score_predictions(m, node, name, all_preds(owner), owner.rows)
    if owner.scores:
        if name in {"max", "min", "argmax", "argmin"}:
            chosen(m, node, owner, name)
        return Value(scores=owner.scores, learned=owner.learned)
    if axis.literal in (1, "columns") and not isinstance(axis.literal, bool):
        return flat(owner).but(kind="series")
    if all_preds(owner) and name in {"argmax", "argmin", "max"}:
        plain = flat(owner).but(kind="predictions")
        return m.container([plain, plain]) if len(m.targets) == 2 else plain
    if owner.kind in {"row", "gaps"} or all_preds(owner):
        return Value(learned=owner.learned if owner.kind != "gaps" else NONE)
    if not owner.rows:
        return Value(learned=owner.learned, kind="statistic") if owner.learned else NOTHING
    extreme = m.know.method_is(name, "extreme") or name in {"amin", "amax", "nanmin", "nanmax"}
    what = What.EXTREME if extreme else What.SELECTION if name in {"corr", "corrwith"} else What.REDUCTION
    plain = flat(owner)
    return Value(learned=learn(m, node, what, name, plain), bases=plain.bases, kind="statistic")


def encoded(first: Value, named: Named) -> Value:
    """Dummies: the named columns go, others come; nothing is learned."""
    columns = named.get("columns")
    if columns is not None and columns.names and first.columns is not None:
        gone = set(columns.names)
        kept = {n: c for n, c in first.columns.items() if n not in gone}
        mixed = blend([column_of(first, n) for n in columns.names])
        kept.update({f"{n}_*": Column(mixed.learned, mixed.bases, mixed.preds) for n in columns.names})
        return first.but(columns=kept, kind="frame")
    return first.but(names=None, kind="frame" if first.columns is not None else first.kind or "frame")


def renamed_all(owner: Value, value: Value) -> Value:
    """`df.columns = [...]`: which column is which is forgotten, unless all names are known."""
    names = value.names
    if owner.closed and owner.columns and names and len(names) == len(owner.columns):
        return owner.but(
            columns=dict(zip(names, owner.columns.values(), strict=True)), learned=owner.learned, box=owner.box
        )
    mixed = flat(owner)
    if names and len(names) <= MAX_NAMED and not any(base.endswith(":*") for base in owner.bases):
        column = Column(mixed.learned, mixed.bases, mixed.preds)
        return owner.but(columns=dict.fromkeys(names, column), closed=True, box=owner.box, kind="frame")
    if not owner.columns:
        return owner.but(box=owner.box)
    return owner.but(columns=None, learned=mixed.learned, closed=False, box=owner.box)


# -- methods with a shape of their own ---------------------------------------------------------------------


def _groupby(m: Machine, node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    gathered(m, node, owner, args[0] if args else named.get("by", NOTHING))
    flat_index = named.get("as_index")
    as_column = flat_index is not None and flat_index.literal is False
    return owner.but(kind="grouped", names=None, index=frozenset({FRESH}) if as_column else frozenset())


def _grouped(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    plain = owner.but(kind="series" if owner.columns is None else "frame")
    what = m.know.methods.get(name, frozenset())
    if owner.scores and not owner.rows:
        return owner
    if name in _PUT_BACK:
        put_back(m, node)
    if name in {"transform", "apply"}:
        word = next((v.literal for v in (*args, *named.values()) if isinstance(v.literal, str)), None)
        counted = word in {"count", "size", "nunique"}
        if not counted and word is None:
            known = " ".join((v.known or "") for v in args)
            counted = known.endswith(("len", "count", "size"))
        learned = learn(m, node, What.COUNT if counted else What.GROUP, f"groupby {word or name}", owner)
        if name == "transform" or any(m.things(v, Function) for v in args):
            inner = _applied(m, node, plain, "apply", args, named)
            used = inner.learned | (learned if name == "transform" else NONE)
            return flat(owner).but(kind="series", learned=flat(owner).learned | used | learned)
    if name in {
        "fillna",
        "ffill",
        "bfill",
        "shift",
        "diff",
        "cumsum",
        "cumcount",
        "pct_change",
        "rolling",
        "head",
        "tail",
        "rank",
    }:
        return _kept(m, node, plain, name, args, named)
    if name in {"plot", "hist", "boxplot"}:
        return NOTHING
    counts = "group_count" in what
    label = next((v.literal for v in args if isinstance(v.literal, str)), name)
    learned = learn(
        m,
        node,
        What.COUNT if counts or label in {"count", "size", "nunique", "sum"} or name == "sum" else What.GROUP,
        f"groupby {label}",
        owner,
    )
    made = new_source(m, node, f"rows grouped by groupby in {m.file}")
    group = flat(owner)
    if what or name in {"agg", "aggregate", "apply", "filter", "get_group"}:
        if name in {"filter", "get_group"}:
            return plain
        return made.but(
            learned=learned,
            bases=frozenset(b for b in group.bases if not b.endswith(":*")) | of_tables(group),
            resampled=owner.resampled,
            columns=None,
            kind="frame",
            index=frozenset() if FRESH in owner.index else frozenset({GROUPS}),
        )
    return owner


def _applied(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    from trialpiece.core.review.provenance.calls import call_value

    function = next((v for v in (*args, *named.values()) if v.things and m.things(v, Function)), None)
    axis = named.get("axis", args[1] if len(args) > 1 else NOTHING)
    plain = flat(owner).but(kind="row" if axis.literal in (1, "columns") else "series")
    argument = owner.but(kind="row") if axis.literal in (1, "columns") else plain
    if function is None:
        known = next((v.known for v in args if v.known), "") or next(
            (str(v.literal) for v in args if isinstance(v.literal, str)), ""
        )
        last = known.rsplit(".", 1)[-1]
        if name in {"agg", "aggregate"} or (name == "apply" and m.know.method_is(last, "reduce") and axis.literal != 1):
            return reduce(m, node, owner, last if m.know.methods.get(last) else "mean", (), {})
        extra = blend([m.melted(v) for v in (*args, *named.values()) if v.literal is MISSING])
        return mixed(owner, extra) if extra is not NOTHING else owner.but(names=None)
    made = call_value(m, node, function, [argument], {})
    melted = m.melted(made)
    if made.columns is not None and made.rows:
        return made
    result = (
        flat(owner).but(kind="series")
        if owner.columns is None or axis.literal in (1, "columns")
        else owner.but(names=None)
    )
    if owner.columns is not None and axis.literal in (1, "columns"):
        return result.but(learned=(melted.learned or NONE), bases=melted.bases or result.bases, preds=melted.preds)
    return mixed(result, melted) if melted is not NOTHING else result


def _pipe(m: Machine, node: ast.Call, owner: Value, _name: str, args: Args, named: Named) -> Value:
    from trialpiece.core.review.provenance.calls import call_value

    return call_value(m, node, args[0], [owner, *args[1:]], named) if args else owner


def _assign(_m: Machine, _node: ast.Call, owner: Value, _name: str, _args: Args, named: Named) -> Value:
    for column, value in named.items():
        made = value
        if value.things:
            functions = _m.things(value, Function)
            if functions:
                from trialpiece.core.review.provenance.calls import call_value

                made = call_value(_m, _node, value, [owner], {})
        owner = assigned(owner, (column,), _m.melted(made), weakly=False)
    return owner


def _rank(m: Machine, node: ast.Call, owner: Value, name: str, _args: Args, named: Named) -> Value:
    """Ranks among all rows, unless among the columns of one row."""
    if not owner.rows or named.get("axis", NOTHING).literal in {1, "columns"}:
        return owner
    return mixed(owner, Value(learned=learn(m, node, What.STATISTIC, name, owner)))


def _random_parts(m: Machine, node: ast.Call, owner: Value, name: str, args: Args, named: Named) -> Value:
    """`randomSplit([.8, .2])` of Spark."""
    return parts_at_random(m, node, name, [owner, *args], named)


_METHODS: dict[str, Method] = {
    "align": align,
    "drop": drop,
    "fillna": fillna,
    "sample": sample,
    "head": ends,
    "tail": ends,
    "merge": merge,
    "join": merge,
    "append": append,
    "groupby": _groupby,
    "apply": _applied,
    "applymap": _applied,
    "map": _applied,
    "transform": _applied,
    "agg": _applied,
    "aggregate": _applied,
    "pipe": _pipe,
    "assign": _assign,
    "rename": rename,
    "pop": pop,
    "insert": insert,
    "shift": shifted,
    "with_columns": with_columns,
    "with_column": with_columns,
    "withColumn": with_columns,
    "select": select,
    "randomSplit": _random_parts,
    "alias": alias,
    "fill_null": fillna,
    "fill_nan": fillna,
    "group_by": _groupby,
    "drop_nulls": dropna,
    "backward": backward,
    "rank": _rank,
    "dropna": dropna,
    "drop_duplicates": dropna,
    "reset_index": reset_index,
    "set_index": set_index,
    "isin": isin,
    "query": filter_rows,
    "take": take,
    "sort_values": in_order,
    "select_dtypes": columns_by_type,
    "filter": columns_by_type,
    "pivot": shaped,
    "pivot_table": shaped,
    "melt": shaped,
    "stack": shaped,
    "unstack": shaped,
    "nlargest": largest,
    "nsmallest": largest,
    "resample": _groupby,
    **dict.fromkeys(WRITERS, written),
}
