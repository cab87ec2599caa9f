"""The stages of an opening as one candidate meets them: a card each, with what the member may do next."""

from __future__ import annotations

from dataclasses import dataclass

from trialpiece.web.candidates.models import Application
from trialpiece.web.openings.models import Stage
from trialpiece.web.openings.queries import plan_of
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.queries import report_of
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.scoring.queries import Progress, own_scorecard, progress
from trialpiece.web.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class StageCard:
    """One stage: the sitting where there is one, its review and progress, and the member's own card."""

    stage: Stage
    sitting: Sitting | None
    review: Review | None
    progress: Progress | None
    card: Scorecard | None
    may_read: bool
    knows_times: bool = False
    """Whoever judges the work does not learn when it began and ended: that would tell of more time."""


def stages_of(application: Application, member: Membership) -> list[StageCard]:
    """Sittings in the plan's order, then the stages that are still to come; `sittings` must be prefetched."""
    sittings = list(application.sittings.all())
    counted = progress(sittings)
    cards = [_sat(sitting, member, counted.get(sitting.pk)) for sitting in sittings]
    sat = {sitting.stage.position for sitting in sittings}
    cards += [
        StageCard(stage=stage, sitting=None, review=None, progress=None, card=None, may_read=False)
        for stage in plan_of(application.opening)
        if stage.position not in sat
    ]
    return sorted(cards, key=lambda card: card.stage.position)


def _sat(sitting: Sitting, member: Membership, counted: Progress | None) -> StageCard:
    may_read = may(member, "sittings.read_work", sitting)
    return StageCard(
        stage=sitting.stage,
        sitting=sitting,
        review=report_of(sitting) if may_read else None,
        progress=counted,
        card=own_scorecard(member, sitting),
        may_read=may_read,
        knows_times=may(member, "sittings.extend", sitting),
    )
