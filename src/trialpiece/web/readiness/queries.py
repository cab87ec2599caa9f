"""Reading assessments; `visible_to` agrees with the rule `readiness.view`, `result_of` with `readiness.see_result`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from trialpiece.core.readiness.gate import Verdict, decide, shipped_gate
from trialpiece.core.readiness.instrument import UNKNOWN, Answers, Instrument, shipped_instrument
from trialpiece.core.readiness.permission import Permission, permissions_of, told
from trialpiece.core.readiness.profile import Profile, profile_of
from trialpiece.web.organisations.models import Membership, Organisation
from trialpiece.web.readiness.enums import VERDICT_HOLDS, Advice, AssessmentState, RespondentState
from trialpiece.web.readiness.models import Assessment, DataAudit, Respondent
from trialpiece.web.readiness.rules import READERS


@dataclass(frozen=True, slots=True)
class Result:
    """Profile and verdict of a closed assessment, with the links that were given as evidence, by item."""

    profile: Profile
    verdict: Verdict
    evidence: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class GateAdvice:
    """What the gate says today about opening a post, and the assessment that it says so by."""

    kind: Advice
    assessment: Assessment | None
    """The organisation's newest closed one; None where none was closed."""

    @property
    def is_go(self) -> bool:
        """Whether posts may be opened on it."""
        return self.kind == Advice.GO

    @property
    def holds_until(self) -> datetime | None:
        """When the verdict becomes too old to open posts on."""
        closed = self.assessment.closed_at if self.assessment else None
        return closed + VERDICT_HOLDS if closed else None

    @property
    def says(self) -> str:
        """The advice in a sentence or two, without a date."""
        if self.assessment is None:
            return "No assessment is closed yet, so nobody can say whether the work, the data and the money are there."
        if self.kind == Advice.STALE:
            return f"The last verdict is older than a year. It was: {self.assessment.headline}"
        return self.assessment.headline

    @property
    def do_first(self) -> str:
        """What the gate says to do first; empty where it says go, or nothing that holds."""
        if self.assessment is None or self.kind != Advice.NOT_YET:
            return ""
        outcome = shipped_gate().outcomes.get(self.assessment.outcome)
        return outcome.do_first if outcome else ""

    @property
    def permits(self) -> tuple[Permission, ...]:
        """Posts that the verdict permits first although it is no go; none where it says go, or nothing that holds."""
        if self.assessment is None or self.kind != Advice.NOT_YET:
            return ()
        return permissions_of(self.assessment.permits, shipped_gate().roles)

    @property
    def permits_says(self) -> str:
        """Those posts in a sentence; empty where there is no verdict that could permit any."""
        if self.assessment is None or self.kind != Advice.NOT_YET:
            return ""
        return told(self.permits, posts=self.assessment.permitted_posts)


def advice_for(organisation: Organisation) -> GateAdvice:
    """What the gate says today: the newest closed assessment decides, until it is older than `VERDICT_HOLDS`."""
    closed = Assessment.objects.filter(organisation=organisation, state=AssessmentState.CLOSED)
    newest = closed.order_by("-closed_at", "-pk").first()
    if newest is None or newest.closed_at is None:
        return GateAdvice(Advice.NONE, None)
    if newest.closed_at + VERDICT_HOLDS < timezone.now():
        return GateAdvice(Advice.STALE, newest)
    kinds = {True: Advice.GO, False: Advice.NOT_YET, None: Advice.UNSAID}
    return GateAdvice(kinds[newest.go], newest)


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
