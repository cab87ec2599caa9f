"""Before hiring: who was asked whether the organisation is ready, how its data are, what the work is, and the adverts."""

from __future__ import annotations

from django.core.files.base import ContentFile

from trialpiece.web.demo import writings
from trialpiece.web.demo.answers import Voice
from trialpiece.web.demo.clock import Clock, Scene
from trialpiece.web.demo.extract import DICTIONARY, bookings
from trialpiece.web.demo.people import MANAGER, Staff
from trialpiece.web.openings.models import Opening
from trialpiece.web.readiness import domain as readiness
from trialpiece.web.readiness.models import Assessment
from trialpiece.web.scoping import domain as scoping
from trialpiece.web.scoping.models import WorkBrief


def asked(staff: Staff, clock: Clock, title: str, voices: tuple[Voice, ...], *, days: int, silent: int = 0) -> Scene:
    """Several people are asked, and answer one a day without seeing each other; the last `silent` do not."""
    yield clock.ago(days, "09:30")
    assessment = readiness.begin(title=title, by=staff[MANAGER])
    respondents = [
        readiness.ask(assessment=assessment, email=each.email, function=each.function, by=staff[MANAGER])
        for each in voices
    ]
    answering = list(zip(voices, respondents, strict=True))[: len(voices) - silent]
    for number, (voice, respondent) in enumerate(answering, start=1):
        yield clock.ago(days - number, f"{9 + number:02d}:40")
        given = voice.answers()
        readiness.save_answers(respondent=respondent, answers=dict(list(given.items())[:15]), evidence={})
        readiness.hand_in(respondent=respondent, answers=given, evidence=voice.evidence)


def closed(staff: Staff, clock: Clock, title: str, *, days: int) -> None:
    """The hiring manager closes the assessment of that title, and the gate says what follows."""
    clock.go_to(clock.ago(days, "08:40"))
    readiness.close(assessment=Assessment.objects.get(title=title), by=staff[MANAGER])


def measured(staff: Staff, clock: Clock, *, days: int) -> Scene:
    """An extract of bookings is uploaded and measured, as the worker would; the data are deleted with the report."""
    yield clock.ago(days, "14:10")
    audit = readiness.request_audit(
        file=ContentFile(bookings(until=clock.ago(days, "00:00").date()), name="bookings-extract.csv"),
        dictionary=ContentFile(DICTIONARY.encode(), name="dictionary.csv"), by=staff[MANAGER],
        label_column="left_within_60_days",
    )  # fmt: skip
    readiness.run_audit(audit.pk)


def write_retention(staff: Staff, clock: Clock, *, days: int) -> WorkBrief:
    """A brief in which nothing is missing, its two kinds of work, its team, its contract."""
    clock.go_to(clock.ago(days, "10:20"))
    by = staff[MANAGER]
    content = writings.retention_brief(clock.ago(days, "00:00").date())
    brief = scoping.write_brief(by=by, title=writings.RETENTION_TITLE, content=content)
    scoping.change_brief(brief=brief, by=by, parts=writings.RETENTION_PARTS)
    scoping.change_brief(brief=brief, by=by, team=writings.RETENTION_TEAM)
    scoping.change_brief(brief=brief, by=by, situation=writings.RETENTION_SITUATION, costs=writings.RETENTION_COSTS)
    return brief


def advertise(staff: Staff, clock: Clock, opening: Opening, brief: WorkBrief, *, days: int) -> Scene:
    """The advert asks a data scientist to own production, is read, and loses that duty the next morning."""
    yield clock.ago(days, "13:30")
    by = staff[MANAGER]
    scoping.change_brief(brief=brief, by=by, opening=opening)
    advert = scoping.write_advert(by=by, title=opening.title, text=writings.FIRST_ADVERT, opening=opening, brief=brief)
    yield clock.ago(days - 1, "08:55")
    scoping.change_advert(advert=advert, by=by, text=writings.ADVERT)


def write_forecast(staff: Staff, clock: Clock, opening: Opening, *, days: int) -> Scene:
    """A brief in which some things are vague and some are missing."""
    yield clock.ago(days, "17:05")
    scoping.write_brief(
        by=staff[MANAGER], title=writings.FORECAST_TITLE, opening=opening, content=writings.FORECAST_BRIEF,
        situation=writings.FORECAST_SITUATION,
    )  # fmt: skip


def draft_advert(staff: Staff, clock: Clock, *, days: int) -> Scene:
    """An advert that asks for three jobs; nobody has changed it yet."""
    yield clock.ago(days, "16:50")
    scoping.write_advert(by=staff[MANAGER], title="MLOps engineer, first of the team", text=writings.PLATFORM_ADVERT)
