"""One respondent's answers: kept as a draft, then handed in for good."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import Actor
from trialpiece.web.readiness.enums import RESPONDENT_TRANSITIONS, AssessmentState, RespondentState
from trialpiece.web.readiness.models import Assessment, Respondent
from trialpiece.web.states import move

_ANSWERING = (RespondentState.INVITED, RespondentState.STARTED)


class NotOpen(Exception):
    """Nothing can be answered any more: handed in, withdrawn, or the assessment is closed."""


@transaction.atomic
def save_answers(*, respondent: Respondent, answers: Mapping[str, int | str], evidence: Mapping[str, str]) -> None:
    """Keep a draft; nobody but the respondent reads it.

    Raises:
        NotOpen: nothing can be answered any more.
    """
    _open(respondent)
    if respondent.state == RespondentState.INVITED:
        move(
            respondent, to=RespondentState.STARTED, table=RESPONDENT_TRANSITIONS, by=_actor(respondent),
            stamp="started_at",
        )  # fmt: skip
    _keep(respondent, answers, evidence)


@transaction.atomic
def hand_in(*, respondent: Respondent, answers: Mapping[str, int | str], evidence: Mapping[str, str]) -> None:
    """Hand the answers in; they cannot be changed afterwards.

    Raises:
        NotOpen: nothing can be answered any more.
    """
    _open(respondent)
    _keep(respondent, answers, evidence)
    move(
        respondent, to=RespondentState.SUBMITTED, table=RESPONDENT_TRANSITIONS, by=_actor(respondent),
        stamp="submitted_at",
    )  # fmt: skip


def _open(respondent: Respondent) -> None:
    # the assessment's row is locked first, so that answers come in before its closing or not at all
    assessment = Assessment.objects.select_for_update().get(pk=respondent.assessment_id)
    respondent.refresh_from_db(fields=["state", "expires_at"])
    is_late = respondent.expires_at < timezone.now()
    if assessment.state != AssessmentState.COLLECTING or respondent.state not in _ANSWERING or is_late:
        raise NotOpen("Nothing can be answered here any more.")


def _keep(respondent: Respondent, answers: Mapping[str, int | str], evidence: Mapping[str, str]) -> None:
    respondent.answers, respondent.evidence = dict(answers), dict(evidence)
    respondent.save(update_fields=["answers", "evidence"])


def _actor(respondent: Respondent) -> Actor:
    return Actor("respondent", respondent.pk)
