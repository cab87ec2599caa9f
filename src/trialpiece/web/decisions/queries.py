"""Reading debriefs: where raters differ, criterion by criterion, widest spread first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from trialpiece.core.exercises.pack import Criterion
from trialpiece.web.decisions.models import Debrief
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.domain import current_level
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Score, Scorecard
from trialpiece.web.scoring.queries import visible_scorecards
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.ui import words

MOST_NAMED = 3
"""Criteria that the page's heading names."""


def visible_to(member: Membership) -> QuerySet[Debrief]:
    """Debriefs that the member may see; agrees with the rule `decisions.view`."""
    debriefs = Debrief.objects.filter(organisation=member.organisation).select_related(
        "application__candidate", "application__opening"
    )
    if not member.is_active:
        return debriefs.none()
    if member.role in {Role.INTERVIEWER, Role.COORDINATOR}:
        cards = Scorecard.objects.filter(rater=member, state=ScorecardState.REVEALED)
        return debriefs.filter(application_id__in=cards.values("sitting__application_id"))
    return debriefs


@dataclass(frozen=True, slots=True)
class Given:
    """One rater's score on a criterion: as first handed in, and as it stands after revisions."""

    rater: Membership
    score: Score
    first: int | None
    now: int | None
    anchor: str = ""
    """What the rubric says of the first level."""
    cited: list[Any] = field(default_factory=list)
    """For pages: the evidence that the rater leaned on, with its address."""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion with everybody's levels."""

    sitting: Sitting
    criterion: Criterion
    given: tuple[Given, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """First levels, lowest first; abstentions aside."""
        return tuple(sorted(one.first for one in self.given if one.first is not None))

    @property
    def spread(self) -> int:
        """Steps between the lowest and the highest first level, 0 to 4."""
        return self.levels[-1] - self.levels[0] if self.levels else 0

    @property
    def abstained(self) -> int:
        """How many raters abstained."""
        return sum(one.first is None for one in self.given)


def rows(debrief: Debrief, member: Membership) -> list[Row]:
    """Criterion × rater over all scored sittings that the member may see, widest spread first."""
    found: list[Row] = []
    sittings = debrief.application.sittings.exclude(revealed_at=None).select_related("stage")
    for sitting in sittings.order_by("stage__position"):
        cards = list(visible_scorecards(member, sitting))
        for criterion in rubric_of(sitting.stage).criteria:
            given = tuple(
                Given(
                    rater=card.rater,
                    score=score,
                    first=score.level,
                    now=current_level(score),
                    anchor=criterion.anchor(score.level) if score.level else "",
                )
                for card in cards
                if card.state == ScorecardState.REVEALED
                for score in card.scores.all()
                if score.criterion == criterion.slug
            )
            if given:
                found.append(Row(sitting=sitting, criterion=criterion, given=given))
    return sorted(found, key=lambda row: -row.spread)


def headline(found: list[Row]) -> str:
    """The page's answer in one sentence: where people disagree."""
    apart = [row.criterion.title for row in found if row.spread > 1]
    if not found:
        return "Nothing has been scored yet"
    if not apart:
        return "You agree within one level on everything"
    if len(apart) > MOST_NAMED:
        return f"You disagree on {words.number(len(apart))} of {words.said(len(found), 'criterion', 'criteria')}"
    named = words.listed(words.lowered(title) for title in apart)
    rest = "; the rest is close" if len(apart) < len(found) else ""
    return f"You disagree on {named}{rest}"
