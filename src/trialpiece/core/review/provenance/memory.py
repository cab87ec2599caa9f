"""Names and the heap, with a journal so that branches cost what they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from trialpiece.core.review.provenance.things import join_things
from trialpiece.core.review.provenance.values import Value, join

_ABSENT: Any = object()
Table = dict[Any, Any]


class Memory:
    """The heap and the journals of open branches."""

    def __init__(self) -> None:
        self.heap: dict[int, Any] = {}
        self._journals: list[dict[tuple[int, Any], tuple[Table, Any]]] = []
        self._next = 0

    def place(self, thing: object) -> int:
        """Put a thing on the heap; its number."""
        self._next += 1
        self.heap[self._next] = thing
        return self._next

    def write(self, table: Table, key: object, value: object) -> None:
        """Set an entry of a scope or of the heap, remembering what it was for the open branch."""
        if self._journals:
            journal = self._journals[-1]
            entry = (id(table), key)
            if entry not in journal:
                journal[entry] = (table, table.get(key, _ABSENT))
        table[key] = value

    def abandon(self) -> None:
        """Close all branches where they stand."""
        self._journals.clear()

    def replace(self, place: int, thing: object) -> None:
        """Change what is at a place of the heap."""
        self.write(self.heap, place, thing)

    def branch(self, ways: Sequence[Callable[[], bool]]) -> bool:
        """Go each way from the same start and join where those that go on arrive.

        Each way says whether it goes on (and does not return, raise, break). Returns whether any does.
        """
        arrived: list[dict[tuple[int, Any], Any]] = []
        touched: dict[tuple[int, Any], tuple[Table, Any]] = {}
        for way in ways:
            journal: dict[tuple[int, Any], tuple[Table, Any]] = {}
            self._journals.append(journal)
            try:
                goes_on = way()
            finally:
                if self._journals:
                    self._journals.pop()
            changed = {}
            for entry, (table, old) in journal.items():
                changed[entry] = table.get(entry[1], _ABSENT)
                touched.setdefault(entry, (table, old))
                if old is _ABSENT:
                    table.pop(entry[1], None)
                else:
                    table[entry[1]] = old
            if goes_on:
                arrived.append(changed)
        for entry, (table, old) in touched.items():
            value = _ABSENT
            for changed in arrived:
                value = _either(value, changed.get(entry, old))
            if value is not _ABSENT and value is not old:
                self.write(table, entry[1], value)
        return bool(arrived)


def _either(one: object, other: object) -> object:
    if one is _ABSENT:
        return other
    if other is _ABSENT:
        return one
    if isinstance(one, Value) and isinstance(other, Value):
        return join(one, other)
    return join_things(one, other)
