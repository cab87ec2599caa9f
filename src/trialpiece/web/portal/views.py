"""The candidate's pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def overview(request: HttpRequest, token: str) -> HttpResponse:
    """Everything about the take-home."""
    raise Http404
