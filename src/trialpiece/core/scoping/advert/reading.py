"""What the reader says about one text, as values that print and convert to JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

SCHEMA = "trialpiece.scope/1"
ROLES = ("ml_engineer", "data_scientist", "ai_researcher", "mlops_engineer", "other")
# What the reader tells apart inside "other", and the name that it reports as the nearest adjacent role.
ADJACENT = {
    "data_engineer": "data engineer",
    "data_analyst": "data analyst",
    "software_engineer": "software engineer",
    "llm_application_engineer": "language-model application engineer",
    "another_field": "another field",
}
CLASSES = (*ROLES[:4], *ADJACENT)
FLAGS = (
    "production_ownership_on_data_scientist",
    "business_scoping_on_ml_engineer",
    "research_plus_production",
    "unicorn_three_or_more_roles",
)


class Span(NamedTuple):
    """A sentence of the text, `text[start:end]`, and what it speaks for: a role, or a conflict."""

    start: int
    end: int
    weight: float
    role: str | None = None
    conflict: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The span as the schema has it."""
        kind = {"role": self.role} if self.conflict is None else {"conflict": self.conflict}
        return {"start": self.start, "end": self.end, **kind, "weight": round(self.weight, 4)}


class Proposal(NamedTuple):
    """Something that the writer of the advert might change, with the sentences that speak for it. Nothing is rewritten."""

    kind: str
    says: str
    spans: tuple[tuple[int, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The proposal as the schema has it."""
        return {"kind": self.kind, "says": self.says, "spans": [list(span) for span in self.spans]}


class Reading(NamedTuple):
    """Role, level, engagement and conflicts of one text, each with its sentences."""

    id: str
    title: str
    primary: str
    secondary: str | None
    shares: dict[str, float]
    adjacent: str | None
    confidence: float
    level: str
    level_signal: str
    engagement: str
    engagement_signal: str
    conflicts: tuple[str, ...]
    spans: tuple[Span, ...]
    fine: dict[str, float]
    duties: int
    proposals: tuple[Proposal, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One line of `trialpiece scope --json`."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "primary": self.primary,
            "secondary": self.secondary,
            "shares": {role: round(share, 4) for role, share in self.shares.items()},
            "adjacent": self.adjacent,
            "confidence": round(self.confidence, 4),
            "level": self.level,
            "level_signal": self.level_signal,
            "engagement": self.engagement,
            "engagement_signal": self.engagement_signal,
            "conflicts": list(self.conflicts),
            "duties": self.duties,
            "spans": [span.as_json() for span in self.spans],
            "proposals": [proposal.as_json() for proposal in self.proposals],
        }
