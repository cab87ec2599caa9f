"""A work brief and an advert, read the same way and laid side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trialpiece.core.scoping.advert.proposals import NAMES
from trialpiece.core.scoping.advert.reading import ADJACENT, ROLES, Reading

APART = 0.2  # shares that differ by less say the same


@dataclass(frozen=True, slots=True)
class Difference:
    """One role's share of the duties in the brief and in the advert."""

    role: str
    brief: float
    advert: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether an advert looks for the person that the brief's work needs; `says` in plain sentences."""

    same_role: bool
    overlap: float
    differences: tuple[Difference, ...]
    says: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison for an API or a page."""
        return {
            "schema": "trialpiece.scope.comparison/1",
            "same_role": self.same_role,
            "overlap": round(self.overlap, 4),
            "differences": [
                {"role": d.role, "brief": round(d.brief, 4), "advert": round(d.advert, 4)} for d in self.differences
            ],
            "says": list(self.says),
        }


def compare(brief: Reading, advert: Reading) -> Comparison:
    """Compare the reading of a work brief with that of the advert written for it.

    `overlap` is the part of the duties that both share, 0 to 1 (one minus the total variation distance).
    """
    overlap = sum(min(brief.shares[role], advert.shares[role]) for role in ROLES)
    apart = [
        Difference(r, brief.shares[r], advert.shares[r])
        for r in ROLES
        if abs(brief.shares[r] - advert.shares[r]) >= APART
    ]
    apart.sort(key=lambda d: -abs(d.brief - d.advert))
    says = []
    if brief.primary != advert.primary:
        says.append(f"The brief describes work for {_name(brief)}; the advert looks for {_name(advert)}.")
    for d in apart:
        more, less = ("brief", "advert") if d.brief > d.advert else ("advert", "brief")
        word = (
            NAMES.get(d.role, "other work").replace(" engineer", " engineering")
            if d.role != "other"
            else "work of other roles"
        )
        says.append(
            f"The {more} has more for {word} ({max(d.brief, d.advert):.0%}) than the {less} ({min(d.brief, d.advert):.0%})."
        )
    extra = [name for name in advert.conflicts if name not in brief.conflicts]
    if extra:
        says.append(
            "The advert joins duties that the brief does not: "
            + ", ".join(name.replace("_", " ") for name in extra)
            + "."
        )
    if not says:
        says.append("Brief and advert describe the same work.")
    return Comparison(brief.primary == advert.primary, overlap, tuple(apart), tuple(says))


def _name(reading: Reading) -> str:
    if reading.primary != "other":
        return "a " + NAMES[reading.primary] if reading.primary == "data_scientist" else "an " + NAMES[reading.primary]
    return "a " + ADJACENT[reading.adjacent] if reading.adjacent else "another role"
