"""Pages of exercises: the list, and one with all that candidates and raters will see of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trialpiece.core.exercises import BadPack, Pack, load_pack
from trialpiece.web.exercises.packs import all_packs, brief_of
from trialpiece.web.likeness.queries import pools_of
from trialpiece.web.openings.models import Stage
from trialpiece.web.organisations.access import MemberRequest, for_members, may


@for_members("exercises.list")
@require_GET
def exercises(request: MemberRequest) -> HttpResponse:
    """Every exercise: what it asks, how long it takes, what it pays, what it is judged on."""
    problem, packs = "", tuple[Pack, ...]()
    try:
        packs = all_packs()
    except BadPack as bad:
        problem = str(bad)
    return render(request, "exercises/exercises.html", {"packs": packs, "problem": problem})


@for_members("exercises.list")
@require_GET
def exercise(request: MemberRequest, slug: str) -> HttpResponse:
    """One exercise: brief, rubric with all anchors, data, pay, where it is in use."""
    try:
        pack: Pack = load_pack(slug)
    except BadPack as bad:
        raise Http404(str(bad)) from bad
    stages = Stage.objects.filter(organisation=request.organisation, exercise_slug=slug, retired_at=None)
    context = {
        "pack": pack,
        "brief": brief_of(pack),
        "stages": stages.select_related("opening").order_by("opening__title", "position"),
        "pools": pools_of(slug, request.membership) if may(request.membership, "likeness.list") else (),
        "may_plan": may(request.membership, "openings.create"),
    }
    return render(request, "exercises/exercise.html", context)
