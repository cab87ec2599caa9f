"""Which original rows a table is made of, by what its cells hold and where it came from."""

from __future__ import annotations

import sys
from typing import Any

from trialpiece.runner.witness.cells import Table, mixed, row_hashes

SAMPLE = 40
"""Rows on which a first look decides whether two tables have to do with each other."""
KEPT_CELLS = 4_000_000
TABLES = 60
ALIKE = 0.85
"""Share of the sampled cells of a column that the same column of a known table must hold."""
ALIKE_IN_PLACE = 0.3
"""The same for columns of one name or position, in which gaps may have been filled, or other rows added, meanwhile."""
ENOUGH = 0.1
"""Share of a table's rows that a known table must hold: fewer may look alike by chance."""
CANDIDATES = 8
LABELLED = 3.0
"""Bits that tell rows apart, where their labels are the same already."""
UNKNOWN = -1


class Registry:
    """The tables seen so far. Every row of each has a root: a number for the row that it first was."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.tables: list[Table] = []
        self.whole: dict[tuple[int, int], Any] = {}
        """Fingerprint of a whole table → the roots of its rows."""
        self.new: list[Any] = []
        """Roots of each table that brought new rows since somebody asked, the known ones beside them."""
        self.next_root = 0

    def resolve(self, table: Table) -> Table:
        """Give each row its root: of a known table that holds it, else a new one."""
        np = sys.modules["numpy"]
        known = self.whole.get(fingerprint(table))
        known = self._same_steps(table) if known is None else known
        if known is not None:
            table.roots = known
            self._keep(table)
            return table
        roots = np.full(table.n, UNKNOWN, dtype=np.int64)
        open_rows = np.ones(table.n, dtype=bool)
        for _ in range(3):
            found, settled = self._best(table, open_rows)
            if found is None:
                break
            roots[settled] = found[settled]
            open_rows &= ~settled
            if open_rows.sum() <= 0.01 * table.n:
                break
        if open_rows.all():
            same = self._same_labels(table)
            if same is not None:
                roots, open_rows = same.copy(), np.zeros(table.n, dtype=bool)
        if open_rows.any():
            self._new(table, roots, open_rows)
        return self.placed(table, roots)

    def _best(self, table: Table, open_rows: Any) -> tuple[Any, Any]:
        """The known table that holds most of the rows still open: roots, and which rows it settles."""
        best, most, tried = (None, None), ENOUGH * table.n, 0
        for known in reversed(self.tables):
            pairs = _pairs(table, known, open_rows)
            if not pairs:
                continue
            found, settled = _matched(table, known, pairs)
            settled = settled & open_rows
            if settled.sum() >= max(most, 1):
                best, most = (found, settled), settled.sum() + 1
            tried += 1
            if tried == CANDIDATES or most > open_rows.sum():
                break
        return best

    def _same_labels(self, table: Table) -> Any:
        """Roots from a table with the very same labels and no column in common, where one of both is a single column."""
        np = sys.modules["numpy"]
        for known in reversed(self.tables):
            if known.index is None or table.index is None or known.n != table.n:
                continue
            single = len(known.columns) == 1 or len(table.columns) == 1
            if single and set(known.names).isdisjoint(table.names) and np.array_equal(known.index, table.index):
                return known.roots
        return None

    def _same_steps(self, table: Table) -> Any:
        """Roots from a table as long, most columns of which rise and fall just like columns here: computed from it."""
        if not table.steps:
            return None
        for known in reversed(self.tables):
            fewer = min(len(known.steps), len(table.steps))
            if known.n == table.n and fewer and 2 * len(known.steps & table.steps) >= fewer:
                return known.roots
        return None

    def placed(self, table: Table, roots: Any) -> Table:
        """Keep a table whose rows' roots are known from where it was made."""
        table.roots = roots
        self.whole[fingerprint(table)] = roots
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
        self.new.append(roots)
        table.origin = True

    def _keep(self, table: Table) -> None:
        self.tables.append(table)
        while len(self.whole) > 4 * TABLES:
            del self.whole[next(iter(self.whole))]
        while len(self.tables) > TABLES or sum(each.cells for each in self.tables) > KEPT_CELLS:
            old = next((each for each in self.tables if not each.origin), self.tables[0])
            self.tables.remove(old)


def fingerprint(table: Table) -> tuple[int, int]:
    """What tells a whole table from another: its rows in their order."""
    np = sys.modules["numpy"]
    rows = row_hashes(table.columns)
    return table.n, int(mixed(rows ^ mixed(np.arange(table.n, dtype=np.uint64))).sum(dtype=np.uint64))


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
    pairs = [pair for pair in _of_one_place(table, known) if _share(table, known, *pair, sample) >= ALIKE_IN_PLACE]
    indexed = table.index is not None and known.index is not None
    labelled = indexed and table.n == known.n and np.array_equal(table.index, known.index)
    enough = LABELLED if labelled else np.log2(known.n)
    if _told(known, pairs) < enough and (table.names[0] is None or known.names[0] is None):
        pairs = _crossed(table, known, sample)
    if _told(known, pairs) < enough:
        return []  # rows that share so little are not told apart by it
    if labelled or (indexed and _share(table, known, -1, -1, sample) >= ALIKE):
        pairs.append((-1, -1))
    return pairs


def _told(known: Table, pairs: list[tuple[int, int]]) -> float:
    """Bits by which the columns tell rows apart."""
    np = sys.modules["numpy"]
    return float(sum(np.log2(len(known.sorted_column(other))) for _, other in pairs))


def _of_one_place(table: Table, known: Table) -> list[tuple[int, int]]:
    """Columns of one name, or, where one of both tables has no names, at one position."""
    if table.names[0] is not None and known.names[0] is not None:
        named = {name: number for number, name in enumerate(known.names)}
        return [(mine, named[name]) for mine, name in enumerate(table.names) if name in named]
    same = len(table.names) == len(known.names)
    return [(number, number) for number in range(len(table.names))] if same else []


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
    np = sys.modules["numpy"]
    found, settled = _looked_up(table, known, pairs)
    labelled = known.n == table.n and pairs[-1][0] == -1 and np.array_equal(table.index, known.index)
    if labelled and (settled & (found == known.roots)).mean() >= ALIKE_IN_PLACE:
        return known.roots, np.ones(table.n, dtype=bool)  # the same rows, some cells changed meanwhile
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
