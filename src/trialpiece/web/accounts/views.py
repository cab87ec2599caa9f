"""A person's own pages: sign in by link, follow an invitation, profile."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trialpiece.web.accounts.domain import ask_for_sign_in_link, create_account
from trialpiece.web.accounts.forms import JoinForm, LinkForm, ProfileForm
from trialpiece.web.accounts.links import LinkUnusable, user_of
from trialpiece.web.organisations.domain import NotInvited, accept, open_invitation
from trialpiece.web.organisations.models import Invitation


@require_http_methods(["GET", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link; the answer is the same whether the address is known or not."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not consume(request, action="sign_in_link", key=form.cleaned_data["email"]):
            return render(request, "429.html", status=429)
        ask_for_sign_in_link(email=form.cleaned_data["email"])
        return render(request, "accounts/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "accounts/ask_for_link.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link; only on POST, so that mail programs that open links do not use it up."""
    try:
        user = user_of(token)
    except LinkUnusable as problem:
        return render(request, "accounts/link_unusable.html", {"problem": problem}, status=410)
    if request.method == "POST":
        return perform_login(request, user, email_verification="none")  # second factors are asked for here too
    return render(request, "accounts/sign_in_by_link.html", {"who": user})


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Follow an invitation: with an account it is accepted, without one it makes one."""
    try:
        offer = open_invitation(token)
    except NotInvited as problem:
        return render(request, "accounts/invitation_unusable.html", {"problem": problem}, status=410)
    known = get_user_model().objects.filter(email=offer.email).exists()
    page = {"offer": offer, "known": known}
    if request.user.is_authenticated:
        if request.method == "POST":
            return _accept(request, token)
        return render(request, "accounts/invitation.html", page)
    if known:
        return render(request, "accounts/invitation.html", page)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _join(request, token, offer, form)
    return render(request, "accounts/invitation.html", page | {"form": form})


def _join(request: HttpRequest, token: str, offer: Invitation, form: JoinForm) -> HttpResponse:
    try:
        with transaction.atomic():  # nobody is left with an account and no membership
            user = create_account(email=offer.email, **form.cleaned_data)
            accept(token=token, user=user)
    except (NotInvited, IntegrityError):  # pressed twice: the first one made the account
        problem = "This invitation was used just now. Sign in."
        return render(request, "accounts/invitation_unusable.html", {"problem": problem}, status=409)
    perform_login(request, user, email_verification="none")
    return redirect("home:organisation", organisation=offer.organisation.slug)


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    try:
        membership = accept(token=token, user=request.user)  # type: ignore[arg-type] # signed in
    except NotInvited as problem:
        return render(request, "accounts/invitation_unusable.html", {"problem": problem}, status=409)
    return redirect("home:organisation", organisation=membership.organisation.slug)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name and looks, and the ways to sign in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
