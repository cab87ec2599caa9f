"""Contractor, employee, partner or a mix: what speaks for each, what it costs, and when it breaks even."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from trialpiece.core.scoping.work import Costs, Situation, TransferPoint, shipped_work

_SHORT = 6
"""Months up to which work counts as time-bounded."""
_LONG = 12


class Engagement(StrEnum):
    """The kinds of contract."""

    CONTRACTOR = "contractor"
    EMPLOYEE = "employee"
    PARTNER = "partner"
    MIX = "mix"


@dataclass(frozen=True, slots=True)
class Option:
    """One kind of contract over the horizon. Money in the currency of the assumptions."""

    engagement: Engagement
    upfront: float
    """Recruiting, ramp-up or handover, notice and the price of waiting, whatever the length of the work."""
    per_month: float
    starts_after_months: float
    total: float
    """Over the horizon, waiting included."""
    months_of_work: float
    """Full months of work done within the horizon, after starting and ramping up."""
    by_month: tuple[float, ...]
    """Cumulative cost at the end of each month of the horizon, for a plot."""

    @property
    def per_month_of_work(self) -> float | None:
        """Cost of a month of work done, None when none is done."""
        return self.total / self.months_of_work if self.months_of_work > 0 else None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From how many months of work on the employee is cheaper, notice at the end included."""

    against: Engagement
    months_of_work: float | None
    """None when never."""
    calendar_month: int | None
    """Counted from today, waiting included; None when never or past the horizon."""
    says: str


@dataclass(frozen=True, slots=True)
class EngagementReading:
    """The recommendation with its reasons, costs side by side, warnings and the checklist."""

    recommended: Engagement | None
    """None when too little is said."""
    headline: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    missing: tuple[str, ...]
    options: tuple[Option, ...]
    break_even: tuple[BreakEven, ...]
    checklist: tuple[TransferPoint, ...]
    assumptions: Costs


def engagement_for(situation: Situation, costs: Costs | None = None) -> EngagementReading:
    """Which contract, why, and what each would cost under the assumptions."""
    costs = costs or shipped_work().costs
    recommended, reasons = _recommend(situation, costs)
    options = tuple(_option(each, costs) for each in (Engagement.CONTRACTOR, Engagement.EMPLOYEE, Engagement.PARTNER))
    return EngagementReading(
        recommended=recommended,
        headline=_HEADLINES[recommended]
        if recommended
        else "This cannot be said yet: say how long, and who owns it afterwards.",
        reasons=tuple(reasons),
        warnings=tuple(_warnings(situation, recommended, costs)),
        missing=tuple(_QUESTIONS[name] for name in _QUESTIONS if getattr(situation, name) is None),
        options=options,
        break_even=tuple(_break_even(options[1], other, costs) for other in (options[0], options[2])),
        checklist=shipped_work().transfer,
        assumptions=costs,
    )


_HEADLINES = {
    Engagement.CONTRACTOR: "A contractor with exactly this expertise, for a fixed time.",
    Engagement.EMPLOYEE: "An employee: this must be owned.",
    Engagement.PARTNER: "An outside partner who answers for the result, with handover.",
    Engagement.MIX: "A mix: an outsider bridges until the employee has started and taken over.",
}
_QUESTIONS = {
    "duration_months": "How many months will the work take?",
    "ongoing_ownership": "Must somebody run, watch and retrain it afterwards?",
    "strategic": "How much of what makes you different is it: low, medium, high?",
    "needed_in_months": "In how many months must the first work be done?",
    "in_house_direction": "Is there somebody in the house who can direct the work day by day?",
}


def _recommend(situation: Situation, costs: Costs) -> tuple[Engagement | None, list[str]]:
    """Ordered rules; the first that fits decides."""
    duration, owned = situation.duration_months, situation.ongoing_ownership
    if duration is None and owned is None:
        return None, []
    lasting = bool(owned) or (duration is not None and duration > _LONG)
    worth_owning = lasting or situation.strategic == "high"
    urgent = situation.needed_in_months is not None and situation.needed_in_months < costs.months_to_hire
    undirected = situation.in_house_direction is False
    reasons = []
    if owned:
        reasons.append("It must be run, watched and retrained afterwards; that takes people who stay.")
    elif lasting:
        reasons.append(f"{duration:g} months are no project; they are a post.")
    if situation.strategic == "high":
        reasons.append("It is part of what makes you different; such knowledge is worth owning.")
    if urgent:
        reasons.append(
            f"It is needed in {situation.needed_in_months:g} months, and a senior hire takes about {costs.months_to_hire:g} to land."
        )
    if undirected:
        reasons.append(
            "Nobody in the house can direct the work day by day, so somebody outside must answer for the result."
        )
    if worth_owning and (urgent or undirected):
        return Engagement.MIX, [*reasons, "So an outsider starts now, and hands over to the hire by the checklist."]
    if worth_owning:
        return Engagement.EMPLOYEE, reasons
    if undirected or (situation.scarce_skill and duration is not None and duration > _SHORT):
        if situation.scarce_skill:
            reasons.append("The skill is scarce and the need ends; renting it is cheaper than finding and keeping it.")
        return Engagement.PARTNER, reasons
    if duration is not None and duration <= _SHORT:
        return Engagement.CONTRACTOR, [
            *reasons,
            f"{duration:g} months of bounded work; a specialist for that time is usually cheaper.",
        ]
    reasons.append("It is bound to a project, and somebody in the house can direct it.")
    return Engagement.CONTRACTOR, reasons


