"""The candidate's pages: what is asked, agree, start, fetch, ask, hand in, withdraw."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from trialpiece.core.exercises.issue import issue_archive
from trialpiece.web.portal import context
from trialpiece.web.portal.access import CandidateRequest, for_candidates
from trialpiece.web.portal.forms import ConsentForm, QuestionForm, TimeForm, UploadForm, WithdrawForm
from trialpiece.web.portal.uploading import HEADROOM, LimitedUpload, announced_size
from trialpiece.web.sittings import domain, queries
from trialpiece.web.sittings.consent import consent_hash, sentences
from trialpiece.web.sittings.domain import SittingError
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Submission
from trialpiece.web.states import WrongState


def _home(request: CandidateRequest) -> HttpResponse:
    return redirect("portal:overview", token=request.token)


@require_GET
@for_candidates
def overview(request: CandidateRequest) -> HttpResponse:
    """The first page: what is asked, what you get, what happens with your data, and the next step."""
    return render(request, "portal/overview.html", context.overview(request) | {"here": "overview"})


@require_http_methods(["GET", "POST"])
@for_candidates
def start(request: CandidateRequest) -> HttpResponse:
    """Agree to what is recorded, then start the clock."""
    sitting = request.sitting
    if sitting.state != SittingState.ISSUED:
        return _home(request)
    fresh = {"text_hash": consent_hash(sitting)}
    form = ConsentForm(request.POST if "text_hash" in request.POST else None, initial=fresh)
    try:
        if form.is_bound and form.is_valid():
            domain.consent(sitting=sitting, text_hash=form.cleaned_data["text_hash"])
            return redirect("portal:start", token=request.token)
        if request.method == "POST" and not form.is_bound:
            domain.start(sitting=sitting)
            messages.success(request, "The clock runs. Fetch the files, and good luck.")
            return _home(request)
    except domain.ConsentChanged as changed:
        form = ConsentForm(initial=fresh)
        messages.error(request, str(changed))
    except (SittingError, WrongState) as problem:
        messages.error(request, str(problem))
        return _home(request)
    page = context.frame(request) | {"form": form, "consent": sentences(sitting)}
    return render(request, "portal/start.html", page | {"here": "overview"}, status=422 if form.errors else 200)


@require_GET
@for_candidates
def files(request: CandidateRequest) -> HttpResponse:
    """The task's files, made for this candidate."""
    sitting = request.sitting
    if sitting.started_at is None:
        messages.error(request, "Start the clock first; the files come then.")
        return _home(request)
    pack, is_broken = context.pack_or_none(sitting)
    if is_broken:
        messages.error(
            request,
            "The files cannot be given out just now. That is our fault, not yours: ask for more time below, "
            "and write to the people who invited you.",
        )
        return _home(request)
    if pack is None:
        raise Http404
    domain.downloaded(sitting=sitting)
    response = HttpResponse(issue_archive(pack, sitting.seed), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack.slug}.zip"'
    return response


