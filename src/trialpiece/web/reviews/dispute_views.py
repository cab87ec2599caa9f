"""“This finding is wrong”: said on the report page, taken back there, listed and exported for administrators."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.organisations.access import MemberRequest, for_members, require
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews import disputes as domain
from trialpiece.web.reviews import queries
from trialpiece.web.reviews.dispute_export import COLUMNS, as_json, rows_of
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.forms import DisputeForm
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.pages import Shown
from trialpiece.web.reviews.shown import as_read
from trialpiece.web.spreadsheet import harmless

PER_PAGE = 50


@for_members("reviews.list")
@require_http_methods(["GET", "POST"])
def dispute(request: MemberRequest, key: str, number: int) -> HttpResponse:
    """The form, by itself or (for htmx) for its place below the finding."""
    review = get_object_or_404(queries.visible_to(request.membership), pk=key)
    require(request.membership, "reviews.dispute", review)
    found = _numbered(review, number)
    form = DisputeForm(request.POST or None, initial={"finding": found.key}, auto_id=f"wrong{number}_%s")
    if request.method == "POST" and form.is_valid():
        problem = _written(review, found, form, by=request.membership)
        if not problem:
            messages.success(request, "Written down. Thank you: this is how the reader gets better.")
            return redirect(_place(review, number))
        form.add_error(None, problem)
    application = review.submission.sitting.application
    page = {
        "review": review, "number": number, "found": found, "form": form, "application": application,
        "name": shown_name(application, request.membership), "back": _place(review, number),
    }  # fmt: skip
    page |= {"shown": Shown(number, found), "may_dispute": True}
    if request.htmx and "close" in request.GET:  # type: ignore[attr-defined] # django-htmx
        return render(request, "reviews/wrong_link.html", page)
    template = "reviews/dispute_form.html" if request.htmx else "reviews/dispute.html"  # type: ignore[attr-defined] # django-htmx
    return render(request, template, page)


def _written(review: Review, found: Evidence, form: DisputeForm, *, by: Membership) -> list[str]:
    """Write it down; what stood in the way, nothing where all is well."""
    given = form.cleaned_data
    if given["finding"] != found.key:
        return ["The report has changed meanwhile. Look at the finding again."]
    try:
        domain.dispute(review=review, finding=found.key, wrong=given["wrong"], reason=given["reason"], by=by)
    except ValidationError as problem:
        return problem.messages
    return []


def _numbered(review: Review, number: int) -> Evidence:
    """The finding with that number on the page."""
    found = evidence_of(review)
    if not 1 <= number <= len(found):
        raise Http404("The report has no finding of that number.")
    return found[number - 1]


def _place(review: Review, number: int) -> str:
    address = reverse("reviews:review", kwargs={"organisation": review.organisation.slug, "key": review.pk})
    return f"{address}#e{number}"


@for_members("reviews.list")
@require_POST
def withdraw(request: MemberRequest, key: str, dispute: str) -> HttpResponse:
    """Take one's own back."""
    review = get_object_or_404(queries.visible_to(request.membership), pk=key)
    found = get_object_or_404(
        queries.disputes_visible_to(request.membership), pk=dispute, review__submission=review.submission_id
    )
    require(request.membership, "reviews.withdraw_dispute", found)
    domain.withdraw(dispute=found, by=request.membership)
    messages.success(request, "Taken back.")
    keys = [one.key for one in evidence_of(review)]
    return redirect(_place(review, keys.index(found.finding) + 1 if found.finding in keys else 1))


@for_members("reviews.list_disputes")
@require_GET
def disputes(request: MemberRequest) -> HttpResponse:
    """What people hold against findings, newest first, for whoever mends the reader."""
    found = _standing(request).order_by("-made_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = zip(as_read(page.object_list, request.membership), rows_of(page.object_list), strict=True)
    return render(request, "reviews/disputes.html", {"tab": "findings", "page": page, "rows": list(rows)})


@for_members("reviews.list_disputes")
@require_GET
def disputes_csv(request: MemberRequest) -> HttpResponse:
    """The same as a table, oldest first, withdrawn ones among them."""
    rows = _exported(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="disputes-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows([harmless("" if row[name] is None else row[name]) for name in COLUMNS] for row in rows)
    return response


@for_members("reviews.list_disputes")
@require_GET
def disputes_json(request: MemberRequest) -> HttpResponse:
    """The same as `trialpiece.disputes/1`."""
    response = JsonResponse(as_json(_exported(request)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="disputes-{timezone.localdate():%Y-%m-%d}.json"'
    return response


def _standing(request: MemberRequest) -> Any:
    return queries.disputes_visible_to(request.membership).filter(withdrawn_at=None)


def _exported(request: MemberRequest) -> list[dict[str, Any]]:
    """Rows of all that the member may read; fetching them is an event of the trail."""
    rows = rows_of(queries.disputes_visible_to(request.membership).order_by("made_at", "pk"))
    record(
        organisation=request.organisation, by=member(request.membership), verb="disputes.exported",
        obj=request.organisation,
    )  # fmt: skip
    return rows
