"""Where statements begin and end in text that may not parse, by brackets and quotes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"'''|\"\"\"|'|\"|#|\\.|[()\[\]{}]", re.DOTALL)
_END = {quote: re.compile(rf"\\.|{quote}", re.DOTALL) for quote in ("'''", '"""')}
_END |= {quote: re.compile(rf"\\.|{quote}|\n", re.DOTALL) for quote in ("'", '"')}


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """Physical lines `first` to `last` (0-based, inclusive) that hold one statement."""

    first: int
    last: int


def logical_lines(lines: list[str]) -> Iterator[LogicalLine]:
    """Group physical lines into statements: open brackets, triple quotes and backslashes carry on.

    A line that begins with a magic sign where a statement may begin ends a bracket that was never
    closed, so that one broken statement does not hide the rest of the cell.
    """
    start, depth, quote, joined = 0, 0, "", False
    for number, line in enumerate(lines):
        if not (depth or quote or joined):
            start = number
        depth, quote = _scan(line, depth, quote)
        joined = not quote and line.endswith("\\")
        if not (depth or quote or joined):
            yield LogicalLine(start, number)
    if depth or quote or joined:
        yield LogicalLine(start, len(lines) - 1)


def _scan(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and open triple quote after a line; magics hold no Python brackets."""
    if not depth and not quote and line.lstrip()[:1] in {"%", "!", "?"}:
        return 0, ""
    at = 0
    while True:
        token = (_END[quote] if quote else _TOKEN).search(line, at)
        if token is None:
            return depth, quote if len(quote) == 3 else ""
        at, sign = token.end(), token[0]
        if quote:
            quote = "" if sign == quote else quote
        elif sign == "#":
            return depth, ""
        elif sign in _END:
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth = max(0, depth - 1)
