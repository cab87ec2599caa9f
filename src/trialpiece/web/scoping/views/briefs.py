"""Work briefs: the list, one brief as it reads, and the four forms that make it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.core.scoping.engagement import engagement_for
from trialpiece.core.scoping.requirements import read_requirements
from trialpiece.core.scoping.team import team_for
from trialpiece.core.scoping.whole import read_brief, said_in
from trialpiece.core.scoping.work import Situation, TeamPlan, costs_with, shipped_work
from trialpiece.web.organisations.access import MemberRequest, for_members, may
from trialpiece.web.scoping import domain, queries, shown
from trialpiece.web.scoping.forms import MOST_PARTS, BriefForm, CostsForm, SituationForm, TeamForm
from trialpiece.web.scoping.models import WorkBrief
from trialpiece.web.scoping.views.reading import part_forms

PER_PAGE = 20


def brief_of(request: MemberRequest, key: str) -> WorkBrief:
    """The brief with that key, where the member may see it."""
    found = queries.visible_to(request.membership).select_related("opening", "created_by__user")
    return get_object_or_404(found, pk=key)


def _to(request: MemberRequest, brief: WorkBrief, page: str = "scoping:brief") -> HttpResponse:
    return redirect(page, organisation=request.organisation.slug, key=brief.pk)


@for_members("scoping.list")
def home(request: MemberRequest) -> HttpResponse:
    """Briefs with how much of each is clear, and adverts."""
    briefs = queries.visible_to(request.membership).select_related("opening")
    page = Paginator(briefs, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "scoping/home.html",
        {
            "page": page,
            "briefs": [(one, read_brief(queries.core_of(one))) for one in page],
            "adverts": queries.adverts_visible_to(request.membership).select_related("opening").defer("text")[:50],
            "may_change": may(request.membership, "scoping.change"),
        },
    )


@for_members("scoping.list")
def brief(request: MemberRequest, key: str) -> HttpResponse:
    """One brief as it reads: what is said, what is missing, kind of work, team, contract; made for printing too."""
    found = brief_of(request, key)
    core = queries.core_of(found, keeps_lines=True)
    told = read_brief(queries.core_of(found))
    page: dict[str, Any] = {
        "brief": found,
        "told": told,
        "said": said_in(core),
        "transfer": queries.transfer_of(found),
        "adverts": queries.adverts_visible_to(request.membership).filter(brief=found).defer("text"),
        "may_change": may(request.membership, "scoping.change"),
        "plot": shown.plot_of(told.engagement) if told.engagement else None,
    }
    return render(request, "scoping/brief.html", page)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """A new brief."""
    form = BriefForm(request.POST or None, member=request.membership)
    if request.method == "POST" and form.is_valid():
        made = domain.write_brief(
            by=request.membership, content=form.content(),
            title=form.cleaned_data["title"], opening=form.cleaned_data["opening"],
        )  # fmt: skip
        messages.success(request, "Saved.")
        return _to(request, made)
    content = form.typed() if form.is_bound else {}
    requirements = read_requirements(queries.core_brief(title="", content=content))
    return render(request, "scoping/edit_brief.html", {"form": form, "requirements": requirements})


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, key: str) -> HttpResponse:
    """Change what a brief says."""
    found = brief_of(request, key)
    form = BriefForm(request.POST or None, instance=found, member=request.membership)
    if request.method == "POST" and form.is_valid():
        found.refresh_from_db()  # the form has written into the instance; the domain compares before and after
        domain.change_brief(
            brief=found, by=request.membership, content=form.content(),
            title=form.cleaned_data["title"], opening=form.cleaned_data["opening"],
        )  # fmt: skip
        messages.success(request, "Saved.")
        return _to(request, found)
    content = form.typed() if form.is_bound else found.content
    requirements = read_requirements(queries.core_brief(title=found.title, content=content))
    page = {"form": form, "brief": found, "requirements": requirements}
    return render(request, "scoping/edit_brief.html", page)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def parts(request: MemberRequest, key: str) -> HttpResponse:
    """Engineering task or research question, part by part."""
    found = brief_of(request, key)
    forms = part_forms(request.POST if request.method == "POST" else None, found.parts)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        told = [part for form in forms if (part := form.part())]
        domain.change_brief(brief=found, by=request.membership, parts=told)
        messages.success(request, "Saved.")
        return _to(request, found, "scoping:parts" if request.POST.get("more") else "scoping:brief")
    nature = read_brief(queries.core_of(found)).nature
    page = {"forms": forms, "brief": found, "nature": nature, "may_add": len(found.parts) < MOST_PARTS - 1}
    return render(request, "scoping/parts.html", page)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def team(request: MemberRequest, key: str) -> HttpResponse:
    """Stage, and who is there."""
    found = brief_of(request, key)
    form = TeamForm(request.POST or None, initial=TeamForm.initial_of(found.team))
    if request.method == "POST" and form.is_valid():
        domain.change_brief(brief=found, by=request.membership, team=form.team())
        messages.success(request, "Saved.")
        return _to(request, found)
    reading = team_for(TeamPlan(**found.team)) if found.team else None
    return render(request, "scoping/team.html", {"form": form, "brief": found, "team": reading})


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def contract(request: MemberRequest, key: str) -> HttpResponse:
    """Which contract, and what each costs under one's own assumptions."""
    found = brief_of(request, key)
    data = request.POST or None
    situation = SituationForm(data, initial=SituationForm.initial_of(found.situation))
    costs = CostsForm(data, initial=found.costs)
    if request.method == "POST" and situation.is_valid() and costs.is_valid():
        domain.change_brief(
            brief=found, by=request.membership, situation=situation.situation(), costs=costs.costs()
        )  # fmt: skip
        messages.success(request, "Saved.")
        return _to(request, found)
    reading = engagement_for(Situation(**found.situation), costs_with(found.costs))
    page = {
        "situation": situation, "costs": costs, "brief": found, "engagement": reading, "plot": shown.plot_of(reading),
        "transfer": queries.transfer_of(found),
    }  # fmt: skip
    return render(request, "scoping/contract.html", page)


@for_members("scoping.change")
@require_POST
def transfer(request: MemberRequest, key: str) -> HttpResponse:
    """Tick points of the transfer checklist; what somebody else ticked meanwhile stays."""
    found = brief_of(request, key)
    known = {point.id for point in shipped_work().transfer}
    ticked, were = (known & set(request.POST.getlist(name)) for name in ("settled", "was"))
    domain.settle_transfer(brief=found, settled=ticked - were, reopened=were - ticked, by=request.membership)
    messages.success(request, "Saved.")
    return _to(request, found, "scoping:contract")


@for_members("scoping.change")
@require_POST
def delete(request: MemberRequest, key: str) -> HttpResponse:
    """Delete a brief; adverts that name it stay."""
    domain.delete(obj=brief_of(request, key), by=request.membership)
    messages.success(request, "Deleted.")
    return redirect("scoping:home", organisation=request.organisation.slug)
