"""Which original rows a table is made of, by what its cells hold and where it came from."""

from __future__ import annotations

import sys
from typing import Any

from trialpiece.runner.witness.cells import Table, row_hashes

SAMPLE = 40
"""Rows on which a first look decides whether two tables have to do with each other."""
KEPT_CELLS = 6_000_000
TABLES = 60
ALIKE = 0.85
"""Share of the sampled cells of a column that the same column of a known table must hold."""
UNKNOWN = -1


class Registry:
    """The tables seen so far. Every row of each has a root: a number for the row that it first was."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.tables: list[Table] = []
        self.new: list[tuple[int, int]] = []
        """First root and one past the last, for each table that brought new rows since somebody asked."""
        self.next_root = 0

    def resolve(self, table: Table) -> Table:
        """Give each row its root: of a known table that holds it, else a new one."""
        np = sys.modules["numpy"]
        roots = np.full(table.n, UNKNOWN, dtype=np.int64)
        open_rows = np.ones(table.n, dtype=bool)
        tried = 0
        for known in reversed(self.tables):
            pairs = _pairs(table, known, open_rows)
            if not pairs:
                continue
            found, settled = _matched(table, known, pairs)
            settled &= open_rows
            if settled.sum() < 0.02 * table.n:
                continue
            roots[settled] = found[settled]
            open_rows &= ~settled
            tried += 1
            if tried == 4 or open_rows.sum() <= 0.01 * table.n:
                break
        if open_rows.any():
            self._new(table, roots, open_rows)
        table.roots = roots
        self._keep(table)
        return table

    def placed(self, table: Table, roots: Any) -> Table:
        """Keep a table whose rows' roots are known from where it was made."""
        table.roots = roots
        self._keep(table)
        return table

    def fresh(self, count: int) -> Any:
        """Roots for rows that are made up."""
        np = sys.modules["numpy"]
        made = np.arange(self.next_root, self.next_root + count, dtype=np.int64)
        self.next_root += count
        return made

    def _new(self, table: Table, roots: Any, rows: Any) -> None:
        """New roots; rows that are the same in every cell and in their label are one row repeated."""
        np = sys.modules["numpy"]
        count = int(rows.sum())
        new = self.fresh(count)
        if table.index is not None:
            whole = row_hashes([*table.columns, table.index])[rows]
            _, first, back = np.unique(whole, return_index=True, return_inverse=True)
            new = new[first][back.reshape(-1)]
        roots[rows] = new
        self.new.append((self.next_root - count, self.next_root))
        table.origin = True

    def _keep(self, table: Table) -> None:
        self.tables.append(table)
        while len(self.tables) > TABLES or sum(each.cells for each in self.tables) > KEPT_CELLS:
            old = next((each for each in self.tables if not each.origin), self.tables[0])
            self.tables.remove(old)


def _share(table: Table, known: Table, mine: int, other: int, sample: Any) -> float:
    np = sys.modules["numpy"]
    have, asked = known.sorted_column(other), table.column(mine)[sample]
    at = np.searchsorted(have, asked)
    at[at == len(have)] = 0
    return float((have[at] == asked).mean())


def _pairs(table: Table, known: Table, rows: Any) -> list[tuple[int, int]]:
    """Columns of both tables that hold the same things, as far as a sample tells; the index is -1."""
    np = sys.modules["numpy"]
    open_rows = np.flatnonzero(rows)
    sample = open_rows[np.linspace(0, len(open_rows) - 1, min(len(open_rows), SAMPLE)).astype(np.int64)]
    named = {name: number for number, name in enumerate(known.names) if name is not None}
    if named and table.names[0] is not None:
        candidates = [(mine, named[name]) for mine, name in enumerate(table.names) if name in named]
    elif len(named) == 0 and len(table.names) == len(known.names):
        candidates = [(number, number) for number in range(len(table.names))]
    else:
        candidates = _crossed(table, known, sample)
    pairs = [pair for pair in candidates if _share(table, known, *pair, sample) >= ALIKE]
    telling = [len(known.sorted_column(other)) for _, other in pairs]
    if not telling or np.log2(telling).sum() < np.log2(known.n):
        return []  # rows that share so little are not told apart by it
    if table.index is not None and known.index is not None and _share(table, known, -1, -1, sample) >= ALIKE:
        pairs.append((-1, -1))
    return pairs


def _crossed(table: Table, known: Table, sample: Any) -> list[tuple[int, int]]:
    """For columns without names, the column of the other table that holds their cells."""
    found, taken = [], set()
    for mine in range(len(table.columns)):
        for other in range(len(known.columns)):
            few = len(known.sorted_column(other)) < 12  # flags and small counts look alike everywhere
            if other not in taken and not few and _share(table, known, mine, other, sample) >= ALIKE:
                taken.add(other)
                found.append((mine, other))
                break
    return found


def _matched(table: Table, known: Table, pairs: list[tuple[int, int]]) -> tuple[Any, Any]:
    """Roots of the rows, and which rows were found; with the index where that finds them, else without."""
    found, settled = _looked_up(table, known, pairs)
    if pairs[-1][0] == -1 and settled.mean() < 0.5:
        without, those = _looked_up(table, known, pairs[:-1])
        if those.sum() > settled.sum():
            return without, those
    return found, settled


def _looked_up(table: Table, known: Table, pairs: list[tuple[int, int]]) -> tuple[Any, Any]:
    np = sys.modules["numpy"]
    mine = row_hashes([table.column(number) for number, _ in pairs])
    theirs = row_hashes([known.column(number) for _, number in pairs])
    order = np.argsort(theirs, kind="stable")
    hashes, roots = theirs[order], known.roots[order]
    first = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    low, high = np.minimum.reduceat(roots, first), np.maximum.reduceat(roots, first)
    root = np.where(low == high, low, UNKNOWN)  # different rows that look alike: which one cannot be said
    at = np.searchsorted(hashes[first], mine)
    at[at == len(first)] = 0
    settled = hashes[first][at] == mine
    return np.where(settled, root[at], UNKNOWN), settled
