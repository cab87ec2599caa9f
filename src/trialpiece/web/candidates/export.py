"""An opening's candidates as a table, as blind as the page is for whoever fetches it."""

from __future__ import annotations

import csv

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.candidates.queries import named, visible_to
from trialpiece.web.openings.export import GATE_COLUMNS, gate_cells
from trialpiece.web.openings.queries import passage_of
from trialpiece.web.openings.queries import visible_to as openings_visible_to
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require
from trialpiece.web.scoring.queries import progress
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.spreadsheet import harmless

_COLUMNS = ("key", "candidate", "email", "state", "added_on", "stage", "stage_state", "scorecards_in", "scorecards")


@for_members("candidates.export")
@require_GET
def applications_csv(request: MemberRequest, opening: str) -> HttpResponse:
    """One line for each candidate and stage, in the order in which they were added, with how the post passed the gate; no scores, no order by name."""
    found = get_object_or_404(openings_visible_to(request.membership).select_related("passage__by__user"), pk=opening)
    require(request.membership, "candidates.export", found)
    sittings = Sitting.objects.select_related("stage").order_by("stage__position", "pk")
    applications = visible_to(request.membership).filter(opening=found).order_by("created_at", "pk")
    rows = list(applications.prefetch_related(Prefetch("sittings", queryset=sittings)))
    counted = progress([sitting for row in rows for sitting in row.sittings.all()])
    writes = may(request.membership, "candidates.coordinate")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="candidates-{found.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow((*_COLUMNS, *GATE_COLUMNS))
    gate = gate_cells(passage_of(found))
    for application, name in named(rows, request.membership):
        email = application.candidate.email if writes and name == application.candidate.name else ""
        person = (application.pk, name, email, application.state, f"{application.created_at:%Y-%m-%d}")
        sat: list[Sitting | None] = [*application.sittings.all()]
        for sitting in sat or [None]:
            told = counted.get(sitting.pk) if sitting else None
            stage = (sitting.stage.title, sitting.state) if sitting else ("", "")
            cells = (*person, *stage, told.handed_in if told else "", told.wanted if told else "", *gate)
            writer.writerow([harmless(cell) for cell in cells])
    record(
        organisation=request.organisation, by=member(request.membership), verb="applications.exported", obj=found,
        after={"lines": len(rows)},
    )  # fmt: skip
    return response
