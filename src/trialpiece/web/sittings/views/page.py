"""One sitting: where it stands, what waits, and what the member may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.organisations.access import MemberRequest, for_members, may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import blind, domain, forms, queries
from trialpiece.web.sittings.enums import ExtensionState, PayState, SittingState, UploadState
from trialpiece.web.sittings.models import Sitting


def find(request: MemberRequest, key: str) -> Sitting:
    """The sitting if the member may see it, else 404."""
    return get_object_or_404(queries.visible_to(request.membership), pk=key)


def to_page(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Back to the sitting's page."""
    return redirect("sittings:sitting", organisation=request.organisation.slug, key=sitting.pk)


@for_members("sittings.list")
def sitting(request: MemberRequest, key: str) -> HttpResponse:
    """The page of one sitting."""
    return show(request, find(request, key))


def show(
    request: MemberRequest, found: Sitting, *, bound: Mapping[str, Form] | None = None, about: str = ""
) -> HttpResponse:
    """The page, with a form that was refused kept as it was typed; `about` is the key of what it is about."""
    member, bound = request.membership, bound or {}
    rights = {verb: may(member, f"sittings.{verb}", found) for verb in ("issue", "answer", "extend", "pay", "original")}
    page: dict[str, Any] = {
        "sitting": found,
        "stage": found.stage,
        "opening": found.application.opening,
        "application": found.application,
        "name": shown_name(found.application, member),
        "may": rights,
        "identified": may(member, "candidates.identify", found.application),
        "may_read": may(member, "sittings.read_work", found),
        "counting_version": getattr(queries.counting_submission(found), "version", None),
        "thread": _thread(found, member, rights, bound, about),
        "pay": queries.pay_of(found) if rights["pay"] or rights["issue"] else None,
    }
    page |= _readings(found, member) if page["may_read"] else {}
    if rights["issue"]:
        page |= _for_coordinators(found, member, rights, bound, about)
    page["standing"] = _standing(found, page)
    page["is_ahead"] = found.state in {SittingState.PLANNED, SittingState.ISSUED}
    return render(request, "sittings/sitting.html", page, status=422 if bound else 200)


def _readings(found: Sitting, member: Membership) -> dict[str, Any]:
    """Where what was read of the work leads to: its probe sheet, and other work to the same exercise."""
    from trialpiece.web.likeness.queries import visible_to as beside
    from trialpiece.web.reviews.enums import ReviewState
    from trialpiece.web.reviews.queries import report_of

    review = report_of(found)
    row = beside(member).filter(submission__sitting=found).first() if may(member, "likeness.list") else None
    return {
        "review": review if review and review.state == ReviewState.DONE else None,
        "pool": row.pool if row else None,
        "pool_row": row.submission_id if row else "",
    }


_STANDINGS = {
    SittingState.PLANNED: "has not been sent the link yet",
    SittingState.ISSUED: "has the link and has not started",
    SittingState.STARTED: "is at work",
    SittingState.SUBMITTED: "has handed in",
    SittingState.SCORED: "has been scored",
    SittingState.CLOSED: "is done with this stage",
}


def _standing(found: Sitting, page: Mapping[str, Any]) -> str:
    """The page's answer, after the name: what waits first, else where the sitting stands."""
    if any(row["is_open"] for row in page.get("wishes", ())):
        return "asks for more time"
    if any(row["can_accept"] for row in page.get("uploads", ())):
        return "has uploaded late"
    if page["may"]["answer"] and any(not row["question"].answers.all() for row in page["thread"]):
        return "waits for an answer"
    return _STANDINGS[SittingState(found.state)]


def _thread(
    found: Sitting, member: Membership, rights: Mapping[str, bool], bound: Mapping[str, Form], about: str
) -> list[dict[str, Any]]:
    """Questions with answers, the candidate's names masked where the member may not know them."""
    identified = may(member, "candidates.identify", found.application)
    asked = found.questions.prefetch_related("answers__answered_by__user")
    rows = []
    for question in asked:
        question.sitting = found  # spares a query a question
        into = question.into_the_work
        if into is not None and not rights["extend"]:
            into = queries.within_window(into, found)
        body = question.body if identified else blind.without_names(question.body, found.application.candidate)
        form = bound.get("answer") if about == question.pk else None
        rows.append({
            "question": question,
            "body": body,
            "into": into,
            "form": form or forms.AnswerForm(prefix=question.pk),
        })  # fmt: skip
    return rows


def _for_coordinators(
    found: Sitting, member: Membership, rights: Mapping[str, bool], bound: Mapping[str, Form], about: str
) -> dict[str, Any]:
    link = queries.working_link(found)
    pay = queries.pay_of(found)
    page: dict[str, Any] = {
        "link": link,
        "link_url": domain.portal_url(link) if link and rights["original"] else "",
        "link_form": bound.get("link") or forms.LinkForm(),
        "can_issue": found.state == SittingState.PLANNED,
        "can_close": found.state != SittingState.CLOSED,
        "close_form": bound.get("close") or forms.CloseForm(prefix="close"),
        "paid_form": bound.get("paid") or forms.PaidForm(prefix="paid"),
        "can_approve": pay is not None and pay.state == PayState.SUBMITTED,
        "can_mark_paid": pay is not None and pay.state == PayState.APPROVED,
        "uploads": [
            {
                "submission": each,
                "filename": each.filename if rights["original"] else blind.neutral_name(_with(each, found)),
                "form": (bound.get("late") if about == each.pk else None) or forms.AcceptLateForm(prefix=each.pk),
                "can_accept": each.state == UploadState.LATE
                and found.state in {SittingState.STARTED, SittingState.SUBMITTED},
            }
            for each in found.submissions.order_by("-version")
        ],
    }
    if rights["extend"]:
        page |= {
            "wishes": [
                {
                    "wish": wish,
                    "is_open": wish.state == ExtensionState.ASKED,
                    "grant": (bound.get("grant") if about == wish.pk else None)
                    or forms.GrantForm(prefix=f"grant-{wish.pk}", initial={"hours": wish.hours}),
                    "decline": (bound.get("decline") if about == wish.pk else None)
                    or forms.DeclineForm(prefix=f"decline-{wish.pk}"),
                }
                for wish in found.extensions.all()
            ],
            "can_extend": found.state in {SittingState.ISSUED, SittingState.STARTED},
            "give_form": (bound.get("grant") if not about else None) or forms.GrantForm(prefix="give"),
        }
    return page


def _with(submission: Any, found: Sitting) -> Any:
    submission.sitting = found  # spares a query an upload
    return submission
