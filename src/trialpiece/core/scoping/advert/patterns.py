"""Regular expressions that are compiled when they are first asked, and asked only where plain words of theirs occur."""

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


Phrases = tuple[tuple[tuple[str, ...], Pattern], ...]


def phrases(*pairs: tuple[str, str]) -> Phrases:
    """Patterns, each with plain parts of words one of which it cannot do without, so that most need no search."""
    return tuple((tuple(needles.split()), Pattern(pattern)) for needles, pattern in pairs)


def holds(text: str, any_of: Phrases) -> bool:
    """Whether one of the patterns is found in the text."""
    for needles, pattern in any_of:
        for needle in needles:
            if needle in text:
                if pattern.search(text):
                    return True
                break
    return False
