"""Pages of candidates: add one, one application with its stages."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.audit.actors import member
from trialpiece.web.candidates import domain, queries
from trialpiece.web.candidates.enums import TRANSITIONS, ApplicationState
from trialpiece.web.candidates.forms import CandidateForm, EndForm
from trialpiece.web.candidates.models import Application
from trialpiece.web.candidates.stages import stages_of
from trialpiece.web.candidates.timeline import events, headline
from trialpiece.web.openings.queries import visible_to as openings_visible_to
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.states import WrongState


@for_members("candidates.add")
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, opening: str) -> HttpResponse:
    """Put a person into an opening."""
    found = get_object_or_404(openings_visible_to(request.membership), pk=opening)
    form = CandidateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = domain.add_candidate(opening=found, by=request.membership, **form.cleaned_data)
        except (domain.NotOpen, domain.AlreadyApplied) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Added as {application.candidate}. Next: issue the first stage.")
            return _to(request, application)
    return render(request, "candidates/add.html", {"form": form, "opening": found})


@for_members("candidates.list")
def application(request: MemberRequest, key: str) -> HttpResponse:
    """What has been seen of a candidate in an opening, and what is next."""
    sittings = (
        Sitting.objects.annotate(asked=Count("questions"))
        .select_related("stage", "pay", "organisation")
        .order_by("stage__position", "stage__version")
    )
    found = get_object_or_404(
        queries.visible_to(request.membership)
        .select_related("debrief", "opening__manager__user")
        .prefetch_related(Prefetch("sittings", queryset=sittings)),
        pk=key,
    )
    coordinates = may(request.membership, "candidates.coordinate", found)
    name = queries.shown_name(found, request.membership)
    cards = stages_of(found, request.membership)
    return render(
        request,
        "candidates/application.html",
        {
            "application": found,
            "opening": found.opening,
            "name": name,
            "headline": headline(found, name, cards),
            "identified": may(request.membership, "candidates.identify", found),
            "stages": [(card, events(card)) for card in cards],
            "debrief": getattr(found, "debrief", None),
            "may_debrief": hasattr(found, "debrief") and may(request.membership, "decisions.view", found.debrief),
            "coordinates": coordinates,
            "may_withdraw": coordinates and ApplicationState.WITHDRAWN in TRANSITIONS[ApplicationState(found.state)],
            "may_hire": coordinates and found.state == ApplicationState.OFFERED,
        },
    )


@for_members("candidates.coordinate")
@require_POST
def step(request: MemberRequest, key: str) -> HttpResponse:
    """Withdraw for the candidate, take back, or record that an offer was accepted."""
    found = get_object_or_404(queries.visible_to(request.membership), pk=key)
    require(request.membership, "candidates.coordinate", found)
    form, to = EndForm(request.POST), request.POST.get("to", "")
    if to in {ApplicationState.WITHDRAWN, ApplicationState.HIRED, ApplicationState.IN_PROCESS} and form.is_valid():
        try:
            domain.advance(
                found, to=ApplicationState(to), by=member(request.membership), reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"{found.candidate} is now: {ApplicationState(to).label}.")
        except WrongState as problem:
            messages.error(request, str(problem))
    return _to(request, found)


def _to(request: MemberRequest, found: Application) -> HttpResponse:
    return redirect("candidates:application", organisation=request.organisation.slug, key=found.pk)