def _warnings(situation: Situation, recommended: Engagement | None, costs: Costs) -> list[str]:
    """What goes wrong most often with what is planned, or recommended where nothing is planned."""
    planned = Engagement(situation.planned) if situation.planned else recommended
    found = []
    outside = planned in (Engagement.CONTRACTOR, Engagement.PARTNER, Engagement.MIX)
    if outside and is_staff_augmentation(situation, planned):
        found.append(
            "This is staff augmentation by default: outsiders doing lasting work under your direction, with no end and no handover "
            "written down. You pay the rate of a specialist and keep neither the knowledge nor the choice. Decide: hire, or write the exit down."
        )
    elif outside and not situation.transfer_written_down:
        found.append("Knowledge transfer and exit are not written down yet; the checklist is the least of it.")
    if situation.planned and recommended and planned is not recommended:
        found.append(f"Planned is {situation.planned}; what was said speaks for {recommended}.")
    if (
        planned is Engagement.EMPLOYEE
        and situation.needed_in_months is not None
        and situation.needed_in_months < costs.months_to_hire
    ):
        found.append("The hire will not be there in time; move the date or bridge.")
    return found


def is_staff_augmentation(situation: Situation, planned: Engagement | None) -> bool:
    """Lasting work by outsiders, directed in the house day by day, with no transfer written down."""
    lasting = bool(situation.ongoing_ownership) or (situation.duration_months or 0) > _SHORT
    outside = planned in (Engagement.CONTRACTOR, Engagement.PARTNER, Engagement.MIX)
    return lasting and outside and situation.in_house_direction is not False and not situation.transfer_written_down


def _option(engagement: Engagement, costs: Costs) -> Option:
    handover = costs.handover_days
    if engagement is Engagement.EMPLOYEE:
        per_month = costs.salary_year * (1 + costs.overhead_share) / 12
        start, ramp, upfront = costs.months_to_hire, costs.ramp_up_months, costs.salary_year * costs.recruiting_share
    else:
        rate = costs.contractor_day_rate if engagement is Engagement.CONTRACTOR else costs.partner_day_rate
        start = costs.months_to_contractor if engagement is Engagement.CONTRACTOR else costs.months_to_partner
        per_month, ramp, upfront = rate * costs.days_per_month, 0.0, 0.0
    lost = handover / costs.days_per_month if engagement is not Engagement.EMPLOYEE else ramp / 2
    notice = costs.notice_months * per_month if engagement is Engagement.EMPLOYEE else 0.0
    waiting = costs.delay_cost_month * start
    by_month = tuple(
        costs.delay_cost_month * min(month, start)
        + max(0.0, month - start) * per_month
        + (upfront if month > start else 0.0)
        for month in range(1, costs.horizon_months + 1)
    )
    months_of_work = max(0.0, costs.horizon_months - start - lost)
    return Option(
        engagement,
        upfront + notice + waiting + lost * per_month,
        per_month,
        start,
        by_month[-1],
        months_of_work,
        by_month,
    )


def _break_even(employee: Option, other: Option, costs: Costs) -> BreakEven:
    """Where the lines `upfront + per_month * months of work` cross."""
    saved, extra = other.per_month - employee.per_month, employee.upfront - other.upfront
    name = f"the {other.engagement}"
    if extra < 0 <= saved:
        return BreakEven(other.engagement, 0.0, None, f"The employee is cheaper than {name} from the first month on.")
    if saved <= 0:
        if extra < 0:
            says = f"The employee is cheaper only for work of up to {extra / saved:.1f} months, and dearer than {name} afterwards."
        else:
            says = f"The employee never gets cheaper than {name} under these assumptions."
        return BreakEven(other.engagement, None, None, says)
    months = extra / saved
    calendar = math.ceil(employee.starts_after_months + months + costs.ramp_up_months / 2)
    inside = calendar <= costs.horizon_months
    says = f"From {months:.1f} months of work on the employee is cheaper than {name}"
    says += (
        f"; that is month {calendar} from today."
        if inside
        else f", which lies past the horizon of {costs.horizon_months} months."
    )
    return BreakEven(other.engagement, months, calendar if inside else None, says)
