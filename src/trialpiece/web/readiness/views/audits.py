"""Audits of data: upload, wait, read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.organisations.access import MemberRequest, for_members, may
from trialpiece.web.readiness import domain, papers, queries, shown
from trialpiece.web.readiness.enums import AuditState
from trialpiece.web.readiness.forms import DataAuditForm
from trialpiece.web.readiness.models import DataAudit

_UNDER_WAY = {AuditState.QUEUED, AuditState.RUNNING}


def _audit(request: MemberRequest, key: str) -> DataAudit:
    return get_object_or_404(queries.audits_visible_to(request.membership).select_related("created_by__user"), pk=key)


@sensitive_post_parameters("address", "password")
@for_members("readiness.audit")
@require_http_methods(["GET", "POST"])
def request_audit(request: MemberRequest) -> HttpResponse:
    """Upload data to be measured, or name a database."""
    form = DataAuditForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        audit = domain.request_audit(by=request.membership, **form.cleaned_data)
        received = "The database is read now" if audit.address else "Received. It is measured now"
        kept = "the password is" if audit.address else ""
        messages.success(request, f"{received}, and {kept + ' ' if kept else ''}deleted once the report is written.")
        return redirect("readiness:audit", organisation=request.organisation.slug, key=audit.pk)
    return render(request, "readiness/request_audit.html", {"form": form})


@for_members("readiness.list")
def audit(request: MemberRequest, key: str) -> HttpResponse:
    """One report; while it is being made, that it is."""
    found = _audit(request, key)
    may_audit = may(request.membership, "readiness.audit")
    page: dict[str, Any] = {"audit": found, "under_way": found.state in _UNDER_WAY, "may_audit": may_audit}
    if found.report:
        tables = shown.tables_of(found.report)
        page |= {
            "report": found.report,
            "tables": tables,
            "rows": sum(table["rows"] for table in tables),
            "columns": sum(len(table["columns"]) for table in tables),
            "serious": sum(table["serious"] for table in tables),
            "suggestions": shown.suggestions_of(found.report, shipped_instrument()),
        }
    return render(request, "readiness/audit.html", page)


@for_members("readiness.list")
def status(request: MemberRequest, key: str) -> HttpResponse:
    """For a page that waits: go on waiting, or load the report."""
    found = _audit(request, key)
    response = render(request, "readiness/audit_status.html", {"audit": found})
    if found.state not in _UNDER_WAY:
        response["HX-Refresh"] = "true"
    return response


@for_members("readiness.list")
def as_json(request: MemberRequest, key: str) -> JsonResponse:
    """The report as `trialpiece.audit/1`."""
    found = _audit(request, key)
    if not found.report:
        raise Http404
    response = JsonResponse(found.report, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="audit-{found.pk}.json"'
    return response


@for_members("readiness.list")
def as_pdf(request: MemberRequest, key: str) -> HttpResponse:
    """The report as a paper."""
    found = _audit(request, key)
    if not found.report:
        raise Http404
    return papers.audit(found)
