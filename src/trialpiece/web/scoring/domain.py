"""Rating blind: drafts, handing in, reveal when the last card is in, and changes of mind after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import SYSTEM, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring import queries
from trialpiece.web.scoring.assignment import pick_raters
from trialpiece.web.scoring.enums import TRANSITIONS, ScorecardState
from trialpiece.web.scoring.models import Revision, Score, Scorecard
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.states import WrongState, move


class Incomplete(Exception):
    """A criterion has neither a level nor an abstention."""

    def __init__(self, criteria: list[str]) -> None:
        self.criteria = criteria
        super().__init__(f"Still without a level or an abstention: {', '.join(criteria)}.")


class NotARater(Exception):
    """The card belongs to somebody else."""


class TooFewRaters(Exception):
    """A sitting needs at least two independent raters."""


@transaction.atomic
def assign_raters(
    *, sitting: Sitting, by: Membership | None, raters: Iterable[Membership] | None = None
) -> list[Scorecard]:
    """Give the sitting its raters: the named ones, or those of the opening's interviewers who have least to do.

    Raises:
        TooFewRaters: there would be fewer than the stage wants.
        WrongState: scores are revealed already.
    """
    take_turn(sitting.organisation)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.state in {SittingState.SCORED, SittingState.CLOSED}:
        raise WrongState(sitting, SittingState.SUBMITTED)
    existing = {card.rater_id: card for card in sitting.scorecards.exclude(state=ScorecardState.RELEASED)}
    chosen = list(raters) if raters is not None else pick_raters(sitting, already=set(existing))
    cards = [
        Scorecard.objects.create(organisation=sitting.organisation, sitting=sitting, rater=rater)
        for rater in chosen
        if rater.pk not in existing
    ]
    if len(existing) + len(cards) < sitting.stage.min_raters:
        raise TooFewRaters(
            f"This stage wants {sitting.stage.min_raters} interviewers; name more of them for the opening."
        )
    actor = member(by) if by else SYSTEM
    for card in cards:
        record(
            organisation=sitting.organisation, by=actor, verb="scorecard.assigned", obj=card,
            after={"sitting": sitting.pk, "rater": card.rater_id},
        )  # fmt: skip
    return [*existing.values(), *cards]


@transaction.atomic
def save_draft(
    *, scorecard: Scorecard, by: Membership, scores: Iterable[Mapping[str, Any]] = (), note: str | None = None
) -> Scorecard:
    """Keep what a rater has so far; each score names its `criterion` and what changes of it.

    Raises:
        NotARater: the card is somebody else's.
        WrongState: the card was handed in.
        ValidationError: a level outside 1 to 5, or a criterion that the rubric does not have.
    """
    _must_be_own(scorecard, by)
    scorecard = Scorecard.objects.select_for_update().select_related("sitting__stage").get(pk=scorecard.pk)
    if scorecard.state != ScorecardState.DRAFT:
        raise WrongState(scorecard, ScorecardState.DRAFT)
    known = {criterion.slug for criterion in rubric_of(scorecard.sitting.stage).criteria}
    for given in scores:
        if given["criterion"] not in known:
            raise ValidationError(f"The rubric has no criterion “{given['criterion']}”.")
        score = scorecard.scores.filter(criterion=given["criterion"]).first() or Score(
            organisation=scorecard.organisation, scorecard=scorecard, criterion=given["criterion"]
        )
        for name in ("level", "abstained", "confidence", "note", "cited"):
            if name in given:
                setattr(score, name, given[name])
        if score.abstained:
            score.level = None
        score.full_clean(exclude=["organisation", "scorecard", "cited"])
        score.save()
    if note is not None:
        scorecard.note = note
        scorecard.save(update_fields=["note"])
    return scorecard


@transaction.atomic
def submit_scorecard(*, scorecard: Scorecard, by: Membership) -> Scorecard:
    """Hand a draft in; it cannot be changed from here on, and the last one in reveals all.

    Raises:
        NotARater: the card is somebody else's.
        Incomplete: a criterion has neither a level nor an abstention.
        WrongState: the card is not a draft, or the candidate's work is not in yet.
    """
    _must_be_own(scorecard, by)
    take_turn(scorecard.organisation)
    # the sitting's row is the lock: of two last cards handed in at once, one sees the other
    sitting = Sitting.objects.select_for_update().select_related("stage").get(pk=scorecard.sitting_id)
    if sitting.state != SittingState.SUBMITTED:
        raise WrongState(sitting, SittingState.SCORED)
    if missing := queries.unscored_criteria(scorecard):
        raise Incomplete(missing)
    move(scorecard, to=ScorecardState.SUBMITTED, table=TRANSITIONS, by=member(by), stamp="submitted_at")
    reveal_if_complete(sitting=sitting)
    return scorecard


@transaction.atomic
def reveal_if_complete(*, sitting: Sitting) -> bool:
    """Reveal every card of the sitting if none is missing and there are as many as the stage wants."""
    from trialpiece.web.decisions.domain import open_debrief
    from trialpiece.web.sittings.domain import advance as advance_sitting

    cards = list(sitting.scorecards.exclude(state=ScorecardState.RELEASED))
    if len(cards) < sitting.stage.min_raters or any(card.state != ScorecardState.SUBMITTED for card in cards):
        return False
    for card in cards:
        move(card, to=ScorecardState.REVEALED, table=TRANSITIONS, by=SYSTEM)
    Sitting.objects.filter(pk=sitting.pk).update(revealed_at=timezone.now())
    advance_sitting(sitting, to=SittingState.SCORED, by=SYSTEM)
    open_debrief(application=sitting.application)
    return True


@transaction.atomic
def release(*, scorecard: Scorecard, by: Membership, reason: str = "") -> None:
    """Free a rater who has not handed in (ill, or knows the candidate); their draft counts nowhere.

    Raises:
        WrongState: the card was handed in.
    """
    take_turn(scorecard.organisation)
    sitting = Sitting.objects.select_for_update().select_related("stage").get(pk=scorecard.sitting_id)
    move(scorecard, to=ScorecardState.RELEASED, table=TRANSITIONS, by=member(by), detail={"reason": reason})
    if sitting.state == SittingState.SUBMITTED:
        reveal_if_complete(sitting=sitting)


@transaction.atomic
def revise(*, score: Score, level: int | None, reason: str, by: Membership) -> Revision:
    """Write down a change of mind after reveal; the first score stays as it was.

    Raises:
        NotARater: the score is somebody else's.
        WrongState: scores are not revealed yet.
        ValidationError: no reason, or a level outside 1 to 5.
    """
    card = score.scorecard
    _must_be_own(card, by)
    if card.state != ScorecardState.REVEALED:
        raise WrongState(card, ScorecardState.REVEALED)
    if not reason.strip():
        raise ValidationError("Say what changed your mind.")
    before = current_level(score)
    revision = Revision(organisation=score.organisation, score=score, level=level, reason=reason.strip())
    revision.full_clean(exclude=["organisation"])
    revision.save(force_insert=True)
    record(
        organisation=score.organisation, by=member(by), verb="score.revised", obj=score,
        before={"level": before}, after={"level": level, "reason": reason.strip()},
    )  # fmt: skip
    return revision


def current_level(score: Score) -> int | None:
    """The level after the last revision; the first one where there is none."""
    revisions = list(score.revisions.all())  # all() and not last(), so that what was prefetched is used
    return revisions[-1].level if revisions else score.level


def _must_be_own(scorecard: Scorecard, by: Membership) -> None:
    if scorecard.rater_id != by.pk:
        raise NotARater("This scorecard belongs to somebody else.")
