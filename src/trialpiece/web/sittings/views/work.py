"""Fetching what was handed in: cleaned for those who read it, as it came for those who look after candidates."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.organisations.access import MemberRequest, for_members, require
from trialpiece.web.sittings import blobs
from trialpiece.web.sittings.blind import neutral_name
from trialpiece.web.sittings.cleaned import write_cleaned
from trialpiece.web.sittings.enums import UploadState
from trialpiece.web.sittings.models import Sitting, Submission
from trialpiece.web.sittings.views.page import find

_IN_MEMORY = 8 * 1024 * 1024


@for_members("sittings.list")
@require_GET
def work(request: MemberRequest, key: str, version: int) -> HttpResponseBase:
    """The files that intake found safe, under a neutral name, without what names their author."""
    found = find(request, key)
    require(request.membership, "sittings.read_work", found)
    submission = _version(found, version, states=[UploadState.ACCEPTED])
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the response closes it)
    write_cleaned(submission, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=neutral_name(submission), content_type="application/zip")


@for_members("sittings.issue")
@require_GET
def original(request: MemberRequest, key: str, version: int) -> HttpResponseBase:
    """The bytes as uploaded; noted in the audit trail, since they may name their author."""
    found = find(request, key)
    require(request.membership, "sittings.original", found)
    submission = _version(found, version, states=list(UploadState))
    record(
        organisation=found.organisation, by=member(request.membership), verb="submission.fetched", obj=submission,
        after={"version": version},
    )  # fmt: skip
    return FileResponse(
        blobs.open_blob(submission.sha256),
        as_attachment=True,
        filename=submission.filename,
        content_type="application/octet-stream",
    )


def _version(found: Sitting, version: int, states: list[UploadState]) -> Submission:
    submission: Submission = get_object_or_404(found.submissions, version=version, state__in=states)
    submission.sitting = found
    return submission
