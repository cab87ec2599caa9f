"""Data sets that are made, not collected: tables, and the registry of what makes them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
"""Text (object), whole numbers, floats (NaN is missing) or days (datetime64[D], NaT is missing)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length by name, in the order in which they are written."""

    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def take(self, rows: Column) -> Table:
        """The rows of these positions, or where a mask is true."""
        return Table({name: column[rows] for name, column in self.columns.items()})

    def with_column(self, name: str, column: Column) -> Table:
        """A copy with one column added or replaced."""
        return Table({**self.columns, name: column})

    def followed_by(self, other: Table) -> Table:
        """The rows of both, one below the other."""
        return Table({name: np.concatenate([column, other[name]]) for name, column in self.columns.items()})

    def to_csv(self) -> bytes:
        """UTF-8 with a header; floats with two decimals, missing values empty; the same bytes everywhere."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*(_texts(column) for column in self.columns.values()), strict=True))
        return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Tables that go to the candidate, and those that are kept aside."""

    tables: Mapping[str, Table]
    hidden: Mapping[str, Table]
    """`outcomes`: truth of the held-out rows; `truth`: the generating probability of every row."""

    def with_table(self, name: str, table: Table) -> Dataset:
        """A copy with one table replaced."""
        return replace(self, tables={**self.tables, name: table})


Generate = Callable[..., Dataset]
"""(rng, rows, choices) -> Dataset"""

GENERATORS: dict[str, Generate] = {}


def generator(name: str) -> Callable[[Generate], Generate]:
    """Register what makes the clean data of an exercise under the name that dataset.toml gives."""

    def register(function: Generate) -> Generate:
        GENERATORS[name] = function
        return function

    return register


def streams(*, slug: str, version: str, seed: int, count: int) -> list[np.random.Generator]:
    """Independent random streams that depend on nothing but slug, version and seed."""
    entropy = hashlib.sha256(f"{slug}/{version}/{seed}".encode()).digest()
    words = [int.from_bytes(entropy[at : at + 4], "big") for at in range(0, 32, 4)]
    return [np.random.Generator(np.random.PCG64(each)) for each in np.random.SeedSequence(words).spawn(count)]


def _texts(column: Column) -> list[str]:
    if column.dtype.kind == "f":
        return ["" if value != value else f"{value:.2f}" for value in column.tolist()]  # noqa: PLR0124 - NaN differs from itself
    if column.dtype.kind == "M":
        return ["" if text == "NaT" else text for text in np.datetime_as_string(column).tolist()]
    return [str(value) for value in column.tolist()]
