"""Regular expressions that are compiled when they are first asked: most texts never ask most of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Pattern:
    """Like `re.compile(source, flags)`, whose time (up to 2 ms each) is taken at the first search and not at import."""

    __slots__ = ("finditer", "flags", "match", "search", "source")
    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source, self.flags = source, flags

    def __getattr__(self, name: str) -> object:  # called while the methods are not there yet
        compiled = re.compile(self.source, self.flags)
        self.search, self.match, self.finditer = compiled.search, compiled.match, compiled.finditer
        return getattr(compiled, name)
