"""Whom or what rows belong to, and whether a split keeps rows that belong together on one side."""

from __future__ import annotations

import sys
from typing import Any

from trialpiece.runner.witness.cells import NAN, Table, mixed

NOBODY = 0


class Sides:
    """For the columns that a finding names: the value of each row, by its root, from any table that had the column."""

    def __init__(self, names: list[str]) -> None:
        """Nobody is known yet."""
        self.names = names
        self.owners: dict[str, Any] = {}

    def learn(self, table: Table) -> None:
        """Take note of whom the rows of a table belong to, where it says."""
        np = sys.modules["numpy"]
        for name in self.names:
            column = _column(table, name)
            if column is None:
                continue
            known = table.roots >= 0
            have = self.owners.get(name, np.zeros(0, dtype=np.uint64))
            size = int(table.roots.max(initial=-1)) + 1
            if size > len(have):
                have = np.concatenate([have, np.zeros(size - len(have), dtype=np.uint64)])
            have[table.roots[known]] = column[known]
            self.owners[name] = have

    def compared(self, train: Table, test: Table) -> dict[str, Any]:
        """Facts for a record: how many of those in the test rows are in the training rows too; none where unknown."""
        np = sys.modules["numpy"]
        for name in self.names:
            one, other = self._of(train, name), self._of(test, name)
            known = min((one != NOBODY).mean(), (other != NOBODY).mean())
            if not known:
                continue
            here, there = np.unique(other[other != NOBODY]), np.unique(one[one != NOBODY])
            shared = np.intersect1d(here, there)
            counts = {
                "groups": len(here), "shared": len(shared), "rows": int(np.isin(other, shared).sum()),
                "n": test.n, "known": int(100 * known),
            }  # fmt: skip
            return {"column": name, "counts": counts}
        return {}

    def _of(self, table: Table, name: str) -> Any:
        np = sys.modules["numpy"]
        column = _column(table, name)
        if column is not None:
            return column
        have = self.owners.get(name, np.zeros(1, dtype=np.uint64))
        inside = (table.roots >= 0) & (table.roots < len(have))
        return np.where(inside, have[np.where(inside, table.roots, 0)], np.uint64(NOBODY))


def _column(table: Table, name: str) -> Any:
    """The hashes of a column, of the index where that has the name; rows without a value belong to nobody."""
    np = sys.modules["numpy"]
    if name in table.names:
        found = table.columns[table.names.index(name)]
    elif name == table.label and table.index is not None:
        found = table.index
    else:
        return None
    missing = (found == np.uint64(NAN)) | (found == mixed(np.full(1, NAN, dtype=np.uint64))[0])
    somebody = np.where(found == np.uint64(NOBODY), np.uint64(1), found)  # the number 0 has the hash 0
    return np.where(missing, np.uint64(NOBODY), somebody)
