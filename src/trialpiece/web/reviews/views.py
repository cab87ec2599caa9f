"""What the work shows: code left, evidence in the margin, strengths first."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.reviews import domain, queries
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.pages import FileView, anchor_of, files_of
from trialpiece.web.scoring.queries import own_scorecard

_UNDER_WAY = {ReviewState.QUEUED, ReviewState.RUNNING}


def _review(request: MemberRequest, key: str) -> Review:
    found = get_object_or_404(queries.visible_to(request.membership), pk=key)
    require(request.membership, "reviews.view", found)
    return found


@for_members("reviews.list")
def review(request: MemberRequest, key: str) -> HttpResponse:
    """One report; while it is being made, how far it is."""
    found = _review(request, key)
    sitting = found.submission.sitting
    page = {
        "review": found,
        "sitting": sitting,
        "application": sitting.application,
        "name": shown_name(sitting.application, request.membership),
        "card": own_scorecard(request.membership, sitting),
        "under_way": found.state in _UNDER_WAY,
        "may_repeat": may(request.membership, "reviews.repeat", found),
        "readings": found.submission.reviews.order_by("-reading").values("pk", "reading", "state", "finished_at"),
    }
    if found.state != ReviewState.DONE:
        return render(request, "reviews/waiting.html", page)
    everything, files = evidence_of(found), files_of(found)
    tone = request.GET.get("show", "")
    counts = Counter(one.tone for one in everything)
    shown = [
        (number, one, [(step, anchor_of(files, **_place(step))) for step in one.path], _anchor(files, one))
        for number, one in enumerate(everything, 1)
        if not tone or one.tone == tone
    ]
    run = (found.report or {}).get("run", {})
    page |= {"evidence": shown, "files": files, "counts": counts, "show": tone, "run": run}
    page |= {"inventory": (found.report or {}).get("inventory", {}), "summary": _summary(counts)}
    return render(request, "reviews/review.html", page)


def _place(step: dict[str, Any]) -> dict[str, Any]:
    at = step["at"]
    return {"file": at["file"], "cell": at["cell"], "line": at["line"]}


def _anchor(files: list[FileView], one: Evidence) -> str:
    return anchor_of(files, one.file, one.cell, one.line)


def _summary(counts: Counter[str]) -> str:
    """The page's first words: what was found, strengths first; never a verdict."""
    words = [("strength", "strength", "strengths"), ("concern", "concern", "concerns"), ("note", "note", "notes")]
    parts = [f"{counts[tone]} {one if counts[tone] == 1 else many}" for tone, one, many in words if counts[tone]]
    if not parts:
        return "Nothing stood out to the reader"
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]


@for_members("reviews.list")
def status(request: MemberRequest, key: str) -> HttpResponse:
    """For a page that waits: the phase, or a sign to load the report."""
    found = _review(request, key)
    response = render(request, "reviews/status.html", {"review": found})
    if found.state not in _UNDER_WAY:
        response["HX-Refresh"] = "true"
    return response


@for_members("reviews.list")
def as_json(request: MemberRequest, key: str) -> JsonResponse:
    """The report as `trialpiece.review/1`; the submission is named by its alias."""
    found = _review(request, key)
    response = JsonResponse(found.report or {"error": found.error}, json_dumps_params={"indent": 2})
    alias = found.submission.sitting.application.candidate.alias
    response["Content-Disposition"] = f'attachment; filename="review-{alias}-v{found.submission.version}.json"'
    return response


@for_members("reviews.list")
@require_POST
def repeat(request: MemberRequest, key: str) -> HttpResponse:
    """Read the submission again with the engine as it is now."""
    found = _review(request, key)
    require(request.membership, "reviews.repeat", found)
    again = domain.repeat_review(submission=found.submission, by=request.membership)
    messages.success(request, "It will be read again; this report stays.")
    return redirect("reviews:review", organisation=request.organisation.slug, key=again.pk)
