"""What the work shows: code left, evidence in the margin, strengths first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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

TONES = ("strength", "concern", "note")
MOST_SAID = 2
"""Strengths, and concerns, that the page's opening says."""
_UNDER_WAY = {ReviewState.QUEUED, ReviewState.RUNNING}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence with its number on the page and the places in the listing that it speaks of."""

    number: int
    evidence: Evidence
    anchor: str
    path: list[tuple[dict[str, Any], str]]


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
    show = request.GET.get("show", "")
    shown = [
        Shown(number, one, _anchor(files, one), [(step, anchor_of(files, **_place(step))) for step in one.path])
        for number, one in enumerate(everything, 1)
        if show not in TONES or one.tone == show
    ]
    notes = [] if show else [one for one in shown if one.evidence.tone == "note"]
    report = found.report or {}
    page |= {
        "evidence": [one for one in shown if one not in notes],
        "notes": notes,
        "files": files,
        "counts": Counter(one.tone for one in everything),
        "all": len(everything),
        "show": show,
        "run": report.get("run", {}),
        "inventory": report.get("inventory", {}),
        "lead": _lead(everything),
    }
    return render(request, "reviews/review.html", page)


def _place(step: dict[str, Any]) -> dict[str, Any]:
    at = step["at"]
    return {"file": at["file"], "cell": at["cell"], "line": at["line"]}


def _anchor(files: list[FileView], one: Evidence) -> str:
    return anchor_of(files, one.file, one.cell, one.line)


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