@require_http_methods(["GET", "POST"])
@for_candidates
def questions(request: CandidateRequest) -> HttpResponse:
    """The thread between the candidate and the interviewers."""
    sitting = request.sitting
    form = QuestionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            domain.ask(sitting=sitting, body=form.cleaned_data["body"])
        except SittingError as problem:
            form.add_error("body", str(problem))
        else:
            messages.success(request, "Your question is on its way. The answer comes here and by mail.")
            return redirect("portal:questions", token=request.token)
    thread = sitting.questions.prefetch_related("answers").select_related("sitting")
    page = context.frame(request) | {
        "form": form,
        "thread": thread,
        "may_ask": sitting.state != SittingState.CLOSED,
    }
    return render(request, "portal/questions.html", page | {"here": "questions"}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_candidates
def more_time(request: CandidateRequest) -> HttpResponse:
    """Ask for more time; interviewers never see it."""
    sitting = request.sitting
    form = TimeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            domain.ask_for_time(sitting=sitting, **form.cleaned_data)
        except SittingError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your wish is on its way. Until it is answered, nothing is closed.")
            return redirect("portal:more_time", token=request.token)
    wishes = list(sitting.extensions.all())
    page = context.frame(request) | {
        "form": form,
        "wishes": wishes,
        "may_ask": sitting.state in {SittingState.ISSUED, SittingState.STARTED}
        and not any(wish.state == "asked" for wish in wishes),
    }
    return render(request, "portal/more_time.html", page | {"here": "overview"}, status=422 if form.errors else 200)


@csrf_exempt  # `_upload` checks it, after the limit on the upload is in place
@require_http_methods(["GET", "POST"])
@for_candidates
def upload(request: CandidateRequest) -> HttpResponseBase:
    """Hand work in, again and again until the deadline."""
    limit = settings.UPLOAD_LIMIT_BYTES
    if request.method == "POST":
        if announced_size(request) > limit + HEADROOM:
            return _upload_page(request, UploadForm(), problem=_too_large(limit))
        request.upload_handlers = [LimitedUpload(request, limit=limit)]
    return _upload(request)


@csrf_protect
def _upload(request: CandidateRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if any(getattr(each, "is_too_large", False) for each in request.upload_handlers):
        return _upload_page(request, UploadForm(), problem=_too_large(settings.UPLOAD_LIMIT_BYTES))
    if not form.is_valid():
        return _upload_page(request, form)
    file = form.cleaned_data["file"]
    try:
        submission = domain.hand_in(sitting=request.sitting, file=file, filename=file.name)
    except SittingError as problem:
        return _upload_page(request, form, problem=str(problem))
    except OSError:
        context.log.exception("upload not stored", extra={"fields": {"sitting": request.sitting.pk}})
        return _upload_page(
            request, form, status=503,
            problem="Our storage did not take the file, so nothing was handed in. Please try again in a few minutes; "
            "if it fails again, write to the people who invited you: this is our fault and does not count against you.",
        )  # fmt: skip
    return redirect("portal:receipt", token=request.token, version=submission.version)


def _upload_page(
    request: CandidateRequest, form: UploadForm, *, problem: str = "", status: int | None = None
) -> HttpResponse:
    if problem:
        form.is_valid()
        form = UploadForm()
    page = context.frame(request) | {
        "form": form,
        "problem": problem,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024),
        "uploads": request.sitting.submissions.order_by("-version"),
        "counting": queries.counting_submission(request.sitting),
        "here": "upload",
        "has_started": request.sitting.started_at is not None,
    }
    return render(request, "portal/upload.html", page, status=status or (422 if problem or form.errors else 200))


def _too_large(limit: int) -> str:
    return (
        f"The file is larger than {limit // (1024 * 1024)} MB, so it was not taken. Please leave out the data that we "
        "sent, environments and trained models, and pack it again."
    )


@require_GET
@for_candidates
def receipt(request: CandidateRequest, version: int, form: str = "html") -> HttpResponse:
    """What arrived, when, with its fingerprint: to print or to keep as text."""
    submission = request.sitting.submissions.filter(version=version).first()
    if submission is None:
        raise Http404
    page = context.frame(request) | {
        "here": "upload",
        "submission": submission,
        "counts": submission == queries.counting_submission(request.sitting),
    }
    if form == "text":
        response = render(request, "portal/receipt.txt", page, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="receipt-v{submission.version}.txt"'
        return response
    return render(request, "portal/receipt.html", page)


@require_http_methods(["GET", "POST"])
@for_candidates
def hand_in(request: CandidateRequest) -> HttpResponse:
    """Say that the latest version is the final one."""
    sitting = request.sitting
    final: Submission | None = queries.counting_submission(sitting)
    if sitting.state != SittingState.STARTED:
        return _home(request)
    if final is None:
        messages.error(request, "Upload something that can be read first.")
        return redirect("portal:upload", token=request.token)
    if request.method == "POST":
        if request.POST.get("version") != str(final.version):
            messages.error(request, "A newer version has arrived since you opened the page. Please look once more.")
            return redirect("portal:hand_in", token=request.token)
        try:
            domain.finish(sitting=sitting)
        except (SittingError, WrongState) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Handed in. Thank you for the work.")
        return _home(request)
    waiting = sitting.submissions.filter(state=UploadState.RECEIVED).exists()
    page: dict[str, Any] = context.frame(request) | {"final": final, "waiting": waiting, "pay": queries.pay_of(sitting)}
    return render(request, "portal/hand_in.html", page | {"here": "upload"})


@require_http_methods(["GET", "POST"])
@for_candidates
def withdraw(request: CandidateRequest) -> HttpResponse:
    """Take the application back."""
    sitting = request.sitting
    if sitting.state == SittingState.CLOSED:
        return _home(request)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            domain.withdraw(sitting=sitting)
        except (SittingError, WrongState) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Your application is withdrawn. Thank you for your time.")
            return _home(request)
    page = context.frame(request) | {
        "form": form,
        "pay": queries.pay_of(sitting),
        "has_work": queries.counting_submission(sitting) is not None,
    }
    return render(request, "portal/withdraw.html", page | {"here": "overview"}, status=422 if form.errors else 200)
