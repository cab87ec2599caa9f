"""The trained numbers of the reader: what each stem, pair or act-on-object says about a role. No text beyond those stems.

Read without numpy, and laid out so that the first advert waits for little: the tables share one list of names, and a
row is decoded when its feature is first met. A file is a line that says what it is, the length of its head, the head
(JSON), the names (one a line), and each table's cells (two bytes each, the low one first).
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain, groupby
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


class Table:
    """Rows of small whole numbers, in steps of `scale`, for features, which are named by their places in the list of all names."""

    def __init__(self, names: list[str], runs: list[Run], about: dict[str, Any], raw: array[int]) -> None:
        self.scale, self.width = float(about["scale"]), int(about["width"])
        self._names, self._runs = names, runs
        # a row for every place, so that a place leads to its row at once: zeros where training never met the feature
        self.cells, taken = array("h", bytes(_CELL * self.width * len(names))), 0
        for start, stop in runs:
            size = (stop - start) * self.width
            self.cells[start * self.width : stop * self.width] = raw[taken : taken + size]
            taken += size

    def __len__(self) -> int:
        return sum(stop - start for start, stop in self._runs)

    def features(self) -> Iterator[str]:
        """The features in the order of their rows."""
        return chain.from_iterable(self._names[start:stop] for start, stop in self._runs)


class _Rows(dict[str, int]):
    """What all tables say about a feature, as one integer with a lane for each of their cells: to add such integers adds rows.

    So a feature is looked up once, whatever is asked about it. Its row is made when it is first met. Until then its place
    stands there, a small number that takes the lowest lane, which is zero in a row: so it shows in a sum.
    """

    def __init__(self, names: list[str], tables: list[Table]) -> None:
        super().__init__(zip(names, range(len(names)), strict=True))
        width = sum(table.width for table in tables)
        self._tables = [(table.cells, table.width) for table in tables]
        self._lanes, self._bytes = Struct(f"<{_LANE}x{width}i"), _LANE * (width + 1)
        self._signs = sum(1 << 8 * _LANE * n - 1 for n in range(2, width + 2))

    def add(self, features: Collection[str]) -> bytes:
        """The sum of the features' rows, lane after lane; what no table knows adds nothing."""
        total = sum(filter(None, map(self.get, features)))
        if total & _PLACE:
            self._meet(features)
            total = sum(filter(None, map(self.get, features)))
        return ((total + self._signs) ^ self._signs).to_bytes(self._bytes, "little")

    def _meet(self, features: Iterable[str]) -> None:
        for feature in features:
            place = self.get(feature, 0) & _PLACE
            if place:
                row = array("h")
                for cells, width in self._tables:
                    row += cells[place * width : (place + 1) * width]
                lanes = int.from_bytes(self._lanes.pack(*row), "little")
                self[feature] = (lanes ^ self._signs) - self._signs  # each cell's sign, carried up through its lane


_LANE = 4  # bytes: 15 bits of a cell, its sign, and the sum of twice as many features as there are
_PLACE = (1 << 8 * _LANE) - 1


class Part(dict[str, tuple[float, ...]]):
    """What one table makes of a sum of rows; by feature, what it makes of that alone."""

    def __init__(self, rows: _Rows, table: Table, lane: int) -> None:
        super().__init__()
        self._rows, self._scale = rows, table.scale
        self._cells, self._offset = Struct(f"<{table.width}i").unpack_from, _LANE * lane

    def one(self, said: bytes) -> float:
        """The number that a table of width one adds up to."""
        return int(self._cells(said, self._offset)[0]) * self._scale

    def of(self, said: bytes) -> list[float]:
        """The numbers that the table adds up to."""
        scale = self._scale
        return [cell * scale for cell in self._cells(said, self._offset)]

    def __missing__(self, feature: str) -> tuple[float, ...]:
        found = tuple(self.of(self._rows.add((feature,))))
        if feature in self._rows:
            self[feature] = found
        return found


class Weights:
    """Tables by name ("duty", "states", "text", "voice", "title") and the numbers that go with them.

    `add` looks features up in all tables at once, and `parts` say what each table makes of the sum.
    """

    def __init__(self, tables: dict[str, Table], numbers: dict[str, Any], names: list[str]) -> None:
        self.tables, self.numbers = tables, numbers
        # narrow tables lie low, then what many know: most rows end early, and what they take of the memory is what they cost
        order = sorted(tables, key=lambda name: (tables[name].width > 1, -len(tables[name])))
        rows = _Rows(names, [tables[name] for name in order])
        self.add, self.parts, lane = rows.add, {}, 1
        for name in order:
            self.parts[name] = Part(rows, tables[name], lane)
            lane += tables[name].width

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
