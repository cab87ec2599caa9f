"""Reports of readiness and of data as PDF; drawn in a tenth of a second, so while the reader waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils import timezone

from trialpiece.web.readiness.models import Assessment, DataAudit
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


def audit(found: DataAudit) -> HttpResponse:
    """The report of a data audit that is done."""
    from trialpiece.core.papers.audit import About, audit_pdf  # as above

    done = timezone.localdate(found.finished_at) if found.finished_at else None
    about = About(organisation=found.organisation.name, name=found.name, measured=done, drawn=timezone.localtime())
    response = HttpResponse(audit_pdf(found.report or {}, about), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="audit-{found.pk}.pdf"'
    return response
