"""The style page: every component with data as it really looks, for people who build pages and for the browser's tests."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trialpiece.web.ui import samples


def styles(request: HttpRequest) -> HttpResponse:
    """All components, for staff and while developing."""
    _only_builders(request)
    messages_ = [("success", "Saved. Ben and Jo were told."), ("warning", "Two of three scorecards are in.")]
    context: dict[str, Any] = {**samples.context(), "samples": messages_, "form": samples.SampleForm(samples.TYPED)}
    context["nav_places"] = samples.NAVIGATION
    return render(request, "ui/styles.html", context)


def waiting(request: HttpRequest) -> HttpResponse:
    """What the sample progress bar asks."""
    _only_builders(request)
    return render(
        request,
        "ui/tags/waiting.html",
        {"url": request.path, "text": "Reading cell 9 of 14", "done": 9, "of": 14, "every": 30},
    )


def _only_builders(request: HttpRequest) -> None:
    user = getattr(request, "user", None)
    if not (settings.DEBUG or (user is not None and user.is_staff)):
        raise Http404
