"""The trained numbers of the reader: what each stem, pair or act-on-object says about a role. No text beyond those stems.

Read without numpy, and laid out so that the first advert waits for little: the tables share one list of names, and a
row is decoded when its feature is first met. A file is a line that says what it is, the length of its head, the head
(JSON), the names (one a line), and each table's cells (two bytes each, the low one first).
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain, groupby
from operator import mul
from struct import Struct
from typing import Any

import trialpiece
from trialpiece.core.scoping.advert.features import Lexicon

PACK = f"{trialpiece.__path__[0]}/packs/roles"
WEIGHTS = f"{PACK}/reader.weights"
_MAGIC = b"trialpiece.roles/2\n"
_CELL = 2  # bytes
Run = tuple[int, int]  # where features that the same tables have rows for begin and end in the list of names


class BadWeights(ValueError):
    """The file does not hold weights of this reader."""


class _Rows(dict[int, int]):
    """Rows by place, each as one integer with a lane for every cell, so that adding such integers adds rows.

    A row is made when it is first asked for; one integer is also one piece of memory, where nine numbers would be ten.
    """

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._row, self._lanes = table.row, Struct("<" + f"h{_LANE // 8 - _CELL}x" * table.width)
        self._signs = sum(1 << 15 + _LANE * n for n in range(table.width))

    def __missing__(self, place: int) -> int:
        lanes = int.from_bytes(self._lanes.pack(*self._row(place)), "little")
        self[place] = found = (lanes ^ self._signs) - self._signs  # each cell's sign, carried up through its lane
        return found


_LANE = 80  # bits: room for 15 of a cell, 40 of how strongly it is said, and the sum of more features than there are
_HALF = 1 << _LANE - 1
_FULL = (1 << _LANE) - 1
_ONCE = 1 << 40  # a feature said with strength 1, in whole numbers


class Table:
    """Rows of small whole numbers for features, which are named by their places in the list of all names.

    A table that is one wide gives `total`, a wider one `totals` and `weighed`.
    """

    def __init__(self, names: list[str], runs: list[Run], about: dict[str, Any], raw: array[int]) -> None:
        self.scale, self.width = float(about["scale"]), int(about["width"])
        self._names, self._runs, self._rows = names, runs, _Rows(self)
        # a row for every place, so that a place leads to its row at once: zeros where training never met the feature
        self._cells, taken = array("h", bytes(_CELL * self.width * len(names))), 0
        for start, stop in runs:
            size = (stop - start) * self.width
            self._cells[start * self.width : stop * self.width] = raw[taken : taken + size]
            taken += size
        self._lanes = range(0, _LANE * self.width, _LANE)
        self._above = sum(_HALF << lane for lane in self._lanes)  # added to a sum, it leaves no lane below zero

    def features(self) -> Iterator[str]:
        """The features in the order of their rows."""
        return chain.from_iterable(self._names[start:stop] for start, stop in self._runs)

    def row(self, place: int) -> array[int]:
        """Weights of a feature in steps of `scale`."""
        return self._cells[place * self.width : (place + 1) * self.width]

    def total(self, places: Iterable[int]) -> float:
        """Sum of the features' weights, in a table that is one wide."""
        return sum(map(self._cells.__getitem__, places)) * self.scale

    def totals(self, places: Iterable[int]) -> list[float]:
        """Sum of the features' rows."""
        return self._numbers(sum(map(self._rows.__getitem__, places)), self.scale)

    def weighed(self, places: Iterable[int], strengths: Iterable[float]) -> list[float]:
        """Sum of the features' rows, each times its strength."""
        times = [int(strength * _ONCE) for strength in strengths]
        return self._numbers(sum(map(mul, map(self._rows.__getitem__, places), times)), self.scale / _ONCE)

    def _numbers(self, row: int, scale: float) -> list[float]:
        row += self._above
        return [((row >> lane & _FULL) - _HALF) * scale for lane in self._lanes]


