"""How many, at which stage: roles and headcount by stage, and the gaps of the present team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trialpiece.core.scoping.work import Stage, TeamPlan, shipped_work

ROLE_TITLES: Mapping[str, tuple[str, str]] = {
    "data_scientist": ("data scientist", "data scientists"),
    "data_engineer": ("data engineer", "data engineers"),
    "ml_engineer": ("ML engineer", "ML engineers"),
    "mlops_engineer": ("MLOps engineer", "MLOps engineers"),
}
_MANY = 10_000
"""Stands for "no upper end" in the pack."""


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """One role at a stage: least and most (None: open), and how many are there."""

    role: str
    title: str
    least: int
    most: int | None
    present: int

    @property
    def lacking(self) -> int:
        """How many short of the least."""
        return max(0, self.least - self.present)


@dataclass(frozen=True, slots=True)
class TeamReading:
    """The stage, what it needs, and what the present team lacks; gaps are sentences, worst first."""

    stage: Stage
    needs: tuple[RoleNeed, ...]
    headcount: tuple[int, int | None]
    present: int
    gaps: tuple[str, ...]
    next_hire: str | None
    """The role to fill first, None when nothing is lacking."""


def stage_for(plan: TeamPlan) -> Stage:
    """The stage that was named, or the one that the number of models in production means.

    Raises:
        ValueError: neither is known.
    """
    stages = shipped_work().stages
    if plan.stage is not None:
        named = next((each for each in stages if each.id == plan.stage), None)
        if named is None:
            raise ValueError(f"there is no stage {plan.stage!r}")
        return named
    if plan.models_in_production is None:
        raise ValueError("name the stage, or the number of models in production")
    return next(each for each in stages if each.models[0] <= plan.models_in_production <= each.models[1])


def team_for(plan: TeamPlan) -> TeamReading:
    """Roles, headcount and gaps.

    Raises:
        ValueError: neither stage nor number of models is known.
    """
    stage = stage_for(plan)
    models = plan.models_in_production
    needs = tuple(
        RoleNeed(
            role,
            ROLE_TITLES.get(role, (role, role))[0],
            least,
            None if most >= _MANY else most,
            plan.present.get(role, 0),
        )
        for role, (least, most) in stage.roles.items()
    )
    present = sum(plan.present.values())
    gaps = [_sentence(need, stage, models) for need in needs if need.lacking] if present else []
    gaps += _size(stage, present, models)
    gaps += [_surplus(need, stage) for need in needs if need.most is not None and need.present > need.most]
    order = ("data_engineer", "data_scientist", "ml_engineer", "mlops_engineer")
    if models and models >= 3:
        order = ("mlops_engineer", "ml_engineer", "data_engineer", "data_scientist")
    lacking = {need.role: need for need in needs if need.lacking}
    first = next((role for role in order if role in lacking), None)
    least, most = stage.headcount
    return TeamReading(stage, needs, (least, None if most >= _MANY else most), present, tuple(gaps), first)


def _work(stage: Stage, models: int | None) -> str:
    if models:
        return f"{models} production model{'s' if models > 1 else ''}"
    return stage.title[0].lower() + stage.title[1:]


def _sentence(need: RoleNeed, stage: Stage, models: int | None) -> str:
    one, many = ROLE_TITLES.get(need.role, (need.role, need.role))
    if need.present == 0:
        return f"{_work(stage, models).capitalize() if not models else _work(stage, models)} and no {one}."
    return f"{_work(stage, models)}, {need.present} {one if need.present == 1 else many}: at least {need.least} needed."


def _size(stage: Stage, present: int, models: int | None) -> list[str]:
    least, most = stage.headcount
    if not present or least <= present <= most:
        return []
    if present < least:
        said = "is overwhelmed" if models and present * 3 < models else f"is too small; {least} or more are usual"
        return [f"A team of {present} with {_work(stage, models)} {said}."]
    if stage.models[1] == 0:
        return [f"A team of {present} on a proof of concept moves slowly; {most} are enough until the first decision."]
    return [
        f"A team of {present} for {_work(stage, models)} is larger than the usual {least}-{most}; ask what each of them owns."
    ]


def _surplus(need: RoleNeed, stage: Stage) -> str:
    one, many = ROLE_TITLES.get(need.role, (need.role, need.role))
    if need.most == 0:
        return f"{need.present} {one if need.present == 1 else many} at this stage ({stage.title.lower()}): not needed yet."
    return f"{need.present} {many} at this stage ({stage.title.lower()}): {need.most} would do."
