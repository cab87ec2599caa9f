"""Reading briefs and adverts; `visible_to` and `adverts_visible_to` agree with the rule `scoping.view`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from trialpiece.core.scoping.work import Part, Situation, TeamPlan, TransferPoint, costs_with, shipped_work
from trialpiece.core.scoping.work import WorkBrief as CoreBrief
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoping.models import Advert, TransferCheck, WorkBrief
from trialpiece.web.scoping.rules import READERS

LISTS = frozenset({"tables", "included", "excluded", "looks"})
"""Fields of a brief that hold one entry a line."""


def visible_to(member: Membership) -> QuerySet[WorkBrief]:
    """Work briefs that the member may see."""
    found = WorkBrief.objects.filter(organisation=member.organisation)
    return found if member.is_active and member.role in READERS else found.none()


def adverts_visible_to(member: Membership) -> QuerySet[Advert]:
    """Adverts that the member may see."""
    found = Advert.objects.filter(organisation=member.organisation)
    return found if member.is_active and member.role in READERS else found.none()


def core_brief(
    *, title: str, content: Mapping[str, Any], parts: list[dict[str, Any]] | None = None,
    team: Mapping[str, Any] | None = None, situation: Mapping[str, Any] | None = None,
    costs: Mapping[str, Any] | None = None, keeps_lines: bool = False,
) -> CoreBrief:  # fmt: skip
    """A brief as the core reads it, from what forms gave; `keeps_lines` leaves the breaks of lines in its texts."""
    texts: dict[str, Any] = {
        name: tuple(line.strip() for line in str(value).splitlines() if line.strip())
        if name in LISTS
        else str(value or "").strip()
        if keeps_lines
        else " ".join(str(value or "").split())
        for name, value in content.items()
    }
    return CoreBrief(
        title=title,
        parts=tuple(Part(each["title"], each["answers"], each.get("evidence", {})) for each in parts or ()),
        team=TeamPlan(**team) if team else None,
        situation=Situation(**situation) if situation else None,
        costs=costs_with(costs) if costs else None,
        **texts,
    )


def core_of(brief: WorkBrief, *, keeps_lines: bool = False) -> CoreBrief:
    """The stored brief as the core reads it."""
    return core_brief(
        title=brief.title, content=brief.content, parts=brief.parts, team=brief.team, situation=brief.situation,
        costs=brief.costs, keeps_lines=keeps_lines,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transfer:
    """A point of the transfer checklist; `check` says who settled it and when, None while it is open."""

    point: TransferPoint
    check: TransferCheck | None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The transfer checklist of one piece of work, in the pack's order."""

    points: tuple[Transfer, ...]

    @property
    def settled(self) -> int:
        """How many points are settled."""
        return sum(each.check is not None for each in self.points)


def transfer_of(brief: WorkBrief) -> Checklist:
    """The transfer checklist of a piece of work."""
    checks = {each.point: each for each in brief.transfer_checks.select_related("settled_by__user")}
    return Checklist(tuple(Transfer(point, checks.get(point.id)) for point in shipped_work().transfer))


def duties_of(brief: WorkBrief) -> str:
    """The brief as a text that the reader of adverts can read."""
    names = ("business_question", "included", "success_metric", "decision_good", "decision_bad", "decision_unclear")
    told = [str(brief.content.get(name, "")).strip() for name in names]
    told += [part["title"] for part in brief.parts]
    return "\n".join([brief.title, *(text for text in told if text)])
