"""Settings of an organisation: who belongs to it, and its terms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.organisations import domain, queries
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.forms import InviteForm, OrganisationForm, RoleForm


@for_members("organisations.administer")
@require_http_methods(["GET", "POST"])
def members(request: MemberRequest) -> HttpResponse:
    """Who belongs to the organisation, who is invited, and the form that invites."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            domain.invite(email=email, role=Role(form.cleaned_data["role"]), by=request.membership)
        except domain.AlreadyMember as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"An invitation is on its way to {email}.")
            return _to_members(request)
    return render(request, "organisations/members.html", _page(request) | {"form": form})


def _page(request: MemberRequest) -> dict[str, Any]:
    people = list(queries.members_visible_to(request.membership))
    offers = queries.invitations_visible_to(request.membership)
    return {
        "tab": "members",
        "members": [one for one in people if one.is_active],
        "former": [one for one in people if not one.is_active],
        "invitations": [(offer, queries.has_run_out(offer)) for offer in offers],
        "roles": Role.choices,
    }


def _to_members(request: MemberRequest) -> HttpResponse:
    return redirect("organisations:members", organisation=request.organisation.slug)


@for_members("organisations.administer")
@require_POST
def change_role(request: MemberRequest, key: str) -> HttpResponse:
    """Give a member another role."""
    member = get_object_or_404(queries.members_visible_to(request.membership), pk=key, is_active=True)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such role.")
        return _to_members(request)
    try:
        domain.change_role(membership=member, role=Role(form.cleaned_data["role"]), by=request.membership)
    except domain.LastAdministrator as problem:
        messages.error(request, str(problem))
        return _to_members(request)
    messages.success(request, f"{member} is now {member.get_role_display()}.")
    if member.pk == request.membership.pk and member.role != Role.ADMINISTRATOR:
        return redirect("home:organisation", organisation=request.organisation.slug)
    return _to_members(request)


@for_members("organisations.administer")
@require_POST
def deactivate(request: MemberRequest, key: str) -> HttpResponse:
    """End a membership."""
    member = get_object_or_404(queries.members_visible_to(request.membership), pk=key, is_active=True)
    try:
        domain.deactivate(membership=member, by=request.membership)
    except domain.LastAdministrator as problem:
        messages.error(request, str(problem))
        return _to_members(request)
    messages.success(request, f"{member} can no longer enter. What they did stays on record.")
    if open_cards := getattr(member, "open_cards", 0):  # counted by the query that found the member
        messages.warning(request, f"Scorecards of theirs that are still open: {open_cards}. Others wait for them.")
    return redirect("/") if member.pk == request.membership.pk else _to_members(request)


@for_members("organisations.administer")
@require_POST
def revoke_invitation(request: MemberRequest, key: str) -> HttpResponse:
    """Withdraw an offer."""
    offer = get_object_or_404(queries.invitations_visible_to(request.membership), pk=key)
    domain.revoke_invitation(invitation=offer, by=request.membership)
    messages.success(request, f"The invitation to {offer.email} no longer works.")
    return _to_members(request)


@for_members("organisations.administer")
@require_POST
def send_again(request: MemberRequest, key: str) -> HttpResponse:
    """Send an offer again, with a new link."""
    offer = get_object_or_404(queries.invitations_visible_to(request.membership), pk=key)
    try:
        domain.send_again(invitation=offer, by=request.membership)
        messages.success(request, f"A new invitation is on its way to {offer.email}; the earlier link no longer works.")
    except domain.AlreadyMember as problem:
        messages.error(request, str(problem))
    return _to_members(request)


@for_members("organisations.administer")
@require_http_methods(["GET", "POST"])
def organisation(request: MemberRequest) -> HttpResponse:
    """The organisation's name, and the terms that candidates read."""
    form = OrganisationForm(request.POST or None, instance=request.organisation)
    if request.method == "POST" and form.is_valid():
        request.organisation.refresh_from_db()  # the form has written into it; the domain compares before and after
        domain.change_organisation(organisation=request.organisation, by=request.membership, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("organisations:organisation", organisation=request.organisation.slug)
    if form.errors:
        request.organisation.refresh_from_db()  # so that the page's own frame does not show what was refused
    return render(request, "organisations/organisation.html", {"form": form, "tab": "organisation"})
