"""Assessments: where we stand, who was asked, and the result once it is closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.readiness import domain, papers, queries, shown
from trialpiece.web.readiness.enums import AssessmentState, RespondentState
from trialpiece.web.readiness.forms import AssessmentForm, RespondentForm
from trialpiece.web.readiness.models import Assessment, Respondent
from trialpiece.web.states import WrongState

PER_PAGE = 20


def _assessment(request: MemberRequest, key: str) -> Assessment:
    found = get_object_or_404(queries.visible_to(request.membership).select_related("created_by__user"), pk=key)
    require(request.membership, "readiness.view", found)
    return found


@for_members("readiness.list")
def home(request: MemberRequest) -> HttpResponse:
    """Can we feed a team? The newest verdict, the history, and audits of data."""
    found = queries.with_counts(queries.visible_to(request.membership))
    page = Paginator(found.order_by("-created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "readiness/home.html",
        {
            "page": page,
            "latest": queries.latest_result(request.membership),
            "audits": queries.audits_visible_to(request.membership).defer("report")[:10],
            "manages": may(request.membership, "readiness.manage"),
            "may_audit": may(request.membership, "readiness.audit"),
        },
    )


@for_members("readiness.manage")
@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    """A new assessment."""
    form = AssessmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = domain.begin(title=form.cleaned_data["title"], by=request.membership)
        messages.success(request, "Begun. Now name the people who know; each gets a link.")
        return redirect("readiness:assessment", organisation=request.organisation.slug, key=made.pk)
    return render(request, "readiness/begin.html", {"form": form})


@for_members("readiness.list")
@require_http_methods(["GET", "POST"])
def assessment(request: MemberRequest, key: str) -> HttpResponse:
    """While it collects: who is asked; afterwards: the result. Nobody sees an answer before it is closed."""
    found = _assessment(request, key)
    if found.state == AssessmentState.CLOSED:
        return _result(request, found)
    manages = may(request.membership, "readiness.manage")
    if request.method == "POST" and not manages:
        raise PermissionDenied
    form = RespondentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.ask(assessment=found, by=request.membership, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['email']} gets a link by mail.")
            return redirect(request.path)
        except domain.AskedAlready as problem:
            form.add_error("email", str(problem))
    respondents = list(found.respondents.exclude(state=RespondentState.WITHDRAWN).defer("answers", "evidence"))
    return render(
        request,
        "readiness/collecting.html",
        {
            "assessment": found,
            "respondents": respondents,
            "given": sum(one.state == RespondentState.SUBMITTED for one in respondents),
            "form": form,
            "manages": manages,
        },
    )


def _result(request: MemberRequest, found: Assessment) -> HttpResponse:
    require(request.membership, "readiness.see_result", found)
    result = queries.result_of(found)
    if result is None:  # closing asks for an answer, so there is one
        raise PermissionDenied
    advice = queries.advice_for(request.organisation)
    return render(
        request,
        "readiness/result.html",
        {
            "assessment": found,
            "advice": advice if advice.assessment == found else None,
            "result": result,
            "rows": shown.dimension_rows(result),
            "sufficient": shown.sufficient(),
            "earlier": queries.visible_to(request.membership)
            .filter(state=AssessmentState.CLOSED, closed_at__lt=found.closed_at)
            .order_by("-closed_at")[:5],
        },
    )


@for_members("readiness.list")
def as_pdf(request: MemberRequest, key: str) -> HttpResponse:
    """The result as a paper; like the page, only once it is closed."""
    found = _assessment(request, key)
    require(request.membership, "readiness.see_result", found)
    result = queries.result_of(found)
    if result is None:  # closing asks for an answer, so there is one
        raise PermissionDenied
    return papers.report(found, result, evidence=result.evidence)


@for_members("readiness.manage")
@require_POST
def close(request: MemberRequest, key: str) -> HttpResponse:
    """End the collecting."""
    found = _assessment(request, key)
    try:
        domain.close(assessment=found, by=request.membership)
        messages.success(request, "Closed. Nobody can answer any more; this is the result.")
    except (domain.NobodyAnswered, WrongState) as problem:
        messages.error(request, str(problem))
    return redirect("readiness:assessment", organisation=request.organisation.slug, key=key)


def _respondent(request: MemberRequest, key: str, respondent: str) -> Respondent:
    found = _assessment(request, key)
    return get_object_or_404(found.respondents.select_related("assessment", "organisation"), pk=respondent)


@for_members("readiness.manage")
@require_POST
def ask_again(request: MemberRequest, key: str, respondent: str) -> HttpResponse:
    """Send a new link."""
    one = _respondent(request, key, respondent)
    try:
        domain.ask_again(respondent=one, by=request.membership)
        messages.success(request, f"{one.email} gets a new link; the earlier one no longer works.")
    except domain.NotOpen as problem:
        messages.error(request, str(problem))
    return redirect("readiness:assessment", organisation=request.organisation.slug, key=key)


@for_members("readiness.manage")
@require_POST
def withdraw(request: MemberRequest, key: str, respondent: str) -> HttpResponse:
    """Ask this person no longer."""
    one = _respondent(request, key, respondent)
    try:
        domain.withdraw(respondent=one, by=request.membership)
        messages.success(request, f"{one.email} is no longer asked.")
    except (domain.NotOpen, WrongState) as problem:
        messages.error(request, str(problem))
    return redirect("readiness:assessment", organisation=request.organisation.slug, key=key)
