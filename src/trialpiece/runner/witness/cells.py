"""Tables as 64-bit hashes of their cells, so that rows are known again whatever container they come in.

Runs inside the sandbox, beside the candidate's code, and imports numpy only when that code has.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass, field
from typing import Any

COLUMNS = 48
"""Columns that are looked at; rows are told apart by far fewer."""
ROWS = 300_000
CELLS = 3_000_000
"""Cells of one table that are hashed at most; of longer tables fewer columns are taken."""
EXACT = float(2**24)
"""Numbers below it are compared as 32-bit floats, so that casting a table does not hide its rows."""
STEPPED = 12
"""Columns of which it is kept how they rise and fall."""
TELLING = 32
"""Rises, and falls, from which on no two columns rise and fall alike by chance."""
NAN = 0x7FF8_0000_0000_0000


@dataclass(slots=True)
class Table:
    """The hashed columns of a table, and for each row the number of the original row that it comes from."""

    n: int
    names: tuple[str | None, ...]
    columns: list[Any]
    index: Any = None
    """Hashes of the labels of a pandas table, None elsewhere."""
    roots: Any = None
    origin: bool = False
    """Whether rows were first seen here."""
    label: str | None = None
    """The name of the index."""
    steps: frozenset[int] = frozenset()
    """How the numbers of its columns rise and fall from row to row: the same after scaling by hand."""
    ordered: dict[int, Any] = field(default_factory=dict)
    """Sorted hashes by column, made when first asked for; -1 is the index."""

    @property
    def cells(self) -> int:
        """How much it holds."""
        return self.n * (len(self.columns) + 1)

    def column(self, number: int) -> Any:
        """A column's hashes; -1 is the index."""
        return self.index if number < 0 else self.columns[number]

    def sorted_column(self, number: int) -> Any:
        """The different hashes of a column in order."""
        if number not in self.ordered:
            self.ordered[number] = _numpy().unique(self.column(number))
        return self.ordered[number]

    def taken(self, positions: Any) -> Table:
        """The rows at some positions."""
        return Table(
            n=len(positions),
            names=self.names,
            columns=[column[positions] for column in self.columns],
            index=None if self.index is None else self.index[positions],
            roots=self.roots[positions],
            label=self.label,
        )


def _numpy() -> Any:
    return sys.modules["numpy"]


def mixed(bits: Any) -> Any:
    """Each 64-bit number well stirred (splitmix64; Steele, Lea & Flood 2014)."""
    np = _numpy()
    bits = bits ^ (bits >> np.uint64(30))
    bits = bits * np.uint64(0xBF58476D1CE4E5B9)
    bits = bits ^ (bits >> np.uint64(27))
    bits = bits * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def row_hashes(columns: list[Any]) -> Any:
    """One hash a row over some columns, in their order."""
    np = _numpy()
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for number, column in enumerate(columns, 1):
        total += mixed(column + np.uint64((number * 0x9E3779B97F4A7C15) & 0xFFFF_FFFF_FFFF_FFFF))
    return total


def numbers(values: Any) -> Any:
    """Hashes of numbers, the same for any width and for 0 and -0."""
    np = _numpy()
    with np.errstate(all="ignore"):
        wide = np.asarray(values, dtype=np.float64) + 0.0
        narrow = wide.astype(np.float32).astype(np.float64)
        bits = np.where(np.abs(wide) < EXACT, narrow, wide).view(np.uint64)
    bits[np.isnan(wide)] = NAN
    return mixed(bits)


def texts(values: Any) -> Any:
    """Hashes of texts and of whatever else is in a column of objects."""
    np, pandas = _numpy(), sys.modules.get("pandas")
    values = np.asarray(values, dtype=object)
    try:
        return numbers(values)
    except (TypeError, ValueError):
        pass
    if pandas is None:
        return np.array([_text_hash(str(one)) for one in values], dtype=np.uint64)
    try:
        return pandas.util.hash_array(values)
    except TypeError:
        return pandas.util.hash_array(np.array([str(one) for one in values], dtype=object))


def _text_hash(text: str) -> int:
    """FNV-1a, since Python's own hash differs from run to run."""
    total = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "replace"):
        total = ((total ^ byte) * 0x100000001B3) & 0xFFFF_FFFF_FFFF_FFFF
    return total


def column_hashes(column: Any) -> Any:
    """Hashes of a pandas column, index or a one-dimensional array."""
    np = _numpy()
    kind = getattr(column.dtype, "kind", "O")
    if kind in "iufb":
        na = {"na_value": np.nan} if hasattr(column, "array") and hasattr(column.dtype, "na_value") else {}
        return numbers(column.to_numpy(dtype=np.float64, **na) if hasattr(column, "to_numpy") else column)
    if kind in "mM" and isinstance(column.dtype, np.dtype):
        unit = "datetime64[us]" if kind == "M" else "timedelta64[us]"
        return numbers(np.asarray(column).astype(unit).astype(np.int64))
    if hasattr(column, "cat"):
        known = texts(np.asarray(column.cat.categories, dtype=object))
        return np.append(known, np.uint64(NAN))[np.asarray(column.cat.codes)]
    return texts(column)


