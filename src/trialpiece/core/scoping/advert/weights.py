"""The trained numbers of the reader: what each stem, pair or act-on-object says about a role. No text beyond those stems.

Read without numpy, and laid out so that the first advert waits for little: the tables share one list of names, and a
row is decoded when its feature is first met. A file is a line that says what it is, the length of its head, the head
(JSON), the names (one a line), and each table's cells (two bytes each, the low one first).
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator, KeysView
from functools import cached_property, lru_cache
from itertools import chain, groupby, repeat
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


class _Rows(dict[str, "tuple[float, ...] | None"]):
    """Weights by feature, each decoded when first asked for; None where training never met the feature."""

    def __init__(self, table: Table, places: dict[str, int]) -> None:
        super().__init__()
        self._table, self._places = table, places

    def __missing__(self, feature: str) -> tuple[float, ...] | None:
        place = self._places.get(feature)
        found = None if place is None else self._table.row(place)
        if found is not None:
            self[feature] = found
        return found


class Table:
    """Rows of small whole numbers, one a feature.

    A table that is one wide gives `total`, a wider one `rows`: a feature's weights, None where it has none.
    """

    def __init__(
        self, names: list[str], places: dict[str, int], runs: list[Run], about: dict[str, Any], raw: array[int]
    ) -> None:
        self.scale, self.width, self.raw = float(about["scale"]), int(about["width"]), raw
        self.rows = _Rows(self, places)
        self._names, self._runs = names, runs

    def features(self) -> Iterator[str]:
        """The features in the order of their rows."""
        return chain.from_iterable(self._names[start:stop] for start, stop in self._runs)

    def row(self, place: int) -> tuple[float, ...] | None:
        """Weights of the feature at that place of the list of names."""
        before = 0
        for start, stop in self._runs:
            if start <= place < stop:
                at = (before + place - start) * self.width
                return tuple([cell * self.scale for cell in self.raw[at : at + self.width]])
            before += stop - start
        return None

    @cached_property
    def _ones(self) -> dict[str, int]:
        return dict(zip(self.features(), self.raw, strict=True))

    def total(self, features: set[str]) -> float:
        """Sum of the features' weights."""
        return sum(map(self._ones.get, features, repeat(0))) * self.scale


class Weights:
    """Tables by name ("duty", "text", "voice", "title") and the numbers that go with them."""

    def __init__(self, tables: dict[str, Table], numbers: dict[str, Any], places: dict[str, int]) -> None:
        self.tables, self.numbers = tables, numbers
        self._places = places

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon.of_stems(self.numbers["lexicon"])

    def lexicon(self) -> Lexicon:
        """The lexicon that these weights were trained with."""
        return self._lexicon

    def vocabulary(self) -> KeysView[str]:
        """Every feature that moves a role; empty before roles are trained."""
        return self._places.keys()


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
    names = data[at : at + head["names"]].decode().split("\n")
    at += head["names"]
    runs = _runs(head)
    places: dict[str, int] = {}
    for start, stop in {run for name, about in head["tables"].items() if about["width"] > 1 for run in runs[name]}:
        places.update(zip(names[start:stop], range(start, stop), strict=True))
    tables = {}
    for name, about in head["tables"].items():
        raw = array("h")
        raw.frombytes(data[at : at + about["bytes"]])
        at += about["bytes"]
        tables[name] = Table(names, places, runs[name], about, _little(raw))
    return Weights(tables, head["numbers"], places)


def _runs(head: dict[str, Any]) -> dict[str, list[Run]]:
    """For each table, the stretches of the list of names that it has rows for, in the order of its rows."""
    runs: dict[str, list[Run]] = {name: [] for name in head["tables"]}
    start = 0
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
