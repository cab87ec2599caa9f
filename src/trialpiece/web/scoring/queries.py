"""Reading scorecards: the one place that knows who may see whose scores.

Every page, export, mail and API answer that shows a score goes through `visible_scorecards`
or `first_scores`; nothing else may read `Score`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.ui import words

_READS_REVEALED = (Role.ADMINISTRATOR, Role.HIRING_MANAGER, Role.VIEWER)


def visible_to(member: Membership) -> QuerySet[Scorecard]:
    """Scorecards whose scores the member may see; agrees with the rule `scoring.view`.

    One's own always. Another's only once it is revealed, and then: whoever rated the same
    sitting, the opening's manager, administrators, hiring managers and viewers. Coordinators never.
    """
    cards = Scorecard.objects.filter(organisation=member.organisation).select_related("rater__user", "sitting")
    if not member.is_active:
        return cards.none()
    own = Q(rater=member) & ~Q(state=ScorecardState.RELEASED)
    revealed = Q(state=ScorecardState.REVEALED)
    if member.role in _READS_REVEALED:
        return cards.filter(own | revealed)
    rated = Scorecard.objects.filter(rater=member, state=ScorecardState.REVEALED).values("sitting_id")
    return cards.filter(own | revealed & Q(sitting_id__in=rated))


def visible_scorecards(member: Membership, sitting: Sitting) -> QuerySet[Scorecard]:
    """The sitting's scorecards that the member may see, with their scores and revisions, in order of raters' names."""
    cards = visible_to(member).filter(sitting=sitting).prefetch_related("scores__revisions")
    return cards.order_by("rater__user__name", "pk")


def own_scorecard(member: Membership, sitting: Sitting) -> Scorecard | None:
    """The member's own card for the sitting, if they are to rate it."""
    cards = Scorecard.objects.filter(sitting=sitting, rater=member).exclude(state=ScorecardState.RELEASED)
    return cards.select_related("sitting__stage", "sitting__application__candidate").first()


def waiting_for(member: Membership) -> QuerySet[Scorecard]:
    """Cards that the member still has to hand in, longest waiting first."""
    cards = Scorecard.objects.filter(rater=member, state=ScorecardState.DRAFT)
    return cards.select_related("sitting__stage", "sitting__application__candidate", "sitting__application__opening")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many cards are in, of how many; who they are from is nobody's business before reveal."""

    handed_in: int
    wanted: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, and at least one was wanted."""
        return 0 < self.wanted == self.handed_in

    def __str__(self) -> str:
        if self.complete:
            return "Everybody has handed in."
        if not self.handed_in:
            return words.opened(f"{words.said(self.wanted, 'interviewer')}, and nothing handed in yet.")
        has = "has" if self.handed_in == 1 else "have"
        return words.opened(
            f"{words.number(self.handed_in)} of {words.said(self.wanted, 'interviewer')} {has} handed in."
        )


def progress(sittings: Iterable[Sitting]) -> dict[str, Progress]:
    """Progress by sitting key, in one query."""
    counted = (
        Scorecard.objects.filter(sitting__in=[sitting.pk for sitting in sittings])
        .exclude(state=ScorecardState.RELEASED)
        .values("sitting_id")
        .annotate(wanted=Count("pk"), handed_in=Count("pk", filter=~Q(state=ScorecardState.DRAFT)))
    )
    return {row["sitting_id"]: Progress(handed_in=row["handed_in"], wanted=row["wanted"]) for row in counted}


def unscored_criteria(scorecard: Scorecard) -> list[str]:
    """Titles of criteria with neither a level nor an abstention, in the rubric's order."""
    answered = {score.criterion for score in scorecard.scores.all() if score.abstained or score.level is not None}
    rubric = rubric_of(scorecard.sitting.stage)
    return [criterion.title for criterion in rubric.criteria if criterion.slug not in answered]
