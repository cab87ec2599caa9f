"""Handing in: the bytes are kept before anything reads them, then intake says whether they count."""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from trialpiece.core.review import intake
from trialpiece.web.audit.actors import SYSTEM, Actor, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import blobs, mails
from trialpiece.web.sittings.blind import words_to_hide
from trialpiece.web.sittings.domain.clock import actor_of, finish
from trialpiece.web.sittings.domain.errors import Incomplete, NotStarted, SittingError, TooLarge, TooMany
from trialpiece.web.sittings.enums import UPLOAD_TRANSITIONS, SittingState, UploadState
from trialpiece.web.sittings.models import Sitting, Submission
from trialpiece.web.states import WrongState, move

log = logging.getLogger("trialpiece.sittings")

GRACE = timedelta(minutes=10)
"""An upload that is under way when the deadline strikes still counts; candidates are told so."""
MOST = 100
MOST_TIMES = 10
"""All versions together may have so many times the bytes that one upload may have."""
ATTEMPTS = 3
_OURS = (
    "It arrived whole and is kept, but our program failed to read it. That is our fault: the people who invited you "
    "can see it, and you can upload it packed in another way."
)


def hand_in(*, sitting: Sitting, file: IO[bytes] | File[bytes], filename: str) -> Submission:
    """Keep what the candidate uploads, then let intake read it; three transactions, so that a crash loses nothing.

    The same bytes as the version before are that version. After the deadline the upload is kept and marked late.

    Args:
        sitting: a started one.
        file: open for reading, seekable.
        filename: as the browser sent it; its ending is all that is used.

    Raises:
        NotStarted: the clock was not started.
        TooLarge: over `UPLOAD_LIMIT_BYTES`; nothing is kept.
        TooMany: a hundred versions were handed in, or ten times as many bytes as one upload may have.
        OSError: the storage did not take the bytes.
    """
    now = timezone.now()
    if sitting.started_at is None:
        raise NotStarted("Start the clock first; then you can upload.")
    size = _check_size(file)
    _check_room(sitting, size)  # before the bytes are kept: what has no row would fill the disk for ever
    sha256, size = blobs.store(file)
    submission = _register(sitting, sha256=sha256, size=size, filename=filename, now=now)
    if submission.state == UploadState.RECEIVED:
        try:
            take_in(submission=submission)
        except Exception:  # the bytes and the row are safe, so the sweep tries again
            log.exception("intake failed", extra={"fields": {"submission": submission.pk}})
            submission = Submission.objects.select_related("sitting").get(pk=submission.pk)
    return submission


@transaction.atomic
def _register(sitting: Sitting, *, sha256: str, size: int, filename: str, now: datetime) -> Submission:
    """The row of an upload, or of the same bytes handed in just before."""
    # no_key: rows that point at the sitting are checked at commit and must not wait for this lock (a deadlock otherwise)
    take_turn(sitting.organisation)
    locked = Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    sitting.state, sitting.deadline = locked.state, locked.deadline
    last = sitting.submissions.order_by("-version").first()
    if last is not None and last.sha256 == sha256:
        last.sitting = sitting
        return last
    if sitting.submissions.count() >= MOST:
        raise TooMany(f"You have handed in {MOST} versions; please write to the people who invited you.")
    in_time = sitting.state == SittingState.STARTED and sitting.deadline is not None and now <= sitting.deadline + GRACE
    version = (sitting.submissions.aggregate(last=Max("version"))["last"] or 0) + 1
    submission = Submission.objects.create(
        organisation=sitting.organisation, sitting=sitting, version=version, sha256=sha256, size=size,
        filename=_shortened(filename), state=UploadState.RECEIVED if in_time else UploadState.LATE,
    )  # fmt: skip
    record(
        organisation=sitting.organisation, by=actor_of(sitting), verb=f"submission.{submission.state}", obj=submission,
        after={"version": version, "sha256": sha256, "size": size},
    )  # fmt: skip
    if not in_time:
        mails.late(submission)
    return submission


def take_in(*, submission: Submission, by: Actor = SYSTEM, because: str = "") -> None:
    """Let intake read an upload and say whether it counts; asked twice, it is done once.

    Reading takes up to a minute, so it happens outside of any transaction of ours.
    """
    Submission.objects.filter(pk=submission.pk).update(attempts=submission.attempts + 1)
    submission.attempts += 1
    if submission.attempts > ATTEMPTS:
        _settle(submission, by=by, refused=_OURS)
        return
    found = read(submission)
    _settle(
        submission,
        by=by,
        refused=found.refused,
        because=because,
        kind=str(found.kind),
        contents=[{"name": each.name, "size": each.size} for each in found.files],
        notes=list(found.notes),
    )


