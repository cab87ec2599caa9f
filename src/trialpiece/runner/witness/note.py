"""A watched call under way, and what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from trialpiece.runner.witness.cells import Table


@dataclass(slots=True)
class Note:
    """A watched call under way."""

    kind: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    at: list[dict[str, Any]]
    parts: list[str] = field(default_factory=list)
    """Functions of the library between the candidate's line and the call."""
    table: Table | None = None
    data: Any = None
    began: float = 0.0
    """Processor seconds of the process, then those that the call took: a busy machine does not change them."""
    dealt: list[tuple[Any, Any]] = field(default_factory=list)

    def given(self, position: int, *names: str) -> Any:
        """An argument by position, else by one of its names."""
        if len(self.args) > position:
            return self.args[position]
        return next((self.kwargs[name] for name in names if name in self.kwargs), None)
