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
from trialpiece.web.reviews.choice import Choice, as_page
from trialpiece.web.reviews.enums import ReviewState
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.pages import Shown, files_of, grouped
from trialpiece.web.reviews.shown import said_against
from trialpiece.web.scoring.queries import own_scorecard

MOST_SAID = 2
"""Strengths, and concerns, that the page's opening says."""
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
    return render(request, "reviews/review.html", page | _report(request, found))


def _report(request: MemberRequest, found: Review) -> dict[str, Any]:
    """The evidence that was asked for, and the work beside it."""
    everything, choice = evidence_of(found), Choice.asked(request.GET)
    said = said_against(found, request.membership)
    shown = [Shown(number, one, said.get(one.key, [])) for number, one in enumerate(everything, 1) if choice.takes(one)]
    report = found.report or {}
    notes = [] if choice else [one for one in shown if one.evidence.tone == "note"]
    return {
        **as_page(choice, everything),
        "files": files_of(found, shown),
        "evidence": grouped(one for one in shown if one not in notes),
        "notes": notes,
        "counts": Counter(one.tone for one in everything),
        "all": len(everything),
        "run": report.get("run", {}),
        "limits": report.get("limits", []),
        "incomplete": report.get("incomplete", []),
        "lead": _lead(everything),
        "may_dispute": may(request.membership, "reviews.dispute", found),
    }


def _lead(everything: list[Evidence]) -> list[list[str]]:
    """The page's first words: the firmest of what was found, strengths first; never a verdict."""
    said = [[one.says for one in everything if one.tone == tone][:MOST_SAID] for tone in ("strength", "concern")]
    return [sayings for sayings in said if sayings]


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
