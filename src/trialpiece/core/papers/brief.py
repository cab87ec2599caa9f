"""A work brief as a paper: what it says, what is missing, kind of work, team, contract with its cost, and the checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trialpiece.core.papers.readiness import day
from trialpiece.core.papers.typeset import typeset
from trialpiece.core.scoping.engagement import EngagementReading
from trialpiece.core.scoping.requirements import State
from trialpiece.core.scoping.research import WorkNature
from trialpiece.core.scoping.team import TeamReading
from trialpiece.core.scoping.whole import BriefReading, read_brief, said_in
from trialpiece.core.scoping.work import WorkBrief, shipped_work

_TONES = {State.CLEAR: "strength", State.VAGUE: "accent", State.MISSING: "concern"}


@dataclass(frozen=True, slots=True)
class About:
    """Whose brief it is, when it was last changed, and which points of the checklist are settled, by whom and when."""

    organisation: str
    drawn: dt.datetime
    changed: dt.date | None = None
    opening: str = ""
    settled: Mapping[str, str] = field(default_factory=dict)
    """Id of a point to a few words, such as “Mara Brandt, 3 March 2027”."""


def brief_pdf(brief: WorkBrief, about: About) -> bytes:
    """The brief as PDF."""
    return typeset("brief", brief_data(brief, about), when=about.drawn)


def brief_data(brief: WorkBrief, about: About) -> dict[str, Any]:
    """What the template shows, as JSON."""
    told, said = read_brief(brief), said_in(brief)
    return {
        "organisation": about.organisation or "An organisation",
        "title": brief.title,
        "lede": _lede(told, about),
        "drawn": day(about.drawn),
        "about": f"Requirements, questions and stages in version {shipped_work().version}. Drawn by Trialpiece.",
        "requirements": [
            {
                "title": each.requirement.title, "six": each.requirement.six, "state": str(each.state),
                "tone": _TONES[each.state], "said": said[each.requirement.id], "problems": list(each.problems),
                "why": each.requirement.why if each.state is not State.CLEAR else "",
            }
            for each in told.requirements
        ],
        "nature": _nature(told.nature) if told.nature else None,
        "team": _team(told.team) if told.team else None,
        "contract": _contract(told.engagement) if told.engagement else None,
        "checklist": [
            {"title": each.title, "text": each.text, "settled": about.settled.get(each.id)}
            for each in shipped_work().transfer
        ],
    }  # fmt: skip


def _lede(told: BriefReading, about: About) -> str:
    count = len(told.requirements)
    six = [each for each in told.requirements if each.requirement.six]
    clear = sum(each.state is State.CLEAR for each in six)
    words = "Ready to start: everything is said." if told.is_ready else (
        f"Not ready to start: {told.clear} of {count} requirements are clear, {clear} of the {len(six)} without which "
        "no proof of concept begins."
    )  # fmt: skip
    changed = f" Last changed {day(about.changed)}." if about.changed else ""
    return f"{words}{f' For {about.opening}.' if about.opening else ''}{changed}"


def _nature(nature: WorkNature) -> dict[str, Any]:
    consequence = nature.consequence
    return {
        "headline": nature.headline,
        "parts": [
            {
                "title": each.title, "nature": str(each.nature), "reasons": list(each.reasons),
                "without": ", ".join(each.without_evidence).lower(),
            }
            for each in nature.parts
        ],
        "split": list(nature.split),
        "means": [("Role.", consequence.role), ("Schedule.", consequence.schedule), ("Contract.", consequence.contract)],
        "warning": nature.warning,
    }  # fmt: skip


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return str(least) if least == most else f"{least} to {most}"


def _team(team: TeamReading) -> dict[str, Any]:
    return {
        "headline": f"{team.stage.title}: {_range(*team.headcount)} people.",
        "note": team.stage.note,
        "needs": [
            {
                "title": each.title[0].upper() + each.title[1:], "range": _range(each.least, each.most), "present": each.present,
                "lacking": bool(each.lacking),
            }
            for each in team.needs
        ],
        "gaps": list(team.gaps),
    }  # fmt: skip


def _contract(reading: EngagementReading) -> dict[str, Any]:
    costs = reading.assumptions
    return {
        "headline": reading.headline, "reasons": list(reading.reasons), "warnings": list(reading.warnings),
        "missing": list(reading.missing), "horizon": costs.horizon_months, "currency": costs.currency,
        "options": [
            {
                "name": str(each.engagement).capitalize(), "total": f"{each.total:,.0f}", "work": f"{each.months_of_work:.1f}",
                "each": "–" if each.per_month_of_work is None else f"{each.per_month_of_work:,.0f}",
                "by_month": [0.0, *each.by_month],
            }
            for each in reading.options
        ],
        "most": max(each.by_month[-1] for each in reading.options) or 1.0,
        "most-says": f"{max(each.by_month[-1] for each in reading.options):,.0f} {costs.currency}",
        "plot-says": f"Cumulative cost over {costs.horizon_months} months: "
        + "; ".join(f"{each.engagement} {each.total:,.0f}" for each in reading.options),
        "crossings": sorted({each.calendar_month for each in reading.break_even if each.calendar_month}),
        "break-even": [each.says for each in reading.break_even],
        "assumed": [
            ("Contractor, a day", f"{costs.contractor_day_rate:,.0f}"), ("Partner, a day", f"{costs.partner_day_rate:,.0f}"),
            ("Days of work a month", f"{costs.days_per_month:g}"), ("Salary, a year", f"{costs.salary_year:,.0f}"),
            ("Overhead", f"{costs.overhead_share:.0%} of the salary"), ("Recruiting", f"{costs.recruiting_share:.0%} of a salary"),
            ("Months to hire", f"{costs.months_to_hire:g}"), ("Months to a contractor", f"{costs.months_to_contractor:g}"),
            ("Months to a partner", f"{costs.months_to_partner:g}"), ("Months to ramp up", f"{costs.ramp_up_months:g}"),
            ("Days of handover", f"{costs.handover_days:g}"), ("Months of notice", f"{costs.notice_months:g}"),
            ("A month of waiting", f"{costs.delay_cost_month:,.0f}"),
        ],
    }  # fmt: skip
