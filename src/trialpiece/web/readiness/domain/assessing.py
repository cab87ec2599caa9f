"""Beginning an assessment, asking people by link, and closing it, which is when it can be read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.core.readiness.gate import shipped_gate
from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness import queries
from trialpiece.web.readiness.domain.answering import NotOpen
from trialpiece.web.readiness.enums import (
    ASSESSMENT_TRANSITIONS,
    RESPONDENT_TRANSITIONS,
    AssessmentState,
    RespondentState,
)
from trialpiece.web.readiness.models import Assessment, Respondent
from trialpiece.web.states import move

_SIGNER = Signer(salt="trialpiece.readiness", sep=".")
LINK_LASTS = timedelta(days=60)


class AskedAlready(Exception):
    """The address was asked for this assessment before."""


class NobodyAnswered(Exception):
    """An assessment without an answer has nothing to show."""


@transaction.atomic
def begin(*, title: str, by: Membership) -> Assessment:
    """Begin an assessment with the newest version of the questions."""
    instrument = shipped_instrument()
    assessment = Assessment(
        organisation=by.organisation, title=title.strip(), instrument=instrument.id,
        instrument_version=instrument.version, created_by=by,
    )  # fmt: skip
    assessment.full_clean(exclude=["organisation"])
    assessment.save(force_insert=True)
    record(
        organisation=by.organisation, by=member(by), verb="assessment.begun", obj=assessment,
        after={"instrument": instrument.id, "version": instrument.version},
    )  # fmt: skip
    return assessment


@transaction.atomic
def ask(*, assessment: Assessment, email: str, function: str, by: Membership) -> Respondent:
    """Ask somebody to answer: their link goes out by mail.

    Raises:
        AskedAlready: that address was asked before.
        NotOpen: the assessment is closed.
    """
    _collecting(assessment)
    email = email.strip().lower()
    if Respondent.objects.filter(assessment=assessment, email=email).exists():
        raise AskedAlready(f"{email} was asked already; send the link again instead.")
    respondent = Respondent.objects.create(
        organisation=assessment.organisation, assessment=assessment, email=email, function=function.strip(),
        expires_at=timezone.now() + LINK_LASTS,
    )  # fmt: skip
    record(organisation=assessment.organisation, by=member(by), verb="respondent.asked", obj=respondent)
    _send(respondent, by)
    return respondent


@transaction.atomic
def ask_again(*, respondent: Respondent, by: Membership) -> None:
    """Send a new link; earlier ones stop working.

    Raises:
        NotOpen: the assessment is closed, or the respondent was withdrawn.
    """
    _collecting(respondent.assessment)
    if respondent.state == RespondentState.WITHDRAWN:
        raise NotOpen("This respondent was withdrawn.")
    respondent.link += 1
    respondent.expires_at = timezone.now() + LINK_LASTS
    respondent.save(update_fields=["link", "expires_at"])
    record(organisation=respondent.organisation, by=member(by), verb="respondent.asked_again", obj=respondent)
    _send(respondent, by)


@transaction.atomic
def withdraw(*, respondent: Respondent, by: Membership) -> None:
    """Ask this person no longer; a draft of theirs is thrown away.

    Raises:
        WrongState: their answers are in; what is in counts.
        NotOpen: the assessment is closed.
    """
    _collecting(respondent.assessment)
    move(
        respondent, to=RespondentState.WITHDRAWN, table=RESPONDENT_TRANSITIONS, by=member(by), stamp="withdrawn_at"
    )  # fmt: skip
    respondent.answers, respondent.evidence = {}, {}
    respondent.save(update_fields=["answers", "evidence"])


@transaction.atomic
def close(*, assessment: Assessment, by: Membership) -> None:
    """End the collecting. From here on nobody can answer, and the result can be read.

    Raises:
        NobodyAnswered: nobody's answers are in.
        WrongState: it is closed already.
    """
    # the row is locked first, so that answers come in before the closing or not at all
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not assessment.respondents.filter(state=RespondentState.SUBMITTED).exists():
        raise NobodyAnswered("Nobody's answers are in yet.")
    move(assessment, to=AssessmentState.CLOSED, table=ASSESSMENT_TRANSITIONS, by=member(by), stamp="closed_at")
    result = queries.result_of(assessment)
    if result is None:  # somebody's answers are in, so there is a result
        raise NobodyAnswered("Nobody's answers are in yet.")
    verdict = result.verdict
    assessment.gate_version = shipped_gate().version
    assessment.go = verdict.go if verdict.outcome else None
    assessment.outcome = verdict.outcome.id if verdict.outcome else ""
    assessment.headline = verdict.headline[:300]
    assessment.permits = [asdict(each) for each in verdict.permits]
    assessment.permitted_posts = verdict.outcome.posts if verdict.outcome and verdict.permits else 0
    assessment.save(update_fields=["gate_version", "go", "outcome", "headline", "permits", "permitted_posts"])
    record(
        organisation=assessment.organisation, by=member(by), verb="assessment.judged", obj=assessment,
        after={"outcome": assessment.outcome, "respondents": result.profile.respondents, "permits": verdict.permits_says},
    )  # fmt: skip


def token_of(respondent: Respondent) -> str:
    """The signed token of the respondent's newest link; it is made anew each time and kept nowhere."""
    return _SIGNER.sign(f"{respondent.pk}-{respondent.link}")


def respondent_of(token: str) -> Respondent | None:
    """Whom a link belongs to; None where we did not sign it, or a newer one was sent."""
    try:
        key, _, number = _SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    with scopes_disabled():
        return (
            Respondent.objects.select_related("organisation", "assessment__organisation")
            .filter(pk=key, link=int(number))
            .first()
        )


def _collecting(assessment: Assessment) -> None:
    if assessment.state != AssessmentState.COLLECTING:
        raise NotOpen("This assessment is closed.")


def _send(respondent: Respondent, by: Membership) -> None:
    from trialpiece.web.mail.domain import send

    address = settings.BASE_URL + reverse("respond:questions", kwargs={"token": token_of(respondent)})
    send(
        organisation=respondent.organisation, to=respondent.email, purpose="readiness_asked",
        context={"assessment": respondent.assessment, "respondent": respondent, "address": address, "inviter": by},
    )  # fmt: skip
