"""Readiness reports as PDF; drawn in a tenth of a second, so while the reader waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils import timezone

from trialpiece.web.readiness.models import Assessment
from trialpiece.web.readiness.queries import Result


def report(assessment: Assessment, result: Result, *, evidence: Mapping[str, Sequence[str]]) -> HttpResponse:
    """The report of a closed assessment; `evidence` is what this reader may see of it."""
    from trialpiece.core.papers.readiness import About, readiness_pdf  # the typesetter is large; pages start without

    about = About(
        organisation=assessment.organisation.name, title=assessment.title,
        closed=timezone.localdate(assessment.closed_at) if assessment.closed_at else None, drawn=timezone.localtime(),
        gate_version=assessment.gate_version or 1, evidence=evidence,
    )  # fmt: skip
    response = HttpResponse(readiness_pdf(result.profile, result.verdict, about), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="readiness-{assessment.pk}.pdf"'
    return response
