"""What a run said of a finding: confirmed, cleared, or not confirmed, and what it changes where that was measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Whether the rows that the run saw bear a finding out."""

    CONFIRMED = "confirmed"
    CLEARED = "cleared"
    """The rows speak against it. The finding stays, for the run watched code that could have misled it."""
    NOT_CONFIRMED = "not_confirmed"
    """The run could not tell; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a score changes when the model is trained again without the leak, on the same test rows.

    The interval is a paired bootstrap over test rows (percentiles, 95%); it does not hold what another
    split, or another seed, would have given.
    """

    metric: str
    as_handed_in: float
    corrected: float
    low: float
    high: float
    """Bounds of `as_handed_in - corrected`."""
    n: int
    """Test rows."""
    sentence: str

    @property
    def difference(self) -> float:
        """How much of the score the leak makes up; positive where it made the score look better."""
        return self.as_handed_in - self.corrected


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The word of the run on one finding, in one plain sentence."""

    status: Status
    sentence: str
    effect: Effect | None = None
    unmeasured: str = ""
    """Why there is no effect, in one plain sentence; empty where there is one or where none is looked for."""
