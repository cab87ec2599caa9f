"""Pages of openings: list, one opening, its plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.openings import domain, queries
from trialpiece.web.openings.enums import TRANSITIONS, OpeningState
from trialpiece.web.openings.forms import OpeningForm, OverrideForm, ReasonForm, StageForm
from trialpiece.web.openings.models import Opening
from trialpiece.web.openings.stages import frozen
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.states import WrongState
from trialpiece.web.ui import words

PER_PAGE = 25
_ACTIVE = Q(applications__state__in=[ApplicationState.ADDED, ApplicationState.IN_PROCESS, ApplicationState.OFFERED])


def _opening(request: MemberRequest, key: str) -> Opening:
    openings = queries.visible_to(request.membership).select_related(
        "manager__user", "passage__by__user", "passage__assessment"
    )
    return get_object_or_404(openings, pk=key)


@for_members("openings.list")
def openings(request: MemberRequest) -> HttpResponse:
    """Every opening that the member may see, those that are open first."""
    state = request.GET.get("state", "")
    found = queries.visible_to(request.membership).select_related("manager__user", "passage")
    found = found.annotate(active=Count("applications", filter=_ACTIVE), total=Count("applications"))
    if state in OpeningState.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "openings/openings.html",
        {
            "page": page,
            "state": state,
            "states": OpeningState.choices,
            "may_create": may(request.membership, "openings.create"),
            "may_export": may(request.membership, "openings.export"),
        },
    )


@for_members("openings.create")
@require_http_methods(["GET", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    """A new post, as a draft."""
    form = OpeningForm(request.POST or None, member=request.membership)
    if request.method == "POST" and form.is_valid():
        opening = domain.create_opening(by=request.membership, **form.cleaned_data)
        messages.success(request, "Saved as a draft. Next: the first stage of its plan.")
        return _to(request, opening)
    return render(request, "openings/edit.html", {"form": form})


@for_members("openings.list")
def opening(request: MemberRequest, key: str) -> HttpResponse:
    """One opening: role and plan on top, candidates below."""
    found = _opening(request, key)
    leads = may(request.membership, "openings.change", found)
    candidates = _candidates(request, found)
    return render(
        request,
        "openings/opening.html",
        {
            "opening": found,
            "stages": queries.plan_of(found),
            "interviewers": found.interviewers.select_related("user").order_by("user__name"),
            "candidates": candidates,
            "standing": _standing(found, candidates),
            "leads": leads,
            "coordinates": may(request.membership, "candidates.add"),
            "may_export": may(request.membership, "candidates.export", found),
            "steps": [to for to in OpeningState if to in TRANSITIONS[OpeningState(found.state)]] if leads else [],
            **_gate(request, found),
        },
    )


def _gate(request: MemberRequest, found: Opening) -> dict[str, Any]:
    """How the opening passed the gate, or what the gate says of one that has not."""
    member, passage = request.membership, queries.passage_of(found)
    page: dict[str, Any] = {"passage": passage, "reads_gate": may(member, "readiness.list")}
    if passage is None and OpeningState.OPEN in TRANSITIONS[OpeningState(found.state)]:
        stands = queries.standing_of(found)
        page |= {
            "advice": stands.advice,
            "stands": stands,
            "may_assess": may(member, "readiness.manage"),
            "override": OverrideForm() if may(member, "openings.override_gate", found) else None,
            "may_override": queries.who_may_override(member),
        }
    return page


def _candidates(request: MemberRequest, found: Opening) -> Any:
    from trialpiece.web.candidates.queries import listed

    return listed(
        member=request.membership, opening=found, page=request.GET.get("page"), state=request.GET.get("state", "")
    )


def _standing(found: Opening, candidates: Any) -> str:
    """How far we are, in one sentence; nothing while nobody has applied."""
    if not (number := candidates.page.paginator.count):
        return ""
    scored = candidates.scored
    waits = f", {words.said(scored, 'scored piece of work', 'scored pieces of work')}" if scored else ""
    return words.opened(f"{words.said(number, 'candidate')}{waits}.")


@for_members("openings.list")
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, key: str) -> HttpResponse:
    """Change what the opening says."""
    found = _opening(request, key)
    require(request.membership, "openings.change", found)
    form = OpeningForm(request.POST or None, instance=found, member=request.membership)
    if request.method == "POST" and form.is_valid():
        found.refresh_from_db()  # the form has written into the instance; the domain compares before and after
        try:
            domain.change_opening(opening=found, by=request.membership, **form.cleaned_data)
        except domain.NotPermitted as problem:
            form.add_error("role", str(problem))
        else:
            messages.success(request, "Saved.")
            return _to(request, found)
    return render(request, "openings/edit.html", {"form": form, "opening": found})


@for_members("openings.list")
@require_POST
def step(request: MemberRequest, key: str) -> HttpResponse:
    """Open, pause, close or fill."""
    found = _opening(request, key)
    require(request.membership, "openings.change", found)
    form = ReasonForm(request.POST)
    to = request.POST.get("to", "")
    if to in OpeningState.values and form.is_valid():
        try:
            domain.advance(found, to=OpeningState(to), by=request.membership, reason=form.cleaned_data["reason"])
            messages.success(request, f"“{found.title}” is now: {OpeningState(to).label}.")
        except (domain.PlanIncomplete, domain.GateSaysNo, WrongState) as problem:
            messages.error(request, str(problem))
    return _to(request, found)


@for_members("openings.list")
@require_http_methods(["GET", "POST"])
def override(request: MemberRequest, key: str) -> HttpResponse:
    """Open a post against the gate's advice, with a reason."""
    found = _opening(request, key)
    require(request.membership, "openings.override_gate", found)
    if queries.passage_of(found) is not None:
        return _to(request, found)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.open_against_advice(opening=found, by=request.membership, reason=form.cleaned_data["reason"])
            messages.success(request, f"“{found.title}” is open; your reason stands on it.")
            return _to(request, found)
        except domain.ReasonTooShort as problem:
            form.add_error("reason", str(problem))
        except (domain.PlanIncomplete, WrongState) as problem:
            messages.error(request, str(problem))
            return _to(request, found)
    stands = queries.standing_of(found)
    page = {"opening": found, "override": form, "advice": stands.advice, "stands": stands, "reads_gate": True}
    return render(request, "openings/override.html", page)


@for_members("openings.list")
@require_http_methods(["GET", "POST"])
def stage(request: MemberRequest, key: str, stage: str = "") -> HttpResponse:
    """Add a stage to the plan, or change one; a change of a stage that somebody sits makes a new version."""
    found = _opening(request, key)
    require(request.membership, "openings.change", found)
    existing = get_object_or_404(queries.plan_of(found), pk=stage) if stage else None
    form = StageForm(request.POST or None, instance=existing)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields |= frozen(fields.pop("exercise"))
        if existing:
            existing.refresh_from_db()
            domain.change_stage(stage=existing, by=request.membership, **fields)
        else:
            domain.add_stage(opening=found, by=request.membership, **fields)
        messages.success(request, "The plan is saved.")
        return _to(request, found)
    return render(request, "openings/stage.html", {"form": form, "opening": found, "stage": existing})


def _to(request: MemberRequest, found: Opening) -> HttpResponse:
    return redirect("openings:opening", organisation=request.organisation.slug, key=found.pk)
