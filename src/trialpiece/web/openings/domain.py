"""What can happen to an opening and to its plan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.openings.enums import TRANSITIONS, OpeningState, Practice
from trialpiece.web.openings.gate import (
    GateSaysNo,
    MayNotOverride,
    NotPermitted,
    ReasonTooShort,
    hold_to_permission,
    pass_gate,
    told,
)
from trialpiece.web.openings.models import Opening, Passage, Stage
from trialpiece.web.organisations.models import Membership
from trialpiece.web.states import WrongState, allows, move

__all__ = [
    "GateSaysNo", "MayNotOverride", "NotPermitted", "PlanIncomplete", "ReasonTooShort", "WrongState", "add_stage", "advance",
    "change_opening", "change_stage", "create_opening", "hourly_rate", "open_against_advice",
]  # fmt: skip


class PlanIncomplete(Exception):
    """An opening cannot open before it has a stage and enough interviewers to score it."""


@transaction.atomic
def create_opening(*, by: Membership, interviewers: Iterable[Membership] = (), **fields: Any) -> Opening:
    """Make an opening as a draft; its manager is `by` unless another is given."""
    opening = Opening(organisation=by.organisation, **({"manager": by} | fields))
    opening.full_clean(exclude=["organisation"])
    opening.save(force_insert=True)
    opening.interviewers.set(interviewers)
    record(
        organisation=by.organisation, by=member(by), verb="opening.created", obj=opening,
        after={"title": opening.title, "role": opening.role, "level": opening.level, "hides_names": opening.hides_names},
    )  # fmt: skip
    return opening


@transaction.atomic
def change_opening(
    *,
    opening: Opening,
    by: Membership,
    interviewers: Iterable[Membership] | None = None,
    **fields: Any,
) -> Opening:
    """Change what an opening says; what was there before stays in the audit trail.

    Raises:
        NotPermitted: the verdict let it pass as a post that it permits first, and it would be another.
    """
    take_turn(opening.organisation)
    before = {name: getattr(opening, name) for name in fields}
    for name, value in fields.items():
        setattr(opening, name, value)
    hold_to_permission(opening)
    opening.full_clean(exclude=["organisation"])
    opening.save(update_fields=[*fields]) if fields else None
    if fields.get("hides_names") and not before["hides_names"]:
        _hide_names(opening)
    if interviewers is not None:
        before["interviewers"] = sorted(opening.interviewers.values_list("pk", flat=True))
        opening.interviewers.set(interviewers)
    changed = {name: getattr(opening, name) for name in fields}
    if interviewers is not None:
        changed["interviewers"] = sorted(opening.interviewers.values_list("pk", flat=True))
    keys = {name: value.pk if isinstance(value, Membership) else value for name, value in before.items()}
    after = {name: value.pk if isinstance(value, Membership) else value for name, value in changed.items()}
    record(
        organisation=opening.organisation, by=member(by), verb="opening.changed", obj=opening, before=keys, after=after
    )
    return opening


def _hide_names(opening: Opening) -> None:
    from trialpiece.web.reviews.masking import hide_names

    hide_names(opening=opening)


@transaction.atomic
def add_stage(
    *, opening: Opening, by: Membership, title: str, practice: str = Practice.TAKE_HOME, **fields: Any
) -> Stage:
    """Add a stage at the end of the plan, with the exact pack and rubric that it uses."""
    last = opening.stages.aggregate(last=Max("position"))["last"] or 0
    stage = Stage(
        organisation=opening.organisation, opening=opening, position=last + 1, title=title, practice=practice, **fields
    )
    stage.full_clean(exclude=["organisation", "rubric"])
    stage.save(force_insert=True)
    record(
        organisation=opening.organisation, by=member(by), verb="stage.added", obj=stage,
        after={"title": title, "exercise": f"{stage.exercise_slug} {stage.exercise_version}", "pay": str(stage.pay_amount)},
    )  # fmt: skip
    return stage


@transaction.atomic
def change_stage(*, stage: Stage, by: Membership, **fields: Any) -> Stage:
    """Change a stage; once somebody sits it, the change makes a new version and the old one retires."""
    take_turn(stage.organisation)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    before = {name: str(getattr(stage, name)) for name in fields}
    if stage.sittings.exists():
        Stage.objects.filter(pk=stage.pk).update(retired_at=timezone.now())
        stage.pk = stage._meta.pk.get_default()
        stage._state.adding = True
        stage.version, stage.retired_at = stage.version + 1, None
    for name, value in fields.items():
        setattr(stage, name, value)
    stage.full_clean(exclude=["organisation", "rubric"])
    stage.save()
    record(
        organisation=stage.organisation, by=member(by), verb="stage.changed", obj=stage,
        before=before, after={name: str(value) for name, value in fields.items()} | {"version": stage.version},
    )  # fmt: skip
    return stage


@transaction.atomic
def advance(opening: Opening, *, to: OpeningState, by: Membership, reason: str = "") -> None:
    """Take an opening to its next state; only a complete plan can open, and only where the gate says go or permits it.

    A post that has passed the gate once keeps that: it can be paused and opened again.

    Raises:
        PlanIncomplete: no stage yet, or fewer interviewers than a stage wants.
        GateSaysNo: the gate neither says go today nor permits this post first.
        WrongState: the table has no such step.
    """
    _advance(opening, to=to, by=by, reason=reason)


@transaction.atomic
def open_against_advice(*, opening: Opening, by: Membership, reason: str) -> None:
    """Open a post although the gate does not say go; who did so and why stays on it.

    Raises:
        PlanIncomplete: no stage yet, or fewer interviewers than a stage wants.
        MayNotOverride: `by` is no administrator of the opening's organisation.
        ReasonTooShort: the reason is shorter than a sentence.
        WrongState: the opening cannot open from where it stands.
    """
    _advance(opening, to=OpeningState.OPEN, by=by, against=reason)


def _advance(
    opening: Opening, *, to: OpeningState, by: Membership, reason: str = "", against: str | None = None
) -> None:
    take_turn(opening.organisation)
    if not allows(TRANSITIONS, now=opening.state, to=to):
        raise WrongState(opening, to)
    detail: dict[str, Any] = {"reason": reason} if reason else {}
    if to == OpeningState.OPEN:
        _check_plan(opening)
        if not Passage.objects.filter(opening=opening).exists():
            opening.refresh_from_db(fields=["role", "engagement"])  # what is permitted hangs on them
            detail |= told(pass_gate(opening, by=by, reason=against))
    stamp = {OpeningState.OPEN: "opened_at", OpeningState.FILLED: "closed_at", OpeningState.CLOSED: "closed_at"}.get(to)
    move(opening, to=to, table=TRANSITIONS, by=member(by), stamp=stamp, detail=detail)


def _check_plan(opening: Opening) -> None:
    stages = [stage for stage in opening.stages.all() if stage.retired_at is None]
    if not stages:
        raise PlanIncomplete("Add a stage first: candidates must know what they will be asked.")
    wanted, have = max(stage.min_raters for stage in stages), opening.interviewers.count()
    if have < wanted:
        raise PlanIncomplete(f"Name at least {wanted} interviewers first; there are {have}.")


def hourly_rate(stage: Stage) -> Decimal | None:
    """What the candidate earns per hour at the time cap, in the stage's currency; None where nothing is paid."""
    return round(stage.pay_amount / stage.time_cap_hours, 2) if stage.pay_amount and stage.time_cap_hours else None
