"""The page of keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trialpiece.web.api import domain, queries
from trialpiece.web.api.forms import KeyForm
from trialpiece.web.organisations.access import MemberRequest, for_members, may, require


@never_cache
@for_members("api.keys")
@require_http_methods(["GET", "POST"])
def keys(request: MemberRequest) -> HttpResponse:
    """One's keys, the form that makes one, and right after it the token, this once."""
    form, made, token = KeyForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        made, token = domain.create_key(by=request.membership, **form.cleaned_data)
        form = KeyForm()
    found = queries.visible_to(request.membership)
    page = {
        "tab": "keys", "form": form, "made": made, "token": token, "now": timezone.now(),
        "keys": found.filter(revoked_at=None).order_by("-created_at", "pk"),
        "administers": may(request.membership, "organisations.administer"),
    }  # fmt: skip
    return render(request, "api/keys.html", page)


@for_members("api.keys")
@require_POST
def revoke(request: MemberRequest, key: str) -> HttpResponse:
    """Make a key stop working."""
    found = get_object_or_404(queries.visible_to(request.membership), pk=key)
    require(request.membership, "api.revoke_key", found)
    domain.revoke_key(key=found, by=request.membership)
    messages.success(request, f"The key “{found.name}” no longer works.")
    return redirect("api_keys:keys", organisation=request.organisation.slug)
