"""How openings passed the gate, as columns of tables for spreadsheets, and all openings as such a table."""

from __future__ import annotations

import csv

from django.db.models import Count
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.openings import queries
from trialpiece.web.openings.models import Passage
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.spreadsheet import harmless

GATE_COLUMNS = ("gate", "gate_said", "gate_permits", "gate_reason", "gate_by", "gate_on")
"""Which way (go, permitted, override); what the verdict was; by which permission; why against it; who; when."""
_COLUMNS = ("key", "opening", "role", "level", "engagement", "state", "manager", "opened_on", "candidates")


def gate_cells(passage: Passage | None) -> tuple[str, ...]:
    """What stands under `GATE_COLUMNS` for an opening; all empty while it never opened."""
    if passage is None:
        return ("",) * len(GATE_COLUMNS)
    return (
        passage.way, passage.says, passage.permits, passage.reason, str(passage.by), f"{passage.at:%Y-%m-%d}",
    )  # fmt: skip


@for_members("openings.export")
@require_GET
def openings_csv(request: MemberRequest) -> HttpResponse:
    """One line for each opening, newest first, with how it passed the gate."""
    found = queries.visible_to(request.membership).select_related("manager__user", "passage__by__user")
    rows = list(found.annotate(candidates=Count("applications")).order_by("-created_at", "pk"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="openings.csv"'
    writer = csv.writer(response)
    writer.writerow((*_COLUMNS, *GATE_COLUMNS))
    for one in rows:
        opened = f"{one.opened_at:%Y-%m-%d}" if one.opened_at else ""
        post = (one.pk, one.title, one.role, one.level, one.engagement, one.state, one.manager, opened, one.candidates)
        writer.writerow([harmless(cell) for cell in (*post, *gate_cells(queries.passage_of(one)))])
    record(
        organisation=request.organisation, by=member(request.membership), verb="openings.exported",
        obj=request.organisation, after={"lines": len(rows)},
    )  # fmt: skip
    return response
