"""Adverts: an editor with a reading beside it, and the advert as it reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.organisations.access import MemberRequest, for_members, may
from trialpiece.web.scoping import domain, queries, shown
from trialpiece.web.scoping.forms import AdvertForm
from trialpiece.web.scoping.models import Advert


def _advert(request: MemberRequest, key: str) -> Advert:
    found = queries.adverts_visible_to(request.membership).select_related("opening", "brief")
    return get_object_or_404(found, pk=key)


def _told(advert: Advert) -> shown.AdvertReading | None:
    return shown.read_advert(advert.text, title=advert.title, brief=advert.brief, opening=advert.opening)


@for_members("scoping.list")
def advert(request: MemberRequest, key: str) -> HttpResponse:
    """One advert as it reads."""
    found = _advert(request, key)
    page = {"advert": found, "told": _told(found), "may_change": may(request.membership, "scoping.change")}
    return render(request, "scoping/advert.html", page)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """A new advert."""
    initial = {name: request.GET[name] for name in ("brief", "opening") if name in request.GET}
    form = AdvertForm(request.POST or None, member=request.membership, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = domain.write_advert(by=request.membership, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("scoping:advert", organisation=request.organisation.slug, key=made.pk)
    return render(request, "scoping/edit_advert.html", {"form": form})


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, key: str) -> HttpResponse:
    """The editor."""
    found = _advert(request, key)
    told = _told(found)
    form = AdvertForm(request.POST or None, instance=found, member=request.membership)
    if request.method == "POST" and form.is_valid():
        found.refresh_from_db()  # the form has written into the instance; the domain compares before and after
        domain.change_advert(advert=found, by=request.membership, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("scoping:advert", organisation=request.organisation.slug, key=found.pk)
    return render(request, "scoping/edit_advert.html", {"form": form, "advert": found, "told": told})


@for_members("scoping.change")
@require_POST
def delete(request: MemberRequest, key: str) -> HttpResponse:
    """Delete an advert."""
    domain.delete(obj=_advert(request, key), by=request.membership)
    messages.success(request, "Deleted.")
    return redirect("scoping:home", organisation=request.organisation.slug)
