"""The reading itself: blob, safe folder, static reading, run in the sandbox, report; no database but the claim."""

from __future__ import annotations

import gzip
import io
import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

import trialpiece
from trialpiece.core.review.confirm.watching import places_to_watch
from trialpiece.core.review.engine import report_on
from trialpiece.core.review.intake import receive
from trialpiece.core.review.probes.sheet import probe_sheet
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.report import Report
from trialpiece.runner.limits import MIB, Limits
from trialpiece.runner.watched import run_watched
from trialpiece.web.probes.kept import kept
from trialpiece.web.reviews.claims import Lost, enter
from trialpiece.web.reviews.document import document_of
from trialpiece.web.reviews.material import material_for
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings import blobs
from trialpiece.web.sittings.blind import without_names, words_to_hide

log = logging.getLogger("trialpiece.reviews")

_NO_TEXT = {"schema", "kind", "strength", "polarity", "status", "sha256", "picture", "media", "versions", "language"}
"""Members of reports that hold no words of the candidate: somebody called Strong must not empty them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a reading gave: a report and the document it speaks of, or why there is none."""

    report: dict[str, Any] | None = None
    document: str = ""
    error: str = ""
    engine_version: str = trialpiece.__version__
    names_hidden: bool = False
    """Whether the candidate's names were masked while it was made."""


def read(review: Review) -> Work:
    """Read and run one submission.

    Raises:
        Lost: another worker took over meanwhile.
    """
    try:
        return _read(review)
    except Lost:
        raise
    except Exception:
        log.exception("a review failed", extra={"fields": {"review": review.pk, "attempt": review.attempt}})
        return Work(error="Our reader stopped at this submission. The files are safe; the log says why.")


def _read(review: Review) -> Work:
    submission = review.submission
    sitting = submission.sitting
    hide = words_to_hide(sitting)
    candidate = sitting.application.candidate
    masked = (lambda text: without_names(text, candidate)) if hide else str
    with tempfile.TemporaryDirectory(prefix="trialpiece-review-") as scratch:
        folder = Path(scratch) / "submission"
        enter(review, "Unpacking")
        with blobs.as_path(submission.sha256) as blob:
            taken = receive(blob, name=submission.filename, into=folder, hide=hide)
        if taken.refused:
            return Work(error=masked(taken.refused))
        enter(review, "Reading the code")
        files = read_submission(folder)
        with material_for(sitting, Path(scratch)) as material:
            enter(review, "Running it in the sandbox")
            watch = places_to_watch(Reading(files, exercise=material.facts))
            run = run_watched(folder, watch=watch, limits=_limits(), data_dir=material.data)
            enter(review, "Writing the report")
            reading = Reading(files, run=run, exercise=material.facts)
            report = report_on(reading, name=str(candidate))
            questions = _questions(reading, report, masked)
        return Work(
            report=deeply(report.to_json(), masked) | questions,
            document=_keep(deeply(document_of(files), masked)),
            names_hidden=bool(hide),
        )


def _questions(reading: Reading, report: Report, masked: Callable[[str], str]) -> dict[str, Any]:
    """The probe sheet under its name; nothing where making it failed, which must not cost the report."""
    try:
        return {"probes": kept(report.submission, probe_sheet(reading, report.findings), masked)}
    except (Exception, RecursionError):
        log.exception("no probe sheet")
        return {}


def _limits() -> Limits:
    return Limits(
        wall_seconds=settings.ENV["TRIALPIECE_RUN_SECONDS"], memory=settings.ENV["TRIALPIECE_RUN_MEMORY_MB"] * MIB
    )


def _keep(document: dict[str, Any]) -> str:
    packed = gzip.compress(json.dumps(document, ensure_ascii=False).encode(), mtime=0)
    return blobs.store(io.BytesIO(packed))[0]


def deeply(value: Any, change: Callable[[str], str]) -> Any:
    """The JSON value with every text in it changed; keys stay, and so do our own terms, digests and pictures."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: inner if key in _NO_TEXT else deeply(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [deeply(inner, change) for inner in value]
    return value
