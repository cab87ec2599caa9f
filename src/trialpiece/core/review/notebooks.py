"""Notebooks of every format version, read without trusting any of it."""

from __future__ import annotations

import json
import re
from typing import Any

from trialpiece.core.review.blinding import mask, mask_code, mask_prose
from trialpiece.core.review.submission import Cell, CellKind, NotebookFacts, Output

OUTPUT_LIMIT = 20_000
"""Characters of text kept of one output; the rest is noise to a reader and weight in a database."""
CELL_LIMIT = 20_000
"""Cells kept of one notebook."""
SOURCE_LIMIT = 400_000
"""Characters kept of one cell's source."""


_CONFLICT = re.compile(r"<{7} |={7}$|>{7} ", re.MULTILINE)


class UnreadableNotebook(Exception):
    """The bytes are no notebook; the message says why in one plain sentence."""


def read_notebook(text: str) -> tuple[tuple[Cell, ...], str, NotebookFacts]:
    """Cells, language and facts of a notebook in any format version.

    Raises:
        UnreadableNotebook: not JSON, or JSON that is no notebook.
    """
    data = _parse(text)
    if not isinstance(data, dict):
        raise UnreadableNotebook("It is JSON, and not a notebook: a notebook is an object with cells.")
    cells = _raw_cells(data)
    read = tuple(_cell(index, raw) for index, raw in enumerate(cells[:CELL_LIMIT]))
    language, kernel = _language(data, cells)
    facts = NotebookFacts(
        format=f"{_number(data.get('nbformat'))}.{_number(data.get('nbformat_minor'))}", kernel=kernel
    )
    return read, language, facts


def _parse(text: str) -> object:
    if not text.strip():
        raise UnreadableNotebook("The file is empty.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if _CONFLICT.match(text, error.pos - error.colno + 1):
            says = (
                f"It holds the marks of a merge conflict (line {error.lineno}); settle it and save the notebook again."
            )
            raise UnreadableNotebook(says) from error
        raise UnreadableNotebook(f"It is not valid JSON (line {error.lineno}: {error.msg}).") from error
    except RecursionError as error:
        raise UnreadableNotebook("It is nested too deeply to be a notebook.") from error
    except ValueError as error:  # an integer of more than 4,300 digits
        raise UnreadableNotebook("It holds a number too long to read.") from error


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1000 else "?"


def _raw_cells(data: dict[str, Any]) -> list[Any]:
    cells = data.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = data.get("worksheets")  # formats 2 and 3
    if isinstance(sheets, list):
        return [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    raise UnreadableNotebook("It is JSON, and not a notebook: it has no cells.")


def clean(text: str) -> str:
    """Text that any database, terminal and parser takes: one kind of line end, no NUL, no half characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return ""


def _cell(index: int, raw: object) -> Cell:
    if not isinstance(raw, dict):
        return Cell(index, CellKind.RAW, "")
    kind = {
        "code": CellKind.CODE,
        "markdown": CellKind.MARKDOWN,
        "heading": CellKind.MARKDOWN,
        "html": CellKind.MARKDOWN,
    }.get(str(raw.get("cell_type")), CellKind.RAW)
    source = _text(raw.get("source", raw.get("input")))[:SOURCE_LIMIT]
    if raw.get("cell_type") == "heading":
        level = raw.get("level")
        source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    source = (mask_code if kind is CellKind.CODE else mask_prose)(clean(source))
    if kind is not CellKind.CODE:
        return Cell(index, kind, source)
    count = raw.get("execution_count", raw.get("prompt_number"))
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 2**31:
        count = None
    outputs = raw.get("outputs")
    read = tuple(_output(item) for item in outputs[:200]) if isinstance(outputs, list) else ()
    return Cell(index, kind, source, count, read)


_OUTPUT_KINDS = {
    "stream": "stream",
    "execute_result": "result",
    "pyout": "result",
    "display_data": "display",
    "error": "error",
    "pyerr": "error",
}
# format 3 names media types by short words at the top of the output
_OLD_MEDIA = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
    "html": "text/html",
    "latex": "text/latex",
}


def _output(raw: object) -> Output:
    if not isinstance(raw, dict):
        return Output("display", "")
    kind = _OUTPUT_KINDS.get(str(raw.get("output_type")), "display")
    if kind == "error":
        text = f"{_text(raw.get('ename'))}: {_text(raw.get('evalue'))}"
        return Output(kind, mask(clean(text[:OUTPUT_LIMIT])))
    data = raw.get("data")
    if isinstance(data, dict):
        text, media = (
            _text(data.get("text/plain")),
            tuple(sorted(clean(str(key))[:80] for key in data if key != "text/plain")),
        )
    else:
        text, media = _text(raw.get("text")), tuple(name for key, name in _OLD_MEDIA.items() if key in raw)
    return Output(kind, mask(clean(text[:OUTPUT_LIMIT])), media[:20])


_KNOWN = {"python", "r", "julia", "sql", "scala", "bash", "javascript", "c++", "java", "octave", "sas", "stata"}


def _language(data: dict[str, Any], cells: list[Any]) -> tuple[str, str | None]:
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    info, kernel = metadata.get("language_info"), metadata.get("kernelspec")
    info, kernel = (part if isinstance(part, dict) else {} for part in (info, kernel))
    said = info.get("name") or kernel.get("language") or kernel.get("name")
    if not said:
        said = next((c.get("language") for c in cells if isinstance(c, dict) and c.get("language")), "python")
    name = str(said).lower()
    name = {"ir": "r", "ipython": "python", "c++17": "c++", "c++14": "c++"}.get(name, name)
    if name not in _KNOWN:
        # a kernel's name may be a person's environment ("jane-ml"): only its language is of interest
        name = "python"
    version = info.get("version")
    plain = str(version) if isinstance(version, str) and all(c.isdigit() or c == "." for c in version[:20]) else ""
    return name, f"{name} {plain[:20]}".strip() if said else None
