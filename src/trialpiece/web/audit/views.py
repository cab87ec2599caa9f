"""The audit trail: who did what to what, newest first; as a table for a spreadsheet; and whether its chain holds."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from trialpiece.web.audit import queries
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import broken_link, record
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.audit.words import tell
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.organisations.models import Membership
from trialpiece.web.spreadsheet import harmless

PER_PAGE = 50
_BATCH = 500
KINDS = (
    ("organisation", "organisation"), ("member", "members"), ("opening", "openings"), ("stage", "stages"),
    ("application", "applications"), ("sitting", "take-homes"), ("submission", "uploads"), ("extension", "more time"),
    ("pay", "pay"), ("review", "reviews"), ("dispute", "disputed findings"), ("scorecard", "scorecards"), ("score", "changes of mind"),
    ("debrief", "debriefs"), ("decision", "decisions"), ("feedback", "feedback"), ("apikey", "API keys"),
)  # fmt: skip
_COLUMNS = ("number", "at", "actor", "verb", "in_words", "detail", "object_type", "object_key", "hash")


@for_members("audit.list")
@require_GET
def events(request: MemberRequest) -> HttpResponse:
    """The trail in words, filtered by who, what kind and which object."""
    asked = {name: request.GET.get(name, "")[:60] for name in ("actor", "verb", "about")}
    found = queries.chosen(queries.visible_to(request.membership), **asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    people = Membership.objects.filter(organisation=request.organisation).select_related("user").order_by("user__name")
    return render(
        request,
        "audit/events.html",
        {
            "tab": "audit", "page": page, "told": tell(page.object_list), "asked": asked, "kinds": KINDS,
            "people": people, "withheld": queries.withheld(request.membership),
            "filtered": any(asked.values()), "query": request.GET.urlencode(),
        },
    )  # fmt: skip


@for_members("audit.list")
@require_POST
def verify(request: MemberRequest) -> HttpResponse:
    """Check that every event fits the one before; the answer is a message."""
    number = broken_link(organisation=request.organisation)
    if number is None:
        count = AuditEvent.objects.filter(organisation=request.organisation).count()
        messages.success(
            request, f"The chain holds: {count} event{'' if count == 1 else 's'}, none changed, none missing."
        )
    else:
        messages.error(request, f"The chain is broken at event {number}: it was changed, or one before it is missing.")
    return redirect("audit:events", organisation=request.organisation.slug)


@for_members("audit.list")
@require_GET
def events_csv(request: MemberRequest) -> HttpResponse:
    """The filtered trail as CSV, oldest first; the export itself is an event."""
    asked = {name: request.GET.get(name, "")[:60] for name in ("actor", "verb", "about")}
    found = queries.chosen(queries.visible_to(request.membership), **asked).order_by("number")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    rows = list(found)
    for start in range(0, len(rows), _BATCH):  # names are looked up for a batch at a time
        for told in tell(rows[start : start + _BATCH]):
            one = told.event
            cells = (one.number, one.at.isoformat(), told.actor, one.verb, told.sentence, told.detail)
            writer.writerow([harmless(cell) for cell in (*cells, one.object_type, one.object_key, one.hash)])
    record(
        organisation=request.organisation, by=member(request.membership), verb="audit.exported", obj=request.organisation
    )  # fmt: skip
    return response
