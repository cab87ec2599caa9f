"""What members do with a sitting: one POST each, and back to its page; a refused form comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.candidates.queries import shown_name
from trialpiece.web.candidates.queries import visible_to as applications_visible_to
from trialpiece.web.organisations.access import MemberRequest, for_members, require
from trialpiece.web.sittings import domain, forms, queries
from trialpiece.web.sittings.domain import SittingError
from trialpiece.web.sittings.models import Sitting
from trialpiece.web.sittings.views.page import find, show, to_page
from trialpiece.web.states import WrongState

_PROBLEMS = (SittingError, WrongState)


def _do(request: MemberRequest, found: Sitting, said: str, step: Callable[[], object]) -> HttpResponse:
    try:
        step()
    except _PROBLEMS as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return to_page(request, found)


def _with_form(
    request: MemberRequest,
    found: Sitting,
    form: Form,
    said: str,
    step: Callable[..., object],
    *,
    name: str,
    about: str = "",
) -> HttpResponse:
    if form.is_valid():
        try:
            step(**form.cleaned_data)
        except _PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, said)
            return to_page(request, found)
    return show(request, found, bound={name: form}, about=about)


@for_members("sittings.issue")
@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest, application: str) -> HttpResponse:
    """Choose the stage and send the link."""
    found = get_object_or_404(applications_visible_to(request.membership), pk=application)
    form = forms.PlanForm(request.POST or None, application=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.plan_sitting(application=found, stage=form.cleaned_data["stage"], by=request.membership)
            domain.issue(sitting=made, by=request.membership, expires_in_days=form.cleaned_data["expires_in_days"])
        except _PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The link is on its way to the candidate.")
            return to_page(request, made)
    stages = list(form.fields["stage"].queryset)  # type: ignore[attr-defined] # a ModelChoiceField
    page: dict[str, Any] = {
        "form": form, "application": found, "opening": found.opening, "stages": stages,
        "name": shown_name(found, request.membership),
    }  # fmt: skip
    return render(request, "sittings/plan.html", page, status=422 if form.errors else 200)


@for_members("sittings.issue")
@require_POST
def issue(request: MemberRequest, key: str) -> HttpResponse:
    """Send the link of a planned sitting."""
    found = find(request, key)
    form = forms.LinkForm(request.POST)
    return _with_form(
        request, found, form, "The link is on its way to the candidate.",
        lambda expires_in_days: domain.issue(
            sitting=found, by=request.membership, expires_in_days=expires_in_days), name="link",
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def reissue(request: MemberRequest, key: str) -> HttpResponse:
    """A new link; the old one stops working."""
    found = find(request, key)
    form = forms.LinkForm(request.POST)
    return _with_form(
        request, found, form, "A new link is on its way; the old one does not work any more.",
        lambda expires_in_days: domain.reissue(
            sitting=found, by=request.membership, expires_in_days=expires_in_days), name="link",
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def revoke(request: MemberRequest, key: str) -> HttpResponse:
    """Make every link of the sitting stop working."""
    found = find(request, key)

    def step() -> None:
        for link in found.links.filter(revoked_at=None):
            domain.revoke_link(link=link, by=request.membership)

    return _do(request, found, "The link does not work any more.", step)


@for_members("sittings.list")
@require_POST
def answer(request: MemberRequest, key: str, question: str) -> HttpResponse:
    """Answer a question."""
    found = find(request, key)
    require(request.membership, "sittings.answer", found)
    asked = get_object_or_404(found.questions, pk=question)
    form = forms.AnswerForm(request.POST, prefix=asked.pk)
    return _with_form(
        request, found, form, "Answered; the candidate has a mail.",
        lambda body: domain.answer(question=asked, body=body, by=request.membership), name="answer", about=asked.pk,
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def give_time(request: MemberRequest, key: str) -> HttpResponse:
    """More time that nobody asked for in the portal."""
    found = find(request, key)
    require(request.membership, "sittings.extend", found)
    form = forms.GrantForm(request.POST, prefix="give")
    return _with_form(
        request, found, form, "Given; the candidate has a mail.",
        lambda hours, reason: domain.grant_extension(sitting=found, hours=hours, reason=reason, by=request.membership),
        name="grant",
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def grant(request: MemberRequest, key: str, extension: str) -> HttpResponse:
    """Yes to a wish for more time."""
    found = find(request, key)
    require(request.membership, "sittings.extend", found)
    wish = get_object_or_404(found.extensions.select_related("sitting"), pk=extension)
    wish.sitting = found
    form = forms.GrantForm(request.POST, prefix=f"grant-{wish.pk}")
    return _with_form(
        request, found, form, "Given; the candidate has a mail.",
        lambda hours, reason: domain.grant_extension(extension=wish, hours=hours, reason=reason, by=request.membership),
        name="grant", about=wish.pk,
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def decline(request: MemberRequest, key: str, extension: str) -> HttpResponse:
    """No to a wish for more time."""
    found = find(request, key)
    require(request.membership, "sittings.extend", found)
    wish = get_object_or_404(found.extensions, pk=extension)
    wish.sitting = found
    form = forms.DeclineForm(request.POST, prefix=f"decline-{wish.pk}")
    return _with_form(
        request, found, form, "Declined; the candidate has a mail.",
        lambda reason: domain.decline_extension(extension=wish, reason=reason, by=request.membership),
        name="decline", about=wish.pk,
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def accept_late(request: MemberRequest, key: str, version: int) -> HttpResponse:
    """Let a late upload count."""
    found = find(request, key)
    late = get_object_or_404(found.submissions, version=version)
    late.sitting = found
    form = forms.AcceptLateForm(request.POST, prefix=late.pk)
    return _with_form(
        request, found, form, "Done; the candidate has a mail.",
        lambda reason: domain.accept_late(submission=late, reason=reason, by=request.membership),
        name="late", about=late.pk,
    )  # fmt: skip


@for_members("sittings.issue")
@require_POST
def close(request: MemberRequest, key: str) -> HttpResponse:
    """End the sitting."""
    found = find(request, key)
    form = forms.CloseForm(request.POST, prefix="close")
    return _with_form(
        request, found, form, "Closed.",
        lambda reason: domain.close(sitting=found, reason=reason, by=request.membership), name="close",
    )  # fmt: skip


@for_members("sittings.pay")
@require_POST
def approve_pay(request: MemberRequest, key: str) -> HttpResponse:
    """Send the amount to whoever pays."""
    found = find(request, key)
    pay = get_object_or_404(queries.pay_ledger(request.membership), sitting=found)
    return _do(request, found, "Approved.", lambda: domain.approve_pay(pay=pay, by=request.membership))


@for_members("sittings.pay")
@require_POST
def mark_paid(request: MemberRequest, key: str) -> HttpResponse:
    """Note that the money left."""
    found = find(request, key)
    pay = get_object_or_404(queries.pay_ledger(request.membership), sitting=found)
    form = forms.PaidForm(request.POST, prefix="paid")
    return _with_form(
        request, found, form, "Noted; the candidate has a mail.",
        lambda paid_on, reference: domain.mark_paid(
            pay=pay, by=request.membership, paid_on=paid_on, reference=reference), name="paid",
    )  # fmt: skip
