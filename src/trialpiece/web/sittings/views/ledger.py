"""Who is owed what, by when; and the same as a table for whoever pays."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.candidates.rules import names_are_open
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings import queries
from trialpiece.web.sittings.enums import PayState
from trialpiece.web.sittings.models import Pay
from trialpiece.web.spreadsheet import harmless

PER_PAGE = 50
_NAMES = {Role.ADMINISTRATOR, Role.COORDINATOR}
_COLUMNS = ("due_on", "candidate", "opening", "take_home", "amount", "currency", "state", "paid_on", "reference", "key")


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as the member may see it."""

    pay: Pay
    name: str
    is_overdue: bool


def lines(pays: Iterable[Pay], viewer: Membership) -> Iterator[Line]:
    """The ledger's lines; names for those who may know them, found with one query for all."""
    cards = Scorecard.objects.filter(rater=viewer).exclude(state=ScorecardState.RELEASED)
    judged = set(cards.values_list("sitting__application_id", flat=True))
    today = timezone.localdate()
    for pay in pays:
        application = pay.sitting.application
        identified = names_are_open(viewer, application) or (viewer.role in _NAMES and application.pk not in judged)
        owed = pay.state in {PayState.SUBMITTED, PayState.APPROVED}
        yield Line(
            pay=pay,
            name=application.candidate.name if identified else str(application.candidate),
            is_overdue=bool(owed and pay.due_on and pay.due_on < today),
        )


@for_members("sittings.pay")
@require_GET
def pay(request: MemberRequest) -> HttpResponse:
    """The ledger: what is owed first."""
    shown = request.GET.get("show", "owed")
    ledger = queries.pay_ledger(request.membership)
    chosen = {
        "owed": queries.owed(request.membership),
        "agreed": ledger.filter(state=PayState.AGREED),
        "paid": ledger.filter(state=PayState.PAID).order_by("-paid_on"),
        "all": ledger,
    }.get(shown, queries.owed(request.membership))
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": list(lines(page.object_list, request.membership)),
        "shown": shown,
        "views": [("owed", "Owed"), ("agreed", "Agreed"), ("paid", "Paid"), ("all", "All")],
        "totals": _totals(queries.owed(request.membership)),
    }
    return render(request, "sittings/pay.html", context)


@for_members("sittings.pay")
@require_GET
def pay_csv(request: MemberRequest) -> HttpResponse:
    """The whole ledger as CSV, for whoever pays."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pay-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    for line in lines(queries.pay_ledger(request.membership), request.membership):
        each, application = line.pay, line.pay.sitting.application
        row = (
            each.due_on or "", line.name, application.opening.title, each.sitting.stage.title, each.amount,
            each.currency, each.state, each.paid_on or "", each.reference, each.pk,
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in row])
    record(
        organisation=request.organisation, by=member(request.membership), verb="pay.exported", obj=request.organisation
    )
    return response


def _totals(owed: QuerySet[Pay]) -> list[tuple[str, Decimal, int]]:
    """Sum and number of what is owed, a line for each currency; summed by the database, however many there are."""
    summed = owed.order_by("currency").values_list("currency").annotate(total=Sum("amount"), number=Count("pk"))
    return [(currency, total, number) for currency, total, number in summed]
