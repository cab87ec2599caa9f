"""A piece of evidence in a submission: where it is, what it says, and why that matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trialpiece.core.review.confirmation import Confirmation


class Strength(StrEnum):
    """How firmly the reading stands on what is in the code."""

    STRONG = "strong"
    WEAK = "weak"
    NOTE = "note"


class Polarity(StrEnum):
    """Whether a reviewer would be glad of it; evidence is never only what is missing."""

    STRENGTH = "strength"
    CONCERN = "concern"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a submission: file, 0-based cell (0 in scripts), 1-based line within the cell."""

    file: str
    cell: int
    line: int


@dataclass(frozen=True, slots=True)
class Step:
    """One station on the way to a finding: learned here, split here, scored here."""

    says: str
    at: Location


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of evidence; `says` and `because` are one plain sentence each.

    A finding function may leave `kind` and `quote` empty: the engine fills in the kind that the
    function is registered for and the line at the location.
    """

    kind: str
    strength: Strength
    polarity: Polarity
    location: Location
    quote: str
    says: str
    because: str
    path: tuple[Step, ...] = ()
    confirmation: Confirmation | None = None
    """What the run says of it, where it was run and can say anything of such findings."""

    @property
    def explanation(self) -> str:
        """The two sentences, as a page or a command prints them."""
        return f"{self.says} {self.because}".strip()

    @classmethod
    def strong(
        cls, *, at: Location, says: str, because: str, path: tuple[Step, ...] = (), kind: str = "", quote: str = ""
    ) -> Finding:
        """A concern that stands on what the code itself shows."""
        return cls(kind, Strength.STRONG, Polarity.CONCERN, at, quote, says, because, path)

    @classmethod
    def weak(
        cls, *, at: Location, says: str, because: str, path: tuple[Step, ...] = (), kind: str = "", quote: str = ""
    ) -> Finding:
        """A concern that another reader could see differently."""
        return cls(kind, Strength.WEAK, Polarity.CONCERN, at, quote, says, because, path)

    @classmethod
    def note(
        cls, *, at: Location, says: str, because: str, path: tuple[Step, ...] = (), kind: str = "", quote: str = ""
    ) -> Finding:
        """Worth knowing, and no reproach."""
        return cls(kind, Strength.NOTE, Polarity.NEUTRAL, at, quote, says, because, path)

    @classmethod
    def credit(
        cls, *, at: Location, says: str, because: str, path: tuple[Step, ...] = (), kind: str = "", quote: str = ""
    ) -> Finding:
        """Something done well; of strength `note`, so that counting concerns never counts it."""
        return cls(kind, Strength.NOTE, Polarity.STRENGTH, at, quote, says, because, path)