def table_of(value: Any) -> Table | None:
    """A value as a table, or None where it is none that can be followed."""
    np, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if np is None or value is None:
        return None
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return _frame(value)
    if pandas is not None and isinstance(value, pandas.Series):
        return _series(value) if _fits(len(value)) else None
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(value, polars.DataFrame | polars.Series):
        return _polars(value)
    if hasattr(value, "tocsr") and hasattr(value, "nnz"):
        return _sparse(value.tocsr())
    if isinstance(value, list | tuple) and _fits(len(value)):
        value = np.array(value, dtype=object) if isinstance(value[0], str) else np.asarray(value)
    return _array(value) if isinstance(value, np.ndarray) else None


def steps_of(value: Any) -> frozenset[int]:
    """How the numbers in a table's columns rise and fall from row to row; columns that are sorted or come round tell nothing.

    Whatever is computed value by value and keeps their order (less a mean, by a range, a logarithm) keeps it too.
    """
    np = sys.modules["numpy"]
    if hasattr(value, "iloc"):
        columns = (
            [value.iloc[:, number] for number in range(min(value.shape[1], STEPPED))] if value.ndim > 1 else [value]
        )
    elif hasattr(value, "get_columns"):
        columns = [each.to_numpy() for each in value.get_columns()[:STEPPED] if each.dtype.is_numeric()]
    else:
        array = np.asarray(value)
        columns = list(array.reshape(len(array), -1).T[:STEPPED]) if array.ndim and len(array) else []
    found = set()
    for column in columns:
        if getattr(column.dtype, "kind", "O") not in "iuf":
            continue
        with np.errstate(all="ignore"):
            change = np.diff(np.asarray(column, dtype=np.float64))
        rises, falls = change > 0, change < 0
        if min(int(rises.sum()), int(falls.sum())) < TELLING:
            continue
        up, down = np.packbits(rises).tobytes(), np.packbits(falls).tobytes()
        if len(zlib.compress(up, 1)) > len(up) / 2:  # not months, or the like, that come round and round in any table
            found.add(zlib.crc32(up) << 32 | zlib.crc32(down))
    return frozenset(found)


def _fits(n: int) -> bool:
    return 1 < n <= ROWS


def _wide(n: int) -> int:
    return max(4, min(COLUMNS, CELLS // n))


def _frame(value: Any) -> Table | None:
    if not _fits(len(value)) or not value.shape[1]:
        return None
    wide = min(value.shape[1], _wide(len(value)))
    columns = [column_hashes(value.iloc[:, number]) for number in range(wide)]
    names = tuple(str(name) for name in value.columns[:wide])
    index, label = column_hashes(value.index), value.index.name
    steps = steps_of(value)
    return Table(n=len(value), names=names, columns=columns, index=index, label=_told(label), steps=steps)


def _series(value: Any) -> Table:
    index, label = column_hashes(value.index), _told(value.index.name)
    columns, steps = [column_hashes(value)], steps_of(value)
    return Table(n=len(value), names=(str(value.name),), columns=columns, index=index, label=label, steps=steps)


def _told(label: Any) -> str | None:
    return None if label is None else str(label)


def _polars(value: Any) -> Table | None:
    """Of Polars: columns by name, and no labels."""
    np = sys.modules["numpy"]
    columns = value.get_columns() if hasattr(value, "get_columns") else [value]
    if not columns or not _fits(len(value)):
        return None
    columns = columns[: _wide(len(value))]
    hashed = [
        column_hashes(each.to_numpy()) if each.dtype.is_numeric() else texts(np.array(each.to_list(), dtype=object))
        for each in columns
    ]
    steps = steps_of(value if hasattr(value, "get_columns") else value.to_numpy())
    return Table(n=len(value), names=tuple(each.name for each in columns), columns=hashed, steps=steps)


def _array(value: Any) -> Table | None:
    if value.ndim == 0 or not _fits(len(value)):
        return None
    flat = value.reshape(len(value), -1)
    wide = min(flat.shape[1], _wide(len(flat)))
    if not wide:
        return None
    columns = [column_hashes(flat[:, number]) for number in range(wide)]
    return Table(n=len(flat), names=(None,) * wide, columns=columns, steps=steps_of(flat))


def _sparse(value: Any) -> Table | None:
    """A sparse table as one column: the hash of each row's places and values."""
    np = _numpy()
    if not _fits(value.shape[0]) or value.nnz > CELLS:
        return None
    each = mixed(numbers(value.data) + mixed(value.indices.astype(np.uint64)))
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(each, dtype=np.uint64)])
    rows = mixed(sums[value.indptr[1:]] - sums[value.indptr[:-1]])
    return Table(n=value.shape[0], names=("(sparse)",), columns=[rows])
