"""A respondent's pages, by signed link: their own answers only, and the result once everything is closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from trialpiece.core.readiness.instrument import Instrument
from trialpiece.web.readiness import domain, papers, queries, shown
from trialpiece.web.readiness.enums import AssessmentState, RespondentState
from trialpiece.web.readiness.forms import DimensionForm
from trialpiece.web.readiness.models import Respondent

_WINDOW_SECONDS = 600
_MOST_GUESSES = 20


class RespondentRequest(HttpRequest):
    """A request through a working link."""

    respondent: Respondent
    token: str


def for_respondents(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view of `/r/<token>/…`: the link found and working, inside the tenant's scope, nothing indexed."""

    @wraps(view)
    def guarded(request: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        found = domain.respondent_of(token)
        if found is None:
            answer: HttpResponseBase = _unknown(request)
        elif found.state == RespondentState.WITHDRAWN or found.expires_at < timezone.now():
            answer = render(request, "readiness/link_over.html", {"organisation": found.organisation}, status=410)
        else:
            request.respondent, request.token = found, token
            with scope(organisation=found.organisation):
                answer = view(request, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer["Cache-Control"] = "no-store, private"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return guarded


def _unknown(request: HttpRequest) -> HttpResponse:
    key = f"respond-guess:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, _WINDOW_SECONDS)
    if cache.incr(key) > _MOST_GUESSES:
        return render(request, "429.html", status=429)
    return render(request, "readiness/link_unknown.html", status=404)


@for_respondents
def questions(request: RespondentRequest) -> HttpResponse:
    """Where one stands; after handing in, a receipt; after closing, the result."""
    respondent = request.respondent
    instrument = queries.instrument_of(respondent.assessment)
    if respondent.assessment.state == AssessmentState.CLOSED:
        return _after_closing(request)
    if respondent.state == RespondentState.SUBMITTED:
        return render(request, "readiness/handed_in.html", _frame(request) | {"parts": _parts(respondent, instrument)})
    return render(request, "readiness/questions.html", _frame(request) | {"parts": _parts(respondent, instrument)})


def _after_closing(request: RespondentRequest) -> HttpResponse:
    """The result for those who answered; for the others only that it is over."""
    result = None
    if request.respondent.state == RespondentState.SUBMITTED:
        result = queries.result_of(request.respondent.assessment)
    if result is None:
        return render(request, "readiness/closed_without.html", _frame(request), status=410)
    rows = shown.dimension_rows(result)
    page = {"result": result, "rows": rows, "sufficient": shown.sufficient(), "hides_evidence": True}
    return render(request, "readiness/result_for_respondent.html", _frame(request) | page)


@for_respondents
def result_pdf(request: RespondentRequest) -> HttpResponse:
    """The result as a paper, for those who answered, once it is closed; without anybody's links."""
    result = None
    if request.respondent.state == RespondentState.SUBMITTED:
        result = queries.result_of(request.respondent.assessment)
    if result is None:
        raise Http404
    return papers.report(request.respondent.assessment, result, evidence={})


@for_respondents
@require_http_methods(["GET", "POST"])
def part(request: RespondentRequest, dimension: str) -> HttpResponse:
    """The items of one dimension."""
    respondent = request.respondent
    if _is_over(respondent):
        return redirect("respond:questions", token=request.token)
    instrument = queries.instrument_of(respondent.assessment)
    try:
        asked = instrument.dimension(dimension)
    except KeyError:
        raise Http404 from None
    initial = DimensionForm.initial_of(respondent.answers, respondent.evidence)
    form = DimensionForm(request.POST or None, dimension=asked, initial=initial)
    if request.method == "POST" and form.is_valid():
        mine = {item.key for item in asked.items}
        kept = {key: level for key, level in respondent.answers.items() if key not in mine}
        linked = {key: text for key, text in respondent.evidence.items() if key not in mine}
        try:
            domain.save_answers(
                respondent=respondent, answers=kept | form.answers(), evidence=linked | form.evidence()
            )  # fmt: skip
        except domain.NotOpen:
            return redirect("respond:questions", token=request.token)
        return _on(request, instrument, dimension)
    ids = [each.id for each in instrument.dimensions]
    labels = [each.title for each in instrument.dimensions]
    page = {"form": form, "dimension": asked, "labels": labels, "number": ids.index(dimension) + 1}
    return render(request, "readiness/part.html", _frame(request) | page)


def _on(request: RespondentRequest, instrument: Instrument, dimension: str) -> HttpResponse:
    """To the next dimension, or to the last look before handing in."""
    if request.POST.get("later"):
        return redirect("respond:questions", token=request.token)
    ids = [each.id for each in instrument.dimensions]
    following = ids.index(dimension) + 1
    if following < len(ids):
        return redirect("respond:part", token=request.token, dimension=ids[following])
    return redirect("respond:check", token=request.token)


@for_respondents
@require_http_methods(["GET", "POST"])
def check(request: RespondentRequest) -> HttpResponse:
    """What is answered and what is not, and handing in."""
    respondent = request.respondent
    if _is_over(respondent):
        return redirect("respond:questions", token=request.token)
    if request.method == "POST":
        with suppress(domain.NotOpen):  # closed or handed in meanwhile: the next page says so
            domain.hand_in(respondent=respondent, answers=respondent.answers, evidence=respondent.evidence)
        return redirect("respond:questions", token=request.token)
    parts = _parts(respondent, queries.instrument_of(respondent.assessment))
    page = {"parts": parts, "left_out": sum(each["left_out"] for each in parts), "answered": len(respondent.answers)}
    return render(request, "readiness/check.html", _frame(request) | page)


def _is_over(respondent: Respondent) -> bool:
    return (
        respondent.assessment.state != AssessmentState.COLLECTING or respondent.state == RespondentState.SUBMITTED
    )  # fmt: skip


def _parts(respondent: Respondent, instrument: Instrument) -> list[dict[str, Any]]:
    """Each dimension with how much of it was answered, by this respondent."""
    parts = []
    for each in instrument.dimensions:
        said = [respondent.answers.get(item.key) for item in each.items]
        unknown = said.count("unknown")
        given = len(said) - said.count(None) - unknown
        parts.append({
            "dimension": each, "given": given, "unknown": unknown, "left_out": said.count(None), "of": len(said),
        })  # fmt: skip
    return parts


def _frame(request: RespondentRequest) -> dict[str, Any]:
    respondent = request.respondent
    return {
        "organisation": respondent.organisation, "respondent": respondent, "assessment": respondent.assessment,
        "token": request.token,
    }  # fmt: skip
