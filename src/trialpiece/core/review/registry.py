"""The registry of findings: every module below `findings/` is one small file, found by itself."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.reading import Reading

FindingFunction = Callable[[Reading], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered function and the kinds that it may speak of; the first is its default."""

    kinds: tuple[str, ...]
    function: FindingFunction

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.kinds[0]


_entries: dict[str, Entry] = {}


def finding(*kinds: str) -> Callable[[FindingFunction], FindingFunction]:
    """Register a function of a reading that yields findings of `kinds`.

    Where a finding leaves its kind empty, it gets the first of `kinds`.

    Raises:
        ValueError: no kind is given, or two functions claim the same default kind.
    """
    if not kinds:
        raise ValueError("a finding needs a kind")

    def register(function: FindingFunction) -> FindingFunction:
        known = _entries.get(kinds[0])
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two functions look for {kinds[0]}")
        _entries[kinds[0]] = Entry(kinds, function)
        return function

    return register


@functools.cache
def _discover() -> None:
    package = importlib.import_module("trialpiece.core.review.findings")
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)


def registered() -> tuple[Entry, ...]:
    """Every entry, in the order of their kinds."""
    _discover()
    return tuple(_entries[kind] for kind in sorted(_entries))
