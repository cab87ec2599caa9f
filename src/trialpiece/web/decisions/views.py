"""The debrief: where raters differ, what is decided, what the candidate hears."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.decisions import domain, queries
from trialpiece.web.decisions.enums import DebriefState, FeedbackState, Outcome
from trialpiece.web.decisions.forms import DecisionForm, FeedbackForm, NotesForm, ReopenForm
from trialpiece.web.decisions.models import Debrief, Feedback
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.organisations.models import Owned
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.queries import report_of
from trialpiece.web.states import WrongState
from trialpiece.web.ui import words


def _debrief(request: MemberRequest, key: str) -> Debrief:
    """By the application's key: it is the address that people know."""
    debriefs = queries.visible_to(request.membership).select_related("application__opening__manager__user")
    return get_object_or_404(debriefs, application_id=key)


@for_members("decisions.list")
@require_http_methods(["GET", "POST"])
def debrief(request: MemberRequest, key: str) -> HttpResponse:
    """Criterion × interviewer, widest spread first; then the decision with its reasons."""
    found = _debrief(request, key)
    decides = may(request.membership, "decisions.decide", found)
    form = DecisionForm(request.POST or None) if decides and found.state == DebriefState.OPEN else None
    if request.method == "POST":
        require(request.membership, "decisions.decide", found)
        if form and form.is_valid() and _decide(request, found, form):
            return _to(found)
    rows = queries.rows(found, request.membership)
    reviews = [report_of(sitting) for sitting in found.application.sittings.exclude(revealed_at=None)]
    cited = _citable(reviews)
    for given in (given for row in rows for given in row.given):
        given.cited.extend(cited[key] for key in dict.fromkeys(given.score.cited) if key in cited)
    return render(
        request,
        "decisions/debrief.html",
        {
            "debrief": found,
            "application": found.application,
            "name": shown_name(found.application, request.membership),
            "headline": queries.headline(rows),
            "rows": rows,
            "dots": [_dots(row, request, is_first=row is rows[0]) for row in rows],
            "apart": [row for row in rows if row.spread > 1],
            "raters": len({given.rater.pk for row in rows for given in row.given}),
            "close": [row for row in rows if row.spread <= 1],
            "several": len({row.sitting.pk for row in rows}) > 1,
            "reviews": [review for review in reviews if review],
            "decisions": found.decisions.select_related("decided_by__user"),
            "form": form,
            "decides": decides,
            "may_note": may(request.membership, "decisions.note", found),
            "notes_form": NotesForm(initial={"notes": found.notes}),
            "reopen_form": ReopenForm(),
            "feedback": found.application.feedback.order_by("-drafted_at").first() if decides else None,
        },
    )


def _decide(request: MemberRequest, found: Debrief, form: DecisionForm) -> bool:
    outcome = Outcome(form.cleaned_data["outcome"])
    try:
        domain.decide(debrief=found, outcome=outcome, reasons=form.cleaned_data["reasons"], by=request.membership)
    except (WrongState, ValidationError) as problem:
        form.add_error(None, " ".join(getattr(problem, "messages", [str(problem)])))
        return False
    messages.success(request, f"Recorded: {outcome.label}.")
    return True


def _dots(row: queries.Row, request: MemberRequest, *, is_first: bool) -> dict[str, Any]:
    return {
        "label": words.opened(row.criterion.title),
        "url": f"#{row.criterion.slug}" if row.spread > 1 else "",
        "note": "" if row.spread <= 1 else "talk about this first" if is_first else "then about this",
        "raters": [
            {
                "initials": given.rater.user.initials,
                "name": str(given.rater.user),
                "level": given.first,
                "unsure": given.score.confidence == 1,
                "mine": given.rater.pk == request.membership.pk,
            }
            for given in row.given
        ],
    }


def _citable(reviews: list[Review | None]) -> dict[str, tuple[Evidence, str]]:
    """Evidence, and the address that shows it, by the key under which scorecards cite it."""
    return {
        one.key: (one, f"{_address('reviews:review', review, review.pk)}#e{number}")
        for review in reviews
        if review
        for number, one in enumerate(evidence_of(review), 1)
    }


def _address(name: str, of: Owned, key: str) -> str:
    return reverse(name, kwargs={"organisation": of.organisation.slug, "key": key})


@for_members("decisions.list")
@require_POST
def notes(request: MemberRequest, key: str) -> HttpResponse:
    """Keep what was said."""
    found = _debrief(request, key)
    require(request.membership, "decisions.note", found)
    form = NotesForm(request.POST)
    if form.is_valid():
        domain.keep_notes(debrief=found, notes=form.cleaned_data["notes"], by=request.membership)
        messages.success(request, "Notes saved.")
    return _to(found)


@for_members("decisions.list")
@require_POST
def reopen(request: MemberRequest, key: str) -> HttpResponse:
    """Look at a decision again."""
    found = _debrief(request, key)
    require(request.membership, "decisions.decide", found)
    try:
        domain.reopen(debrief=found, reason=request.POST.get("reason", ""), by=request.membership)
    except (WrongState, ValidationError) as problem:
        messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
    return _to(found)


@for_members("decisions.list")
@require_http_methods(["GET", "POST"])
def feedback(request: MemberRequest, key: str) -> HttpResponse:
    """Edit the draft, keep it, or send it; sending is a person's act."""
    found = _debrief(request, key)
    require(request.membership, "decisions.give_feedback", found)
    application = found.application
    waiting = application.feedback.filter(state=FeedbackState.DRAFT).first()
    if waiting is None and request.method == "POST":
        waiting = domain.draft_feedback(application=application)
    form = FeedbackForm(
        request.POST if "body" in request.POST else None, initial={"body": waiting.body if waiting else ""}
    )
    if waiting and form.is_valid():
        return _keep_or_send(request, found, waiting, form.cleaned_data["body"])
    return render(
        request,
        "decisions/feedback.html",
        {
            "debrief": found,
            "application": application,
            "name": shown_name(application, request.membership),
            "waiting": waiting,
            "form": form,
            "sent": application.feedback.filter(state=FeedbackState.SENT).select_related("sent_by__user"),
        },
    )


def _keep_or_send(request: MemberRequest, found: Debrief, waiting: Feedback, body: str) -> HttpResponse:
    try:
        if "send" in request.POST:
            domain.send_feedback(feedback=waiting, body=body, by=request.membership)
            messages.success(request, "Sent to the candidate.")
            return _to(found)
        domain.save_feedback(feedback=waiting, body=body)
        messages.success(request, "Draft saved.")
    except WrongState as problem:  # pressed twice, or somebody else was quicker
        messages.error(request, str(problem))
        return _to(found)
    return redirect(request.path)


def _to(found: Debrief) -> HttpResponse:
    return redirect(_address("decisions:debrief", found, found.application_id))
