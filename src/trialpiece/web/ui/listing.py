"""Numbered code as HTML, made for long notebooks: one pass of one pattern a cell, and no template a line.

Pygments takes ten times as long for Python and wraps every bracket; other languages are left to it.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from trialpiece.core.review.unseen import written_out

_KEYWORDS = "|".join(sorted(keyword.kwlist, key=len, reverse=True))
# every alternative ends where it began or further on, also at the end of broken code: no backtracking over the rest
_PYTHON = re.compile(
    rf"""
    (?P<c>\#[^\n]*)
    | (?P<s>(?<!\w)[rbfuRBFU]{{0,2}}(?:
          \"\"\"(?:\\(?:.|\Z)|[^\\])*?(?:\"\"\"|\Z)
        | '''(?:\\(?:.|\Z)|[^\\])*?(?:'''|\Z)
        | "(?:\\.|[^"\\\n])*+"?
        | '(?:\\.|[^'\\\n])*+'?))
    | (?P<m>(?<![\w.])(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*+(?:\.[\d_]*+)?(?:[eE][+-]?\d+)?)[jJ]?)
    | (?P<d>\b(?:def|class)\b)(?P<gap>[ \t]+)(?P<nf>\w+)
    | (?P<k>\b(?:{_KEYWORDS})\b)
    """,
    re.VERBOSE | re.DOTALL,
)


def python_lines(code: str) -> list[str]:
    """Each line of Python as HTML: comments, strings, numbers, keywords and defined names in Pygments' short classes."""
    code = re.sub(r"\r\n?", "\n", code)
    parts: list[str] = []
    at = 0
    for found in _PYTHON.finditer(code):
        parts.append(escape(code[at : found.start()], quote=False))
        parts.append(_marked(found))
        at = found.end()
    parts.append(escape(code[at:], quote=False))
    drawn = written_out("".join(parts), lambda name: f'<span class="err">{name}</span>')
    return drawn.removesuffix("\n").split("\n")


def _marked(found: re.Match[str]) -> str:
    if found["d"]:
        return f'<span class="k">{found["d"]}</span>{found["gap"]}<span class="nf">{found["nf"]}</span>'
    kind = found.lastgroup
    text = escape(found[0], quote=False)
    # a string over several lines is closed and opened again at each line's end: lines are list items
    return "\n".join(f'<span class="{kind}">{line}</span>' if line else "" for line in text.split("\n"))


def numbered(lines: Iterable[str], marks: Mapping[int, Mapping[str, Any]], prefix: str) -> str:
    """The items of a listing; `lines` are HTML already, `marks` are by line and are escaped here."""
    return "".join(_item(n, line, marks.get(n), prefix) for n, line in enumerate(lines, start=1))


def _item(n: int, line: str, mark: Mapping[str, Any] | None, prefix: str) -> str:
    name = f' id="{escape(prefix)}-L{n}"' if prefix else ""
    if mark is None:
        return f'<li{name}><span class="n">{n}</span><code>{line}</code></li>'
    tone, href, title = (escape(str(mark.get(key) or "")) for key in ("tone", "href", "title"))
    told = f' title="{title}"' if title else ""
    number = (
        f'<a class="n" href="{href}" aria-label="line {n}, {title or "evidence"}"{told}>{n}</a>'
        if href
        else f'<span class="n">{n}</span>'
    )
    return f'<li{name} class="{tone}">{number}<code>{line}</code></li>'