def read(submission: Submission, into: Path | None = None) -> intake.Intake:
    """Unpack a submission's blob safely, names hidden where the opening says so; into a folder of ours that ends here by default."""
    hide = words_to_hide(submission.sitting)
    with tempfile.TemporaryDirectory(prefix="trialpiece-intake-") as folder, blobs.as_path(submission.sha256) as path:
        target = into or Path(folder) / "submission"
        limits = intake.Limits(upload=settings.UPLOAD_LIMIT_BYTES)
        return intake.receive(path, name=submission.filename, into=target, limits=limits, hide=hide)


@transaction.atomic
def _settle(submission: Submission, *, by: Actor, refused: str | None, because: str = "", **facts: Any) -> None:
    to = UploadState.REFUSED if refused else UploadState.ACCEPTED
    try:
        move(submission, to=to, table=UPLOAD_TRANSITIONS, by=by, detail={"version": submission.version})
    except WrongState:
        submission.refresh_from_db()
        return  # another process was quicker: its word stands
    submission.refused_because, submission.accepted_because = refused or "", because
    for name, value in facts.items():
        setattr(submission, name, value)
    submission.save(update_fields=["refused_because", "accepted_because", *facts])
    mails.received(submission)
    if not refused:
        from trialpiece.web.reviews.domain import request_review

        request_review(submission=submission)


def accept_late(*, submission: Submission, by: Membership, reason: str) -> None:
    """A coordinator lets a late upload count, with a reason; raters see a submission like any other.

    Raises:
        Incomplete: no reason is given.
        SittingError: the work is being scored, or the sitting is over.
        WrongState: the upload is not late.
    """
    if not reason.strip():
        raise Incomplete("Say why it counts; it is kept with the upload.")
    if submission.state != UploadState.LATE:
        raise WrongState(submission, UploadState.ACCEPTED)
    sitting = submission.sitting
    if sitting.state not in {SittingState.STARTED, SittingState.SUBMITTED} or _is_judged(sitting):
        raise SittingError("The work is being scored or the sitting is over; what counts cannot change any more.")
    take_in(submission=submission, by=member(by), because=reason.strip())
    if submission.state == UploadState.ACCEPTED and sitting.state == SittingState.STARTED:
        finish(sitting=sitting, by=member(by))


def _is_judged(sitting: Sitting) -> bool:
    """Whether somebody has handed in a scorecard for what counts now."""
    from trialpiece.web.scoring.enums import ScorecardState

    handed_in = [ScorecardState.SUBMITTED, ScorecardState.REVEALED]
    return bool(sitting.scorecards.filter(state__in=handed_in).exists())


def _check_room(sitting: Sitting, size: int) -> None:
    kept = sitting.submissions.aggregate(number=Count("pk"), size=Sum("size"))
    if kept["number"] >= MOST or (kept["size"] or 0) + size > MOST_TIMES * settings.UPLOAD_LIMIT_BYTES:
        raise TooMany(
            f"You have handed in {kept['number']} versions, which is all that we can keep; "
            "please write to the people who invited you."
        )


def _check_size(file: Any) -> int:
    """How many bytes it has.

    Raises:
        TooLarge: more than an upload may have.
    """
    size = getattr(file, "size", None)
    if size is None:
        size = file.seek(0, 2)
        file.seek(0)
    limit = settings.UPLOAD_LIMIT_BYTES
    if size > limit:
        raise TooLarge(
            f"The file has {size / 1_000_000:.0f} MB; up to {limit / 1_000_000:.0f} MB can be uploaded. "
            "Please leave out the data that we sent."
        )
    return int(size)


def _shortened(filename: str) -> str:
    """At most 255 characters without control characters, the ending kept: it tells notebooks from scripts."""
    name = "".join(each if each.isprintable() else "_" for each in filename.replace("\\", "/").rpartition("/")[2])
    if len(name) <= 255:
        return name or "upload"
    suffix = Path(name).suffix[:20]
    return name[: 255 - len(suffix)] + suffix
