"""What pandas makes of tables put side by side: whether labels agree, and whether they are labels of the same rows."""

from __future__ import annotations

import sys
from typing import Any

from trialpiece.runner.witness.cells import ROWS, column_hashes
from trialpiece.runner.witness.note import Note

RELATED = 0.5
"""Share of rows of two tables that must be the same rows before they are compared row by row."""


def joined(witness: Any, note: Note, _result: Any) -> None:
    """`pd.concat(..., axis=1)`: the pair of tables that fits worst."""
    if note.given(1, "axis") not in {1, "columns"}:
        return
    given = note.given(0, "objs")
    if not isinstance(given, list | tuple):
        return
    tables = [each for each in given if hasattr(each, "index") and hasattr(each, "iloc") and len(each) > 1]
    pairs = [_compared(witness, tables[0], each) for each in tables[1:]]
    found = [each for each in pairs if each]
    if found:
        worst = max(found, key=lambda each: each["crossed"] + each["holes"])
        note.table = witness.seen(tables[0])
        witness.tell("joined", note, counts=worst)


def aligned(witness: Any, note: Note, _result: Any) -> None:
    """`table[name] = values`: the values' labels, and those of the table."""
    values, index = note.given(0, "value"), note.given(1, "index")
    if hasattr(values, "index") and 0 < len(index) <= ROWS and 0 < len(values) <= ROWS:
        mine, theirs = column_hashes(index), column_hashes(values.index)
        both = int(sys.modules["numpy"].isin(mine, theirs).sum())
        counts = {"rows": len(mine), "holes": len(mine) - both, "crossed": 0, "compared": 0}
        named = index.name is not None and index.name == values.index.name
        witness.tell("joined", note, counts=counts | {"same": int(named and both == len(mine))})


def _compared(witness: Any, one: Any, other: Any) -> dict[str, int]:
    """Rows of the result, how many have labels of one side only, and how many put two different rows together."""
    np = sys.modules["numpy"]
    first, second = witness.seen(one), witness.seen(other)
    if first is None or second is None:
        return {}
    same = first.n == second.n and bool((first.index == second.index).all())
    if same:
        at = into = np.arange(first.n)
    elif one.index.is_unique and other.index.is_unique:
        _, at, into = np.intersect1d(first.index, second.index, return_indices=True)
    else:
        return {}
    mine, theirs = first.roots, second.roots
    related = min(np.isin(mine, theirs).mean(), np.isin(theirs, mine).mean()) > RELATED
    known = (mine[at] >= 0) & (theirs[into] >= 0) & related
    return {
        "rows": first.n + second.n - len(at), "holes": first.n + second.n - 2 * len(at), "compared": int(known.sum()),
        "crossed": int((known & (mine[at] != theirs[into])).sum()), "identical": int(same),
    }  # fmt: skip
