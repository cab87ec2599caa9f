"""What the candidate's pages show."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone

from trialpiece.core.exercises import BadPack, Pack
from trialpiece.web.decisions.enums import FeedbackState
from trialpiece.web.decisions.models import Feedback
from trialpiece.web.exercises.packs import brief_of, pack_of
from trialpiece.web.openings.domain import hourly_rate
from trialpiece.web.openings.rubrics import rubric_of
from trialpiece.web.portal.access import CandidateRequest
from trialpiece.web.sittings import queries
from trialpiece.web.sittings.consent import ai_policy, consent_hash, sentences
from trialpiece.web.sittings.domain.uploads import GRACE
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting

log = logging.getLogger("trialpiece.portal")


def frame(request: CandidateRequest) -> dict[str, Any]:
    """What every page of the portal shows around its own content."""
    sitting = request.sitting
    return {
        "organisation": sitting.organisation,
        "sitting": sitting,
        "stage": sitting.stage,
        "opening": sitting.application.opening,
        "token": request.token,
        "is_under_way": sitting.state == SittingState.STARTED,
        "is_late": bool(sitting.deadline and timezone.now() > sitting.deadline + GRACE),
    }


def pack_or_none(sitting: Sitting) -> tuple[Pack | None, bool]:
    """The pack, and whether it should be there but cannot be read: a mistake of ours that somebody must see."""
    try:
        return pack_of(sitting.stage), False
    except BadPack:
        log.exception("pack not readable", extra={"fields": {"stage": sitting.stage_id}})
        return None, True


def overview(request: CandidateRequest) -> dict[str, Any]:
    """Everything of the first page."""
    sitting = request.sitting
    pack, is_broken = pack_or_none(sitting)
    started = sitting.started_at is not None
    uploads = list(sitting.submissions.order_by("-version"))
    counting = next((each for each in uploads if each.state == "accepted"), None)
    return frame(request) | {
        "pack": pack,
        "pack_is_broken": is_broken,
        "brief": brief_of(pack) if pack and started else "",
        "rubric": rubric_of(sitting.stage) if sitting.stage.rubric else None,
        "pay": queries.pay_of(sitting),
        "pay_days": sitting.organisation.pay_terms_days,
        "hourly": hourly_rate(sitting.stage),
        "ai_policy": ai_policy(sitting),
        "consent": sentences(sitting),
        "uploads": uploads,
        "counting": counting,
        "unanswered": sitting.questions.filter(answers=None).count(),
        "answered": sitting.questions.exclude(answers=None).count(),
        "wish": sitting.extensions.order_by("-asked_at").first(),
        "feedback": Feedback.objects.filter(application_id=sitting.application_id, state=FeedbackState.SENT)
        .order_by("-sent_at")
        .first(),
        "text_hash": consent_hash(sitting),
    }
