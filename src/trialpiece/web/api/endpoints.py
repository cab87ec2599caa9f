"""The API's addresses: reading what the key's member may read, by the same queries as the pages."""

from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query

from trialpiece import __version__
from trialpiece.web.api import answers, shapes
from trialpiece.web.api.doors import Call, Key, PerMember, allowed
from trialpiece.web.candidates import queries as candidates
from trialpiece.web.decisions import queries as decisions
from trialpiece.web.openings import queries as openings
from trialpiece.web.organisations.access import require
from trialpiece.web.reviews import queries as reviews
from trialpiece.web.scoring import queries as scoring
from trialpiece.web.sittings import queries as sittings

api = NinjaAPI(
    title="Trialpiece",
    version=__version__,
    description="What an organisation's pages show, for programs. A key acts as the member who made it.",
    urls_namespace="api",
    docs_url=None,  # its page would load scripts from elsewhere; docs/developer/api.md describes the API
    auth=Key(),
    throttle=[PerMember()],
)

Page = Annotated[int, Query(ge=1, le=100_000)]
PerPage = Annotated[int, Query(ge=1, le=100)]
_ERRORS = dict.fromkeys((401, 403, 404, 429), shapes.Problem)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, _problem: PermissionDenied) -> HttpResponse:
    return api.create_response(request, {"detail": "The key's member may not do this."}, status=403)


@api.get("me", response={200: shapes.Me, **_ERRORS}, summary="As whom the key acts")
@allowed("organisations.enter")
def me(request: Call) -> Any:
    """The member and the organisation of the key."""
    member = request.auth
    return shapes.Me(member=member.pk, name=str(member), role=member.role, organisation=member.organisation.slug)


@api.get("openings", response={200: shapes.Listed[shapes.OpeningOut], **_ERRORS}, summary="Openings, newest first")
@allowed("openings.list")
def list_openings(request: Call, page: Page = 1, per_page: PerPage = 25) -> Any:
    """Every opening that the member may see."""
    found = (
        openings.visible_to(request.auth)
        .select_related("manager__user", "passage__by__user")
        .order_by("-created_at", "pk")
    )
    return answers.listed(found, page=page, per_page=per_page, turn=lambda rows: [answers.opening(row) for row in rows])


@api.get("openings/{key}", response={200: shapes.OpeningOut, **_ERRORS}, summary="One opening")
@allowed("openings.list")
def one_opening(request: Call, key: str) -> Any:
    """One opening."""
    found = openings.visible_to(request.auth).select_related("manager__user", "passage__by__user")
    return answers.opening(get_object_or_404(found, pk=key))


@api.get(
    "openings/{key}/applications",
    response={200: shapes.Listed[shapes.ApplicationOut], **_ERRORS},
    summary="Candidates of an opening, in the order in which they were added",
)
@allowed("candidates.list")
def list_applications(request: Call, key: str, page: Page = 1, per_page: PerPage = 25) -> Any:
    """Never in an order that depends on names or scores."""
    opening = get_object_or_404(openings.visible_to(request.auth), pk=key)
    found = candidates.visible_to(request.auth).filter(opening=opening).order_by("created_at", "pk")
    return answers.listed(
        found, page=page, per_page=per_page, turn=lambda rows: answers.applications(rows, request.auth)
    )


@api.get("applications/{key}", response={200: shapes.ApplicationOut, **_ERRORS}, summary="One candidate in an opening")
@allowed("candidates.list")
def one_application(request: Call, key: str) -> Any:
    """One application."""
    found = get_object_or_404(candidates.visible_to(request.auth), pk=key)
    return answers.applications([found], request.auth)[0]


@api.get(
    "applications/{key}/sittings",
    response={200: list[shapes.SittingOut], **_ERRORS},
    summary="Stages that a candidate sits, in the plan's order",
)
@allowed("sittings.list")
def list_sittings(request: Call, key: str) -> Any:
    """Every sitting of one application that the member may see."""
    application = get_object_or_404(candidates.visible_to(request.auth), pk=key)
    found = sittings.visible_to(request.auth).filter(application=application).order_by("stage__position", "pk")
    return answers.sittings(list(found), request.auth)


@api.get("sittings/{key}", response={200: shapes.SittingOut, **_ERRORS}, summary="One sitting")
@allowed("sittings.list")
def one_sitting(request: Call, key: str) -> Any:
    """One sitting."""
    return answers.sittings([get_object_or_404(sittings.visible_to(request.auth), pk=key)], request.auth)[0]


@api.get("sittings/{key}/review", response={200: shapes.ReviewOut, **_ERRORS}, summary="What the work shows")
@allowed("reviews.list")
def review_of(request: Call, key: str) -> Any:
    """The latest reading of the submission that counts; 404 while there is none that the member may read."""
    latest = reviews.report_of(get_object_or_404(sittings.visible_to(request.auth), pk=key))
    found = get_object_or_404(reviews.visible_to(request.auth), pk=latest.pk if latest else "")
    require(request.auth, "reviews.view", found)
    return answers.review(found)


@api.get(
    "sittings/{key}/scorecards",
    response={200: list[shapes.ScorecardOut], **_ERRORS},
    summary="One's own scorecard; everybody's once all are in",
)
@allowed("scoring.list")
def list_scorecards(request: Call, key: str) -> Any:
    """What may be seen of the sitting's scorecards."""
    sitting = get_object_or_404(sittings.visible_to(request.auth), pk=key)
    return [answers.scorecard(card) for card in scoring.visible_scorecards(request.auth, sitting)]


@api.get("applications/{key}/debrief", response={200: shapes.DebriefOut, **_ERRORS}, summary="Debrief and decisions")
@allowed("decisions.list")
def debrief_of(request: Call, key: str) -> Any:
    """Where raters differ, widest spread first; 404 until every scorecard is in."""
    return answers.debrief(get_object_or_404(decisions.visible_to(request.auth), application_id=key), request.auth)


@api.get("pay", response={200: shapes.Listed[shapes.PayOut], **_ERRORS}, summary="The ledger of pay, due first")
@allowed("sittings.pay")
def list_pay(request: Call, page: Page = 1, per_page: PerPage = 25) -> Any:
    """Pay that is agreed, owed or paid."""
    found = sittings.pay_ledger(request.auth).order_by("due_on", "agreed_at", "pk")
    return answers.listed(found, page=page, per_page=per_page, turn=lambda rows: answers.pays(rows, request.auth))
