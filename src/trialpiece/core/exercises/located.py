"""TOML with line numbers: tomllib tells the place of a syntax error only, authors need it for every error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_MOST_PARTS = 64
_IN_LINE = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_LONG_KEY = re.compile(
    rf"(?:^[ \t\[]*|[{{,][ \t]*){_IN_LINE}(?:[ \t]*\.[ \t]*{_IN_LINE}){{{_MOST_PARTS}}}", re.MULTILINE
)
"""A key of more parts than any of ours has; tomllib takes minutes for one of some thousands."""
_KEY = re.compile(rf"^\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=\s*(.*)$")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#|[\[\]{}]')
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend in a pack: the file, its 1-based line, and what is wrong in one sentence."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed TOML file that knows on which line each key stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of a key, or of the nearest thing around it that has one (1 for the whole file)."""
        whole = tuple(path)
        for end in range(len(whole), 0, -1):
            if whole[:end] in self.lines:
                return self.lines[whole[:end]]
        return 1


def read(path: Path, *, shown_as: str) -> Document | Problem:
    """Parse a TOML file; a file that cannot be read or parsed is a Problem, never an exception."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Problem(shown_as, 1, "This file is missing.")
    except IsADirectoryError:
        return Problem(shown_as, 1, "This is a folder, not a file.")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(shown_as, line, "This file cannot be read as UTF-8 text; save it as such.")
    except OSError as error:
        return Problem(shown_as, 1, f"This file cannot be read: {error.strerror}.")
    return parse(text, path=path, shown_as=shown_as)


def parse(text: str, *, path: Path, shown_as: str) -> Document | Problem:
    """Parse a TOML text, which may be anybody's; what is wrong with it is a Problem, never an exception."""
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        return Problem(shown_as, line, f"This key has more than {_MOST_PARTS} parts.")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Problem(shown_as, _syntax_line(str(error), text), _AT_LINE.sub("", str(error)).strip() + ".")
    except (ValueError, RecursionError):  # a number of thousands of digits, a list of lists without end
        return Problem(shown_as, 1, "This file holds a number or a nesting beyond all measure.")
    return Document(path, data, dict(_locate(text)))


def _syntax_line(message: str, text: str) -> int:
    """The line that tomllib names, or the last one."""
    match = re.search(r"at line (\d+)", message)
    return int(match[1]) if match else max(1, text.count("\n") + (not text.endswith("\n")))


def _locate(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Every table header and key with its line; the text is known to be valid TOML."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    open_quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if open_quote or depth:
            open_quote, depth = _scan(line, open_quote, depth)
            continue
        if header := _HEADER.match(line):
            table = _resolve(_split(header[2]), counts, is_array=header[1] == "[[")
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_split(key[1])), number
            open_quote, depth = _scan(key[2], "", 0)


def _resolve(names: Sequence[str], counts: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    """The full key path of a header, with the index of the latest element of each array of tables."""
    path: KeyPath = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _split(dotted: str) -> list[str]:
    """The parts of a dotted key without their quotes."""
    return [part.strip("\"'") for part in re.findall(_PART, dotted)]


def _scan(line: str, open_quote: str, depth: int) -> tuple[str, int]:
    """Whether a multi-line string is open after this line, and how deep in brackets it ends."""
    position = 0
    while position < len(line):
        if open_quote:
            closing = line.find(open_quote, position)
            if closing < 0:
                return open_quote, depth
            position, open_quote = closing + 3, ""
            continue
        token = _TOKEN.search(line, position)
        if not token or token[0] == "#":
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            open_quote = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
    return open_quote, depth
