"""Small words for questions."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 80
"""Characters of code inside a sentence."""


def quoted(code: str) -> str:
    """Code inside a sentence; backticks in it would end it."""
    return f"`{code.replace('`', chr(39))}`"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = parts or [""]
    return f"{', '.join(first)} and {last}" if first else last


def shortened(code: str) -> str:
    """One line of at most `LONGEST` characters."""
    line = " ".join(code.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def share(value: float) -> str:
    """A share or a number of rows in words."""
    if 0 < value < 1:
        return f"{100 * value:.0f}% of the rows"
    return f"{value:.0f} rows"
