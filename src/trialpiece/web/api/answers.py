"""From rows to answers, as the key's member may see them; names and times pass through the rules of their features."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from trialpiece.web.api import shapes
from trialpiece.web.candidates.models import Application
from trialpiece.web.candidates.queries import named
from trialpiece.web.decisions.models import Debrief
from trialpiece.web.decisions.queries import rows
from trialpiece.web.openings.models import Opening, Passage
from trialpiece.web.openings.queries import passage_of
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Review
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.scoring.queries import progress
from trialpiece.web.sittings.models import Pay, Sitting


def listed(found: QuerySet[Any], *, page: int, per_page: int, turn: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    """One page of rows, turned into answers together, so that the number of queries does not grow with them."""
    paginator = Paginator(found, per_page)
    shown = paginator.get_page(page)
    return {
        "count": paginator.count, "page": shown.number, "pages": paginator.num_pages,
        "items": turn(list(shown.object_list)),
    }  # fmt: skip


def opening(one: Opening) -> shapes.OpeningOut:
    """A post."""
    return shapes.OpeningOut(
        key=one.pk, title=one.title, role=one.role, level=one.level, engagement=one.engagement, state=one.state,
        hides_names=one.hides_names, brief=one.brief, manager=str(one.manager), created_at=one.created_at,
        gate=_gate(passage) if (passage := passage_of(one)) else None,
    )  # fmt: skip


def _gate(passage: Passage) -> shapes.GateOut:
    return shapes.GateOut(
        advice=passage.advice,
        way=passage.way,
        permits=passage.permits,
        overridden=passage.is_override,
        by=str(passage.by),
        at=passage.at,
        reason=passage.reason,
    )


def applications(found: Iterable[Application], member: Membership) -> list[shapes.ApplicationOut]:
    """Applications, named as the member may name them."""
    told = named(list(found), member)
    writes = may(member, "candidates.coordinate")
    return [
        shapes.ApplicationOut(
            key=one.pk, opening=one.opening_id, candidate=name, state=one.state, added_at=one.created_at,
            email=one.candidate.email if writes and name == one.candidate.name else None,
        )
        for one, name in told
    ]  # fmt: skip


def sittings(found: list[Sitting], member: Membership) -> list[shapes.SittingOut]:
    """Sittings; when they began and ended only for those who may know of more time."""
    counted = progress(found)
    names = {application.pk: name for application, name in named([one.application for one in found], member)}
    return [_sitting(one, member, counted.get(one.pk), names[one.application_id]) for one in found]


def _sitting(one: Sitting, member: Membership, counted: Any, name: str) -> shapes.SittingOut:
    knows_times = may(member, "sittings.extend", one)
    return shapes.SittingOut(
        key=one.pk, application=one.application_id, candidate=name, stage=one.stage.title, practice=one.stage.practice,
        state=one.state, issued_at=one.issued_at, revealed_at=one.revealed_at,
        scorecards=shapes.Progress(handed_in=counted.handed_in, wanted=counted.wanted) if counted else None,
        started_at=one.started_at if knows_times else None,
        deadline=one.deadline if knows_times else None,
        submitted_at=one.submitted_at if knows_times else None,
    )  # fmt: skip


def review(one: Review) -> shapes.ReviewOut:
    """A reading with its report."""
    return shapes.ReviewOut(
        key=one.pk, sitting=one.submission.sitting_id, state=one.state, reading=one.reading, report=one.report
    )


def scorecard(one: Scorecard) -> shapes.ScorecardOut:
    """A card that came through `visible_scorecards`."""
    given = [
        shapes.ScoreOut(
            criterion=score.criterion, level=score.level, abstained=score.abstained, confidence=score.confidence,
            note=score.note, cited=score.cited,
            revisions=[
                shapes.RevisionOut(level=change.level, reason=change.reason, made_at=change.made_at)
                for change in score.revisions.all()
            ],
        )
        for score in one.scores.all()
    ]  # fmt: skip
    return shapes.ScorecardOut(
        key=one.pk, sitting=one.sitting_id, rater=str(one.rater), state=one.state, note=one.note, scores=given
    )


def debrief(one: Debrief, member: Membership) -> shapes.DebriefOut:
    """Criterion by criterion as the member may see it, then decisions."""
    (_, name), *_ = named([one.application], member)
    return shapes.DebriefOut(
        application=one.application_id, candidate=name, state=one.state,
        rows=[
            shapes.RowOut(
                sitting=row.sitting.pk, criterion=row.criterion.slug, title=row.criterion.title, spread=row.spread,
                given=[shapes.GivenOut(rater=str(each.rater), first=each.first, now=each.now) for each in row.given],
            )
            for row in rows(one, member)
        ],
        decisions=[
            shapes.DecisionOut(
                outcome=each.outcome, reasons=each.reasons, decided_by=str(each.decided_by), decided_at=each.decided_at
            )
            for each in one.decisions.select_related("decided_by__user")
        ],
    )  # fmt: skip


def pays(found: list[Pay], member: Membership) -> list[shapes.PayOut]:
    """Lines of the ledger."""
    names = {application.pk: name for application, name in named([one.sitting.application for one in found], member)}
    return [
        shapes.PayOut(
            key=one.pk, sitting=one.sitting_id, candidate=names[one.sitting.application_id], amount=one.amount,
            currency=one.currency, state=one.state, due_on=one.due_on, paid_on=one.paid_on, reference=one.reference,
        )
        for one in found
    ]  # fmt: skip