class Weights:
    """Tables by name ("duty", "text", "voice", "title") and the numbers that go with them.

    `names` are the features that any table knows, the first place is nobody's; `place` finds a feature's, or None.
    """

    def __init__(self, tables: dict[str, Table], numbers: dict[str, Any], names: list[str]) -> None:
        self.tables, self.numbers, self.names = tables, numbers, names
        self.place = dict(zip(names, range(len(names)), strict=True)).get

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon.of_stems(self.numbers["lexicon"])

    def lexicon(self) -> Lexicon:
        """The lexicon that these weights were trained with."""
        return self._lexicon

    @cached_property
    def hears(self) -> list[tuple[float, ...]]:
        """For each class, the weights of what `roles.heard` says."""
        return list(zip(*self.numbers["heard"], strict=True))

    def known(self, features: Iterable[str]) -> list[int]:
        """Places of those features that a table knows, for its `total`, `totals` or `weighed`."""
        return list(filter(None, map(self.place, features)))


def pack(tables: dict[str, tuple[list[str], list[list[float]]]], numbers: dict[str, Any]) -> bytes:
    """Weights as bytes: each table's names and rows, rows rounded to steps of a 30,000th of the table's largest weight."""
    holders: dict[str, list[str]] = {}
    for name, (features, _) in sorted(tables.items()):
        for feature in features:
            holders.setdefault(feature, []).append(name)
    order = sorted(holders, key=lambda feature: (holders[feature], feature))
    groups = [(among, len(list(features))) for among, features in groupby(order, key=holders.__getitem__)]
    blobs = ["\n".join(order).encode()]
    head: dict[str, Any] = {"numbers": numbers, "groups": groups, "names": len(blobs[0]), "tables": {}}
    for name, (features, rows) in sorted(tables.items()):
        of = dict(zip(features, rows, strict=True))
        top = max((abs(cell) for row in rows for cell in row), default=1.0) or 1.0
        scale = top / 30_000
        cells = array("h", (round(cell / scale) for feature in order if feature in of for cell in of[feature]))
        head["tables"][name] = {"scale": scale, "width": len(rows[0]) if rows else 0, "bytes": len(cells) * _CELL}
        blobs.append(_little(cells).tobytes())
    start = json.dumps(head, sort_keys=True).encode()
    return _MAGIC + len(start).to_bytes(4, "big") + start + b"".join(blobs)


def _little(cells: array[int]) -> array[int]:
    """The same numbers with the low byte first, whatever the machine."""
    if sys.byteorder == "big":
        cells.byteswap()
    return cells


def unpack(data: bytes) -> Weights:
    """The weights in `data`; raises BadWeights where they are not ours, or cut short."""
    if not data.startswith(_MAGIC):
        raise BadWeights("not a file of role weights")
    at = len(_MAGIC) + 4
    size = int.from_bytes(data[at - 4 : at], "big")
    if len(data) < at + size:
        raise BadWeights("role weights that were cut short")
    head = json.loads(data[at : at + size])
    at += size
    if len(data) != at + head["names"] + sum(about["bytes"] for about in head["tables"].values()):
        raise BadWeights("role weights that were cut short")
    names = ["", *data[at : at + head["names"]].decode().split("\n")]
    at += head["names"]
    runs = _runs(head)
    tables = {}
    for name, about in head["tables"].items():
        raw = array("h")
        raw.frombytes(data[at : at + about["bytes"]])
        at += about["bytes"]
        tables[name] = Table(names, runs[name], about, _little(raw))
    return Weights(tables, head["numbers"], names)


def _runs(head: dict[str, Any]) -> dict[str, list[Run]]:
    """For each table, the stretches of the list of names that it has rows for, in the order of its rows."""
    runs: dict[str, list[Run]] = {name: [] for name in head["tables"]}
    start = 1
    for among, count in head["groups"]:
        for name in among:
            runs[name].append((start, start + count))
        start += count
    return runs


def read_of_pack(name: str) -> bytes:
    """One of the files that reading takes from the package, by `open`: the first advert does not wait for pathlib."""
    with open(f"{PACK}/{name}", "rb") as file:  # noqa: PTH123 - see above
        return file.read()


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of the package."""
    return unpack(read_of_pack("reader.weights"))
