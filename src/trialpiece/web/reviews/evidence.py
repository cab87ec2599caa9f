"""The findings of a report as pages use them: with an id to cite, strengths first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.reviews.models import Review

_ORDER = {"strength": 0, "concern": 1, "neutral": 2}
_FIRM = {"strong": 0, "weak": 1, "note": 2}
LABELS = {"strength": "Strength", "concern": "Concern", "neutral": "Note"}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What running the work said to a finding: `confirmed`, `cleared`, or neither; and by how much it matters.

    `effect` is a sentence: the measured difference, or why nothing was measured.
    """

    status: str
    sentence: str = ""
    effect: str = ""

    @property
    def label(self) -> str:
        """The status in words; colour says nothing that they do not."""
        said = {"confirmed": "Confirmed by running", "cleared": "Cleared: the run speaks against it"}
        return said.get(self.status, "Could not be confirmed")

    @property
    def icon(self) -> str:
        """The icon's name."""
        return {"confirmed": "circle-alert", "cleared": "circle-check"}.get(self.status, "circle-question-mark")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding: what it says, why that matters, where; `key` is what a scorecard cites."""

    key: str
    kind: str
    strength: str
    polarity: str
    file: str
    cell: int
    line: int
    quote: str
    says: str
    because: str
    path: tuple[dict[str, Any], ...]
    also: tuple[str, ...] = ()
    """Further sentences of the same kind about the same place."""
    confirmation: Confirmation | None = None
    """What an instrumented run said to it; None where none was made."""

    @property
    def tone(self) -> str:
        """`strength`, `concern` or `note`: how a page tags it."""
        return (
            "note"
            if self.polarity == "neutral" or (self.strength == "note" and self.polarity != "strength")
            else self.polarity
        )

    @property
    def label(self) -> str:
        """The tag's word."""
        return "Note" if self.tone == "note" else LABELS[self.polarity]

    @property
    def where(self) -> str:
        """File, cell and line in words; cells are numbered as notebooks number them, from 0."""
        at = f"{self.file}, cell {self.cell}" if self.file.endswith(".ipynb") else self.file
        return f"{at}, line {self.line}"


def evidence_of(review: Review | None) -> list[Evidence]:
    """Everything that the report found, strengths first, firm before faint, then in reading order."""
    report = (review.report if review else None) or {}
    found = [_read(one) for one in report.get("findings", [])]
    return sorted(
        _by_place(found),
        key=lambda one: (
            _ORDER.get(one.polarity, 2),
            _FIRM.get(one.strength, 2),
            one.file,
            one.cell,
            one.line,
            one.kind,
        ),
    )


def _by_place(found: Iterable[Evidence]) -> list[Evidence]:
    """Findings with the same key as one: a page shows, and a scorecard cites, a place once."""
    merged: dict[str, Evidence] = {}
    for one in found:
        same = merged.get(one.key)
        if same is None:
            merged[one.key] = one
            continue
        firm, other = sorted((same, one), key=lambda each: _FIRM.get(each.strength, 2))
        said = dict.fromkeys([*firm.also, other.says, *other.also])
        merged[one.key] = replace(firm, also=tuple(says for says in said if says != firm.says))
    return list(merged.values())


def relevant(found: Iterable[Evidence], criterion: Criterion) -> list[Evidence]:
    """The evidence that speaks to a criterion; all of it where the rubric names no kinds."""
    return [one for one in found if not criterion.evidence or criterion.takes(one.kind)]


def _read(one: dict[str, Any]) -> Evidence:
    at = one["location"]
    return Evidence(
        key=f"{one['kind']}@{at['file']}:{at['cell']}:{at['line']}",
        kind=one["kind"],
        strength=one["strength"],
        polarity=one.get("polarity", "concern"),
        file=at["file"],
        cell=at["cell"],
        line=at["line"],
        quote=one.get("quote", ""),
        says=one.get("says", ""),
        because=one.get("because", ""),
        path=tuple(one.get("path", [])),
        confirmation=_confirmation(one.get("confirmation")),
    )


def _confirmation(said: dict[str, Any] | None) -> Confirmation | None:
    if not said or not said.get("status"):
        return None
    measured = said.get("effect") or {}
    effect = measured.get("sentence") or said.get("unmeasured") or ""
    return Confirmation(status=said["status"], sentence=said.get("sentence", ""), effect=effect)
