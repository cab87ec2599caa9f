"""The probe sheet of one submission, to read on screen or to take along on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.probes.sheet import questions_of
from trialpiece.web.reviews import queries


@for_members("reviews.list")
@require_safe
def sheet(request: MemberRequest, key: str) -> HttpResponse:
    """Questions with their places, and what strong and weak answers sound like; whoever reads the report may read it."""
    review = get_object_or_404(queries.visible_to(request.membership), pk=key)
    require(request.membership, "reviews.view", review)
    sitting = review.submission.sitting
    page = {
        "review": review,
        "sitting": sitting,
        "application": sitting.application,
        "name": shown_name(sitting.application, request.membership),
        "questions": questions_of(review),
        "may_repeat": may(request.membership, "reviews.repeat", review),
    }
    return render(request, "probes/sheet.html", page)
