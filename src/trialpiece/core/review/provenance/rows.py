"""Sets of rows: which table they were read from, and what has narrowed them down since.

A set of rows is a handful of atoms. An atom names a source and the cuts that narrowed it: `("split 3",
"test")`. Two atoms of one source are disjoint if some cut sends them to different sides; one contains the
other if its cuts are among the other's; else they share rows that cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable

Cut = tuple[int, str]
"""The number of a cut and the side of it."""
Atom = tuple[int, frozenset[Cut]]
"""A source's number and the cuts that narrowed it."""
Rows = frozenset[Atom]

NO_ROWS: Rows = frozenset()
MAX_CUTS = 10
MAX_ATOMS = 8
TRAIN, TEST, VALIDATION = "train", "test", "validation"
FOLD_TRAIN, FOLD_TEST = "fold train", "fold test"
HELD_OUT = frozenset({TEST, VALIDATION, FOLD_TEST})


def sides_exclude(one: str, other: str) -> bool:
    """Whether no row can be on both sides of one cut. `=x` and `!x` are tests of one value."""
    if one == other:
        return False
    if one.startswith("!") or other.startswith("!"):
        return one[1:] == other[1:]
    return True


def atoms_disjoint(one: Atom, other: Atom) -> bool:
    """Whether the two atoms share no row."""
    if one[0] != other[0]:
        return True
    if not one[1] or not other[1]:
        return False
    return any(cut == number and sides_exclude(mine, side) for cut, mine in one[1] for number, side in other[1])


def disjoint(one: Rows, other: Rows) -> bool:
    """Whether the two sets share no row, as far as the cuts say."""
    return all(atoms_disjoint(a, b) for a in one for b in other)


def contains(outer: Rows, inner: Rows) -> bool:
    """Whether some atom of `outer` surely holds all rows of some atom of `inner`."""
    return any(a[0] == b[0] and a[1] <= b[1] for a in outer for b in inner)


def apart(one: Rows, other: Rows) -> bool:
    """Whether the sets are meant to be different rows: disjoint, or cut in ways of which neither holds the other."""
    return disjoint(one, other) or not (contains(one, other) or contains(other, one))


def narrowed(rows: Rows, cut: int, side: str) -> Rows:
    """The rows on one side of a cut. A cut that is made again, as in the next turn of a loop, replaces itself."""
    return frozenset((source, _with(cuts, cut, side)) for source, cuts in rows)


def _with(cuts: frozenset[Cut], cut: int, side: str) -> frozenset[Cut]:
    if len(cuts) >= MAX_CUTS and side not in _KEPT:
        return cuts
    kept = frozenset(c for c in cuts if c[0] != cut or not sides_exclude(c[1], side))
    return kept | {(cut, side)}


_KEPT = frozenset({TRAIN, TEST, VALIDATION, FOLD_TRAIN, FOLD_TEST})


def union(one: Rows, other: Rows) -> Rows:
    """Rows of either; sets that grow past bounds forget their cuts."""
    if one is other or not other:
        return one
    if not one:
        return other
    both = one | other
    if len(both) <= MAX_ATOMS:
        return both
    return frozenset((source, frozenset[Cut]()) for source, _ in both)


def sides(rows: Rows, cuts: Iterable[int] | None = None) -> frozenset[str]:
    """The sides of (the given) cuts that the rows are on."""
    wanted = None if cuts is None else set(cuts)
    return frozenset(side for _, atom in rows for cut, side in atom if wanted is None or cut in wanted)
