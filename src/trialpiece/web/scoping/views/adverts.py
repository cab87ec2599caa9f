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
    return _editor(request, None)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, key: str) -> HttpResponse:
    """The editor."""
    return _editor(request, _advert(request, key))


def _editor(request: MemberRequest, found: Advert | None) -> HttpResponse:
    """The form with its reading; a file that comes along is read into it, and saved only by the next click."""
    told = _told(found) if found else None
    initial = {name: request.GET[name] for name in ("brief", "opening") if name in request.GET}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AdvertForm(data, files, instance=found, member=request.membership, initial=initial)
    if data is not None:
        if found:
            found.refresh_from_db()  # the form writes into the instance; the domain compares before and after
        if files or "fill" in data:
            form, told = _filled(request, form, found)
        elif form.is_valid():
            fields = {name: value for name, value in form.cleaned_data.items() if name != "file"}
            if found:
                found.refresh_from_db()
                domain.change_advert(advert=found, by=request.membership, **fields)
            else:
                found = domain.write_advert(by=request.membership, **fields)
            messages.success(request, "Saved.")
            return redirect("scoping:advert", organisation=request.organisation.slug, key=found.pk)
    return render(request, "scoping/edit_advert.html", {"form": form, "advert": found, "told": told})


def _filled(
    request: MemberRequest, form: AdvertForm, found: Advert | None
) -> tuple[AdvertForm, shown.AdvertReading | None]:
    """The same form with the file's words as its text, or with what is wrong with the file."""
    text = form.text_of_file()
    if not text:
        return form, None
    typed = request.POST.copy()
    typed["text"] = text
    messages.info(request, "Read from the file. Look it over, then save.")
    title = str(typed.get("title", ""))[:160]
    return AdvertForm(typed, instance=found, member=request.membership), shown.read_advert(text, title=title)


@for_members("scoping.change")
@require_POST
def delete(request: MemberRequest, key: str) -> HttpResponse:
    """Delete an advert."""
    domain.delete(obj=_advert(request, key), by=request.membership)
    messages.success(request, "Deleted.")
    return redirect("scoping:home", organisation=request.organisation.slug)
