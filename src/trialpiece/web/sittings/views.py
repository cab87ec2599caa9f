"""Pages about a sitting, for members."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from trialpiece.web.organisations.access import MemberRequest, for_members


@for_members("sittings.list")
def detail(request: MemberRequest, key: str) -> HttpResponse:
    """One sitting."""
    raise Http404
