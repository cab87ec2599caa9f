"""Reading assessments; `visible_to` agrees with the rule `readiness.view`, `result_of` with `readiness.see_result`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from trialpiece.core.readiness.gate import Verdict, decide
from trialpiece.core.readiness.instrument import UNKNOWN, Answers, Instrument, shipped_instrument
from trialpiece.core.readiness.profile import Profile, profile_of
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness.enums import AssessmentState, RespondentState
from trialpiece.web.readiness.models import Assessment, DataAudit, Respondent
from trialpiece.web.readiness.rules import READERS


@dataclass(frozen=True, slots=True)
class Result:
    """Profile and verdict of a closed assessment, with the links that were given as evidence, by item."""

    profile: Profile
    verdict: Verdict
    evidence: dict[str, list[str]]


def visible_to(member: Membership) -> QuerySet[Assessment]:
    """Assessments that the member may see; what was answered is another question, see `result_of`."""
    found = Assessment.objects.filter(organisation=member.organisation)
    return found if member.is_active and member.role in READERS else found.none()


def with_counts(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Each with how many are asked, and how many have handed in."""
    asked = ~Q(respondents__state=RespondentState.WITHDRAWN) & Q(respondents__isnull=False)
    return assessments.annotate(
        asked=Count("respondents", filter=asked),
        given=Count("respondents", filter=Q(respondents__state=RespondentState.SUBMITTED)),
    )


def audits_visible_to(member: Membership) -> QuerySet[DataAudit]:
    """Audits of data that the member may see."""
    found = DataAudit.objects.filter(organisation=member.organisation)
    return found if member.is_active and member.role in READERS else found.none()


def instrument_of(assessment: Assessment) -> Instrument:
    """The questions in the version that the assessment asks.

    Raises:
        KeyError: this version is no longer shipped.
    """
    return shipped_instrument(assessment.instrument_version)


def answers_of(respondent: Respondent) -> Answers:
    """One respondent's answers as the core reads them."""
    given = respondent.answers
    return Answers(
        respondent=respondent.pk,
        levels={key: int(level) for key, level in given.items() if level != UNKNOWN},
        unknown=frozenset(key for key, level in given.items() if level == UNKNOWN),
        evidence=respondent.evidence,
        work=respondent.assessment.title,
    )


def result_of(assessment: Assessment) -> Result | None:
    """Profile and verdict; None while the assessment collects, or where nobody answered.

    This is the only way in which more than one respondent's answers are read.
    """
    if assessment.state != AssessmentState.CLOSED:
        return None
    return _read(assessment)


def _read(assessment: Assessment) -> Result | None:
    handed_in = list(
        assessment.respondents.filter(state=RespondentState.SUBMITTED).select_related("assessment").order_by("pk")
    )
    if not handed_in:
        return None
    profile = profile_of(instrument_of(assessment), [answers_of(one) for one in handed_in])
    evidence: dict[str, list[str]] = {}
    for one in handed_in:
        for key, text in one.evidence.items():
            evidence.setdefault(key, []).append(text)
    return Result(profile, decide(profile), {key: sorted(set(texts)) for key, texts in evidence.items()})


def latest_result(member: Membership) -> Assessment | None:
    """The assessment that was closed last."""
    return visible_to(member).filter(state=AssessmentState.CLOSED).order_by("-closed_at").first()
