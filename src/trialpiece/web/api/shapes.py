"""What the API gives: the shapes of its answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")


class Problem(Schema):
    """What went wrong, in one sentence."""

    detail: str


class Listed(Schema, Generic[Item]):
    """One page of a list."""

    count: int = Field(description="How many there are on all pages.")
    page: int
    pages: int
    items: list[Item]


class Me(Schema):
    """As whom the key acts."""

    member: str
    name: str
    role: str
    organisation: str


class GateOut(Schema):
    """How an opening passed the readiness gate when it first opened."""

    advice: str = Field(description="What the gate said on that day: go, not_yet, unsaid, stale or none.")
    way: str = Field(
        description="How it passed: go, permitted (no go, but the verdict permits this post first), override."
    )
    permits: str = Field(description="The permission that it passed by, in words; else empty.")
    overridden: bool = Field(description="Whether somebody opened it against the advice.")
    by: str = Field(description="Who opened it.")
    at: datetime
    reason: str = Field(description="Why against the advice; else empty.")


class OpeningOut(Schema):
    """A post to fill."""

    key: str
    title: str
    role: str
    level: str
    engagement: str
    state: str
    hides_names: bool
    brief: str
    manager: str
    created_at: datetime
    gate: GateOut | None = Field(description="Null while it never opened.")


class ApplicationOut(Schema):
    """A candidate in an opening."""

    key: str
    opening: str
    candidate: str = Field(description="The name where the key's member may know it, else the alias.")
    email: str | None = Field(description="For those who write to candidates; null for everybody else.")
    state: str
    added_at: datetime


class Progress(Schema):
    """How many scorecards are in; from whom is not told."""

    handed_in: int
    wanted: int


class SittingOut(Schema):
    """An application at a stage."""

    key: str
    application: str
    candidate: str
    stage: str
    practice: str
    state: str
    scorecards: Progress | None
    issued_at: datetime | None
    started_at: datetime | None = Field(description="Null for whoever judges the work: times tell of more time given.")
    deadline: datetime | None
    submitted_at: datetime | None
    revealed_at: datetime | None


class ReviewOut(Schema):
    """What the reader found in the work."""

    key: str
    sitting: str
    state: str
    reading: int
    report: dict[str, Any] | None = Field(description="trialpiece.review/1, the candidate by alias.")


class RevisionOut(Schema):
    """A change of mind after reveal."""

    level: int | None
    reason: str
    made_at: datetime


class ScoreOut(Schema):
    """A level from 1 to 5 on a criterion, or an abstention."""

    criterion: str
    level: int | None
    abstained: bool
    confidence: int
    note: str
    cited: list[str]
    revisions: list[RevisionOut]


class ScorecardOut(Schema):
    """A rater's judgement: one's own, and others' once everybody has handed in."""

    key: str
    sitting: str
    rater: str
    state: str
    note: str
    scores: list[ScoreOut]


class GivenOut(Schema):
    """One rater's level: as first handed in, and as it stands."""

    rater: str
    first: int | None
    now: int | None


class RowOut(Schema):
    """One criterion with everybody's levels."""

    sitting: str
    criterion: str
    title: str
    spread: int
    given: list[GivenOut]


class DecisionOut(Schema):
    """What a person decided, and why."""

    outcome: str
    reasons: str
    decided_by: str
    decided_at: datetime


class DebriefOut(Schema):
    """Where raters differ, and what was decided."""

    application: str
    candidate: str
    state: str
    rows: list[RowOut]
    decisions: list[DecisionOut]


class PayOut(Schema):
    """What a candidate is paid for their work."""

    key: str
    sitting: str
    candidate: str
    amount: Decimal
    currency: str
    state: str
    due_on: date | None
    paid_on: date | None
    reference: str
