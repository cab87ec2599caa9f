"""Data dictionaries: which columns somebody has described."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trialpiece.core.readiness.audit.table import words_of
from trialpiece.core.readiness.audit.values import AuditError, Coverage, TableAudit, counted

_NAME_KEYS = ("column", "column_name", "field", "field_name", "name", "variable", "spalte", "feld")
_TABLE_KEYS = ("table", "table_name", "entity", "file", "tabelle")
_TEXT_KEYS = ("description", "meaning", "definition", "comment", "label", "beschreibung", "bedeutung")

Described = dict[tuple[str | None, str], str]
"""(table or None, column), in small letters, to description."""


def read_dictionary(path: Path) -> Described:
    """A dictionary from CSV, JSON, TOML or a Markdown table.

    Raises:
        AuditError: it cannot be read, or no column of it names columns.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{path}: the dictionary cannot be read ({type(error).__name__}).") from None
    try:
        kind = path.suffix.lower()
        if kind == ".json":
            described = _from_data(json.loads(text))
        elif kind == ".toml":
            described = _from_data(tomllib.loads(text))
        elif kind in (".md", ".markdown"):
            described = _from_rows([_cells(line) for line in text.splitlines() if line.lstrip().startswith("|")])
        else:
            described = _from_rows(
                list(csv.reader(text.splitlines(), delimiter=max(",;\t", key=text.partition("\n")[0].count)))
            )
    except (ValueError, csv.Error, RecursionError) as error:
        raise AuditError(f"{path}: the dictionary cannot be read ({str(error).splitlines()[0]}).") from None
    if not described:
        says = f"{path}: no columns described here; it needs a column `column` and a column `description`."
        raise AuditError(says)
    return described


def coverage(tables: Sequence[TableAudit], described: Described) -> Coverage:
    """Which columns are described with more than their own name, and which entries describe nothing."""
    undescribed, used = [], set()
    total = 0
    for table in tables:
        for column in table.columns:
            total += 1
            stem = Path(table.name).name.lower().partition(".")[0]
            keys = [(table.name.lower(), column.name.lower()), (stem, column.name.lower()), (None, column.name.lower())]
            key = next((each for each in keys if each in described), None)
            if key is not None:
                used.add(key)
            if key is None or not _says_something(described[key], column.name):
                undescribed.append(f"{table.name}.{column.name}" if len(tables) > 1 else column.name)
    stale = sorted(".".join(filter(None, key)) for key in described if key not in used)
    return Coverage(counted(total - len(undescribed), total), tuple(undescribed), tuple(stale))


def _says_something(text: str, name: str) -> bool:
    """Whether a description adds a word to the column's name."""
    said = {each.lower() for each in re.findall(r"\w+", text)} - {"the", "a", "of", "tbd", "todo"}
    return bool(said - words_of(name) - {name.lower()})


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def _from_rows(rows: list[list[str]]) -> Described:
    if not rows:
        return {}
    header = [cell.strip().lower() for cell in rows[0]]
    name, text, table = (_position(header, keys) for keys in (_NAME_KEYS, _TEXT_KEYS, _TABLE_KEYS))
    if name is None or text is None:
        return {}
    found: Described = {}
    for row in rows[1:]:
        if len(row) > max(name, text) and row[name].strip() and not set(row[name]) <= set("-: "):
            of = row[table].strip().lower() if table is not None and len(row) > table and row[table].strip() else None
            found[of, row[name].strip().lower()] = row[text].strip()
    return found


def _position(header: list[str], keys: Sequence[str]) -> int | None:
    return next((header.index(key) for key in keys if key in header), None)


def _from_data(data: Any) -> Described:  # noqa: ANN401 - whatever JSON or TOML holds
    """A list of tables with a name and a description, or column to description, or table to such."""
    if isinstance(data, list):
        rows = [[str(row.get(key, "")) for key in row] for row in data if isinstance(row, dict)]
        found: Described = {}
        for row, cells in zip((each for each in data if isinstance(each, dict)), rows, strict=True):
            found |= _from_rows([list(row), cells])
        return found
    if not isinstance(data, dict):
        return {}
    found = {}
    for key, value in data.items():
        if isinstance(value, str):
            found[None, str(key).lower()] = value
        elif isinstance(value, list):
            found |= _from_data(value)
        elif isinstance(value, dict):
            text = next((value[each] for each in _TEXT_KEYS if isinstance(value.get(each), str)), None)
            if text is not None:
                found[None, str(key).lower()] = text
            else:
                found |= {(str(key).lower(), column): said for (_, column), said in _from_data(value).items()}
    return found
