"""Reading the index; `visible_to` agrees with the rule `likeness.view`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from trialpiece.core.exercises import BadPack, load_pack
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.candidates.rules import names_are_open
from trialpiece.web.likeness.models import Judgement, Pool, Prints
from trialpiece.web.likeness.rules import STILL_JUDGING
from trialpiece.web.organisations.models import Membership
from trialpiece.web.organisations.rules import coordinates
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.enums import SittingState, UploadState
from trialpiece.web.sittings.models import Sitting, Submission

_HANDED_IN = (SittingState.SUBMITTED, SittingState.SCORED, SittingState.CLOSED)


def visible_to(member: Membership) -> QuerySet[Prints]:
    """Rows whose submission the member may see beside others."""
    rows = Prints.objects.filter(organisation=member.organisation, submission__sitting__state__in=_HANDED_IN)
    if not coordinates(member):
        return rows.none()
    judged = Scorecard.objects.filter(rater=member, state__in=STILL_JUDGING)
    return rows.exclude(
        submission__sitting__application_id__in=judged.values("sitting__application_id")
    ).select_related(
        "pool", "review", "submission__sitting__stage", "submission__sitting__application__candidate",
        "submission__sitting__application__opening",
    )  # fmt: skip


def replaced(path: str = "") -> Exists:
    """Whether a later version of the same work was accepted; `path` leads to the submission."""
    later = Submission.objects.filter(
        sitting=OuterRef(f"{path}sitting"), version__gt=OuterRef(f"{path}version"), state=UploadState.ACCEPTED
    )
    return Exists(later)


def counts(submission: Submission) -> bool:
    """Whether it is what stands for its sitting, and nobody has withdrawn."""
    if submission.state != UploadState.ACCEPTED:
        return False
    if submission.sitting.application.state == ApplicationState.WITHDRAWN:
        return False
    later = Submission.objects.filter(sitting_id=submission.sitting_id, version__gt=submission.version)
    return not later.filter(state=UploadState.ACCEPTED).exists()


def compared(pool: Pool) -> QuerySet[Prints]:
    """The rows of a pool that stand for a sitting now, in a settled order."""
    rows = Prints.objects.filter(pool=pool, size__gt=0, submission__sitting__state__in=_HANDED_IN)
    rows = rows.exclude(submission__sitting__application__state=ApplicationState.WITHDRAWN)
    return rows.exclude(replaced("submission__")).order_by("submission_id")


def digest_of(pool: Pool) -> str:
    """Changes whenever a submission comes, goes, or is read anew."""
    rows = compared(pool).values_list("submission_id", "review_id", "made_by")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def pool_of(sitting: Sitting) -> Pool | None:
    """The pool that a sitting's submission is in; None where it is in none (yet)."""
    row = Prints.objects.filter(submission__sitting=sitting).select_related("pool").first()
    return row.pool if row else None


def pools_of(exercise_slug: str, member: Membership) -> QuerySet[Pool]:
    """The pools of an exercise, the latest version first."""
    pools = Pool.objects.filter(organisation=member.organisation, exercise_slug=exercise_slug)
    return pools.order_by(F("exercise_version").desc())


def title_of(pool: Pool) -> str:
    """What was asked of all who are in the pool."""
    if not pool.exercise_slug:
        return str(pool.stage)
    try:
        title = load_pack(pool.exercise_slug, pool.exercise_version).title
    except BadPack:
        title = pool.exercise_slug
    return f"{title}, version {pool.exercise_version}"


def shown_name(application: Application) -> str:
    """The code name while names are hidden, whoever looks: a pair is judged by the work."""
    return application.candidate.name if names_are_open(None, application) else str(application.candidate)


class Key(NamedTuple):
    """A pair in one spelling: the submission whose key comes first in the alphabet, then the other."""

    one: str
    other: str

    @classmethod
    def of(cls, one: str, other: str) -> Key:
        """The pair, whichever is named first."""
        return cls(*sorted((one, other)))


def judgements(member: Membership, pairs: Iterable[Key]) -> dict[Key, list[Judgement]]:
    """What people said of the pairs, the latest first."""
    wanted = set(pairs)
    rows = Judgement.objects.filter(
        organisation=member.organisation,
        one__in=[pair.one for pair in wanted], other__in=[pair.other for pair in wanted],
    ).select_related("judged_by__user")  # fmt: skip
    found: dict[Key, list[Judgement]] = {}
    for row in rows:
        pair = Key(row.one_id, row.other_id)
        if pair in wanted:
            found.setdefault(pair, []).append(row)
    return found
