"""Briefs as files: BRIEF.toml in and out, and the brief as PDF."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trialpiece.core.documents import BadDocument
from trialpiece.core.scoping.brief_file import brief_toml
from trialpiece.web.organisations.access import MemberRequest, for_members
from trialpiece.web.scoping import domain, queries
from trialpiece.web.scoping.forms import BriefFileForm
from trialpiece.web.scoping.importing import fields_in
from trialpiece.web.scoping.models import WorkBrief
from trialpiece.web.scoping.views.briefs import brief_of

_MOST_PROBLEMS = 20


@for_members("scoping.list")
def as_toml(request: MemberRequest, key: str) -> HttpResponse:
    """BRIEF.toml, which the command line reads and which can be uploaded again."""
    found = brief_of(request, key)
    text = brief_toml(queries.core_of(found, keeps_lines=True))
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="BRIEF.toml"'
    return response


@for_members("scoping.list")
def as_pdf(request: MemberRequest, key: str) -> HttpResponse:
    """The brief as it reads, as a paper; drawn in a tenth of a second, so while the reader waits."""
    from trialpiece.core.papers.brief import About, brief_pdf  # the typesetter is large; pages start without

    found = brief_of(request, key)
    about = About(
        organisation=request.organisation.name, drawn=timezone.localtime(), changed=timezone.localdate(found.changed_at),
        opening=str(found.opening) if found.opening else "",
        settled={each.point.id: _settled(each) for each in queries.transfer_of(found).points if each.check},
    )  # fmt: skip
    content = brief_pdf(queries.core_of(found, keeps_lines=True), about)
    response = HttpResponse(content, content_type="application/pdf")
    name = re.sub(r"[^a-z0-9]+", "-", found.title.lower()).strip("-")[:60] or found.pk
    response["Content-Disposition"] = f'attachment; filename="brief-{name}.pdf"'
    return response


def _settled(each: queries.Transfer) -> str:
    if each.check is None:
        return ""
    when = timezone.localdate(each.check.settled_at)
    return f"{each.check.settled_by.user}, {when.day} {when:%B %Y}"


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def upload(request: MemberRequest) -> HttpResponse:
    """A new brief from a BRIEF.toml."""
    return _read(request, None)


@for_members("scoping.change")
@require_http_methods(["GET", "POST"])
def replace(request: MemberRequest, key: str) -> HttpResponse:
    """All that a brief says, replaced by a BRIEF.toml."""
    return _read(request, brief_of(request, key))


def _read(request: MemberRequest, brief: WorkBrief | None) -> HttpResponse:
    form = BriefFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            fields = fields_in(file.read(), name=file.name or "BRIEF.toml", member=request.membership)
        except BadDocument as error:
            for problem in error.problems[:_MOST_PROBLEMS]:
                form.add_error("file", str(problem))
        else:
            if brief is None:
                brief = domain.write_brief(by=request.membership, **fields)
            else:
                domain.change_brief(brief=brief, by=request.membership, **fields)
            messages.success(request, f"Read from {file.name}. Look it over.")
            return redirect("scoping:edit_brief", organisation=request.organisation.slug, key=brief.pk)
    return render(request, "scoping/upload_brief.html", {"form": form, "brief": brief})
