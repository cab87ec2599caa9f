"""The trained numbers of the reader: what each stem, pair or act-on-object says about a role. No text beyond those stems.

Read without numpy, so that the first advert does not wait for it.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

from trialpiece.core.scoping.advert.features import Lexicon

PACK = Path(__file__).parents[3] / "packs" / "roles"
WEIGHTS = PACK / "reader.weights"
_MAGIC = b"trialpiece.roles/1\n"


class BadWeights(ValueError):
    """The file does not hold weights of this reader."""


class _Rows(dict[str, "tuple[float, ...] | None"]):
    """Weights by feature, each decoded when first asked for; None where training never met the feature."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, feature: str) -> tuple[float, ...] | None:
        table = self._table
        at = table.place.get(feature)
        if at is None:
            return None
        cells = table.raw[at * table.width : (at + 1) * table.width]
        self[feature] = found = tuple([cell * table.scale for cell in cells])
        return found


@dataclass(slots=True)
class Table:
    """Rows of small whole numbers by feature name; `rows[feature]` are its weights or None."""

    place: dict[str, int]
    scale: float
    width: int
    raw: array[int]
    rows: _Rows = field(init=False)
    ones: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = _Rows(self)

    def total(self, features: set[str]) -> float:
        """Sum of the features' weights, for a table that is one wide."""
        if not self.ones:
            self.ones = dict(zip(self.place, self.raw, strict=True))
        return sum(map(self.ones.get, features, repeat(0))) * self.scale


@dataclass(frozen=True, slots=True)
class Weights:
    """Tables by name ("duty", "text", "voice", "title") and the numbers that go with them."""

    tables: dict[str, Table]
    numbers: dict[str, Any]
    words: set[str] = field(default_factory=set)
    phrases: list[Lexicon] = field(default_factory=list)

    def lexicon(self) -> Lexicon:
        """The lexicon that these weights were trained with; made once."""
        if not self.phrases:
            self.phrases.append(Lexicon.of_stems(self.numbers["lexicon"]))
        return self.phrases[0]

    def vocabulary(self) -> set[str]:
        """Every feature of a sentence that moves a role; made once, empty before roles are trained."""
        if not self.words:
            self.words.update(*(self.tables[name].place for name in ("text", "voice") if name in self.tables))
        return self.words


def pack(tables: dict[str, tuple[list[str], list[list[float]]]], numbers: dict[str, Any]) -> bytes:
    """Weights as bytes: each table's names and rows, rows rounded to steps of a 30,000th of the table's largest weight."""
    head: dict[str, Any] = {"numbers": numbers, "tables": {}}
    blobs: list[bytes] = []
    for name, (features, rows) in sorted(tables.items()):
        top = max((abs(cell) for row in rows for cell in row), default=1.0) or 1.0
        scale = top / 30_000
        cells = _little(array("h", (round(cell / scale) for row in rows for cell in row))).tobytes()
        blob = zlib.compress("\n".join(features).encode(), 9), zlib.compress(cells, 9)
        head["tables"][name] = {"scale": scale, "width": len(rows[0]) if rows else 0, "bytes": [len(b) for b in blob]}
        blobs.extend(blob)
    start = json.dumps(head, sort_keys=True).encode()
    return _MAGIC + len(start).to_bytes(4, "big") + start + b"".join(blobs)


def _little(cells: array[int]) -> array[int]:
    """The same numbers with the low byte first, whatever the machine."""
    if sys.byteorder == "big":
        cells.byteswap()
    return cells


def unpack(data: bytes) -> Weights:
    """The weights in `data`; raises BadWeights where they are not ours."""
    if not data.startswith(_MAGIC):
        raise BadWeights("not a file of role weights")
    at = len(_MAGIC)
    size = int.from_bytes(data[at : at + 4], "big")
    at += 4
    head = json.loads(data[at : at + size])
    at += size
    tables = {}
    for name, about in head["tables"].items():
        names_size, cells_size = about["bytes"]
        names = zlib.decompress(data[at : at + names_size]).decode().split("\n")
        at += names_size
        raw = array("h")
        raw.frombytes(zlib.decompress(data[at : at + cells_size]))
        raw = _little(raw)
        at += cells_size
        tables[name] = Table(dict(zip(names, range(len(names)), strict=True)), about["scale"], about["width"], raw)
    return Weights(tables, head["numbers"])


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of the package."""
    return unpack(WEIGHTS.read_bytes())
