"""Pages before there is an organisation: the first start of an installation, and making another organisation."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trialpiece.web.organisations import entering
from trialpiece.web.organisations.domain import create_organisation
from trialpiece.web.organisations.forms import NewOrganisationForm, SetUpForm


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The first page of a new installation; there is no such page once somebody has an account."""
    if not entering.is_fresh():
        raise Http404("This installation is set up already.")
    form = SetUpForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        try:
            membership = entering.set_up(**form.who())
        except entering.AlreadySetUp as problem:
            raise Http404(str(problem)) from None
        perform_login(request, membership.user, email_verification="none")
        return redirect("home:organisation", organisation=membership.organisation.slug)
    return render(request, "organisations/set_up.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Make another organisation; whoever makes it administers it."""
    if not entering.may_create(request.user):  # type: ignore[arg-type] # signed in
        raise PermissionDenied
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_organisation(name=form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type] # signed in
        return redirect("home:organisation", organisation=made.organisation.slug)
    return render(request, "organisations/new.html", {"form": form})
