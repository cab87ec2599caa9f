"""Exercise packs: what is asked of a candidate, how it is judged, and what the organisation may set itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class BadPack(ValueError):
    """A pack does not exist or has errors; the message is one line that names file and place."""


class PayBasis(StrEnum):
    """What an amount of pay is for."""

    FIXED = "fixed"
    HOUR = "hour"


class AiUse(StrEnum):
    """Whether candidates may use AI assistants."""

    YES = "yes"
    DECLARED = "declared"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a behaviourally anchored scale (Smith & Kendall 1963): 1 (least) to 5."""

    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is rated, apart from the others."""

    slug: str
    title: str
    predictor: str
    """What it stands for in later work: methodology, data-quality, trade-offs ..."""
    what: str
    levels: tuple[Level, ...]
    """Always five, 1 first."""
    evidence: tuple[str, ...] = ()
    """Finding kinds, or families of them (`leakage`), that speak to this criterion."""

    def anchor(self, level: int) -> str:
        """The anchor of a level, 1 to 5."""
        return self.levels[level - 1].anchor

    def takes(self, kind: str) -> bool:
        """Whether a finding of this kind is evidence for this criterion."""
        return any(kind == each or kind.startswith(f"{each}.") for each in self.evidence)


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria in the order in which they are rated; no weights, people weigh in the debrief."""

    slug: str
    version: str
    title: str
    how_to_rate: str
    criteria: tuple[Criterion, ...]

    def criterion(self, slug: str) -> Criterion:
        """The criterion of that slug; KeyError where there is none."""
        for criterion in self.criteria:
            if criterion.slug == slug:
                return criterion
        raise KeyError(slug)


@dataclass(frozen=True, slots=True)
class Pay:
    """What the pack suggests to pay; the organisation sets the real one."""

    amount: int
    """Whole units of the currency."""
    currency: str
    """ISO 4217 code."""
    basis: PayBasis
    note: str = ""


@dataclass(frozen=True, slots=True)
class AiPolicy:
    """Whether assistants may be used, in a sentence that candidates read."""

    allowed: AiUse
    says: str


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """Which generator makes the data of an exercise, and how large."""

    generator: str
    customers: int
    choices: Mapping[str, tuple[str, ...]]
    """What variants may call things, by placeholder: `{provider}` in the key and in starter files."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One exact version of an exercise; `digest` changes whenever a file of it does."""

    slug: str
    version: str
    title: str
    summary: str
    roles: tuple[str, ...]
    level: str
    practice: str
    time_cap_hours: float
    window_days: int
    """Days between issue and deadline, so that the hours fit into a life."""
    pay: Pay
    ai_policy: AiPolicy
    recorded: tuple[str, ...]
    hand_in: tuple[str, ...]
    brief: str
    """Markdown that the candidate reads."""
    rubric: Rubric
    starter: tuple[str, ...]
    """Names of the files below `starter/`, given out as they are."""
    dataset: DatasetSpec | None
    folder: Path
    digest: str
    """SHA-256 over names and bytes of the pack's files, in hexadecimal."""

    def to_json(self) -> dict[str, Any]:
        """What may be shown to anybody: never the key, never a path of this machine."""
        return {
            "slug": self.slug,
            "version": self.version,
            "digest": self.digest,
            "title": self.title,
            "summary": self.summary,
            "roles": list(self.roles),
            "level": self.level,
            "practice": self.practice,
            "time_cap_hours": self.time_cap_hours,
            "window_days": self.window_days,
            "pay": {
                "amount": self.pay.amount,
                "currency": self.pay.currency,
                "basis": self.pay.basis.value,
                "note": self.pay.note,
            },
            "ai_policy": {"allowed": self.ai_policy.allowed.value, "says": self.ai_policy.says},
            "criteria": [{"slug": each.slug, "title": each.title} for each in self.rubric.criteria],
        }
