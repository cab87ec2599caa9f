"""Readings while people type: a form comes in, the reading goes out, nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from trialpiece.core.scoping.advert.formats import LONGEST, too_long
from trialpiece.core.scoping.engagement import engagement_for
from trialpiece.core.scoping.requirements import read_requirements
from trialpiece.core.scoping.research import nature_of
from trialpiece.core.scoping.team import team_for
from trialpiece.core.scoping.work import Part, Situation, TeamPlan, costs_with
from trialpiece.web.openings import queries as openings
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.scoping import queries, shown
from trialpiece.web.scoping.forms import MOST_PARTS, BriefForm, CostsForm, PartForm, SituationForm, TeamForm


@for_members("scoping.list")
@require_POST
def brief(request: MemberRequest) -> HttpResponse:
    """What is missing or vague, and why it matters."""
    form = BriefForm(request.POST, member=request.membership)
    told = queries.core_brief(title=request.POST.get("title", "")[:120], content=form.typed())
    return render(request, "scoping/requirements.html", {"requirements": read_requirements(told)})


def part_forms(data: Any, stored: list[dict[str, Any]]) -> list[PartForm]:
    """One form for each stored part and one for another; as many as were sent where something was sent."""
    if data is not None:
        numbers = [number for number in range(MOST_PARTS) if f"part{number}-title" in data]
        return [PartForm(data, prefix=f"part{number}") for number in numbers]
    shown_parts = [PartForm(prefix=f"part{n}", initial=PartForm.initial_of(part)) for n, part in enumerate(stored)]
    if len(stored) < MOST_PARTS:
        shown_parts.append(PartForm(prefix=f"part{len(stored)}", initial={} if stored else {"title": "The whole"}))
    return shown_parts


@for_members("scoping.list")
@require_POST
def parts(request: MemberRequest) -> HttpResponse:
    """Engineering task or research question."""
    forms = part_forms(request.POST, [])
    told = [part for form in forms if form.is_valid() and (part := form.part())]
    nature = nature_of([Part(each["title"], each["answers"], each["evidence"]) for each in told]) if told else None
    return render(request, "scoping/nature.html", {"nature": nature})


@for_members("scoping.list")
@require_POST
def team(request: MemberRequest) -> HttpResponse:
    """Roles, headcount and gaps."""
    form = TeamForm(request.POST)
    told = form.team() if form.is_valid() else {}
    return render(request, "scoping/team_reading.html", {"team": team_for(TeamPlan(**told)) if told else None})


@for_members("scoping.list")
@require_POST
def contract(request: MemberRequest) -> HttpResponse:
    """Contracts side by side under the assumptions as typed."""
    situation, costs = SituationForm(request.POST), CostsForm(request.POST)
    if not (situation.is_valid() and costs.is_valid()):
        wrong = [
            f"{form[name].label}: {errors[0]}" for form in (situation, costs) for name, errors in form.errors.items()
        ]
        return render(request, "scoping/engagement.html", {"wrong": wrong})
    reading = engagement_for(Situation(**situation.situation()), costs_with(costs.costs()))
    return render(request, "scoping/engagement.html", {"engagement": reading, "plot": shown.plot_of(reading)})


@for_members("scoping.list")
@require_POST
def advert(request: MemberRequest) -> HttpResponse:
    """The advert as it reads now, beside its brief and opening."""
    member, data = request.membership, request.POST
    found = queries.visible_to(member).filter(pk=data.get("brief", "")[:12]).first() if data.get("brief") else None
    opening = (
        openings.visible_to(member).filter(pk=data.get("opening", "")[:12]).first() if data.get("opening") else None
    )
    text = data.get("text", "")
    if len(text) > LONGEST:
        return render(request, "scoping/advert_reading.html", {"too_long": too_long(text)})
    told = shown.read_advert(text, title=data.get("title", "")[:160], brief=found, opening=opening)
    return render(request, "scoping/advert_reading.html", {"told": told, "marks": True})
