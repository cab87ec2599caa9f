"""The whole story, and what its reader needs to begin: sign-ins and two candidates' links."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django_scopes import scope, scopes_disabled

from trialpiece.web.candidates.models import Application
from trialpiece.web.demo import alike, answers, before, candidates, people, posts, writings
from trialpiece.web.demo.clock import Clock, Scene, play
from trialpiece.web.demo.runs import once_for_the_same
from trialpiece.web.demo.scenes import Stage
from trialpiece.web.openings.domain import create_opening
from trialpiece.web.openings.enums import AIRole, Level
from trialpiece.web.organisations.models import Organisation
from trialpiece.web.sittings import domain as sittings
from trialpiece.web.sittings.queries import working_link

_FIRST, _LAST = "northquay", "harbour-finch"
"""Slugs of the organisation that is told first, and of the one that ends the story."""


def is_missing() -> bool:
    """Whether the story has not been told to its end."""
    return not Organisation.objects.filter(slug=_LAST).exists()


def is_broken_off() -> bool:
    """Whether a telling began and was ended half-way."""
    return is_missing() and Organisation.objects.exists()


def tell(*, progress: Callable[[str], object]) -> None:
    """Make organisations, people, openings and candidates by the verbs that users call, over the last four months."""
    clock = Clock()
    with clock.running(), once_for_the_same(posts.EXERCISE):
        clock.go_to(clock.ago(120, "09:00"))
        progress("Northquay Logistics and its people")
        staff = people.found(name="Northquay Logistics", slug=_FIRST, by=people.ADMINISTRATOR)
        with scope(organisation=staff.organisation):
            for person in people.NORTHQUAY[1:]:
                staff.join(person, invited_by=people.ADMINISTRATOR)
            progress("Five people say whether the organisation is ready; data are measured, the work is written down")
            _ready(staff, clock)
            progress("A post that was filled two months ago")
            play(_pricing(staff, clock), clock)
            progress("Two posts with candidates at every stage; their take-homes are read and run in the sandbox")
            play(_current(staff, clock), clock)
        progress("A second organisation")
        _second(clock)


def sign_ins() -> list[tuple[str, str, str]]:
    """Address, password and who it is, for each role."""
    return [(person.email, people.PASSWORD, f"{person.name}, {says}") for person, says in people.SIGN_INS]


def portal_links() -> list[tuple[str, str]]:
    """Who, and the address of their portal, for two candidates whose links still work."""
    with scopes_disabled():
        return list(_links())


def _links() -> Iterator[tuple[str, str]]:
    says = {candidates.ISSUED: "has not started", candidates.STARTED: "under way"}
    for application in Application.objects.filter(organisation__slug=_FIRST, candidate__name__in=says).select_related(
        "candidate"
    ):
        sitting = application.sittings.first()
        if sitting and (link := working_link(sitting)):
            yield f"{application.candidate.name}, {says[application.candidate.name]}", sittings.portal_url(link)


def _ready(staff: people.Staff, clock: Clock) -> None:
    """Is the organisation ready? It is, but for a caveat."""
    scenes = [
        before.measured(staff, clock, days=94),
        before.asked(staff, clock, writings.RETENTION_TITLE, answers.RETENTION, days=92),
    ]
    play(scenes, clock)
    before.closed(staff, clock, writings.RETENTION_TITLE, days=84)


def _pricing(staff: people.Staff, clock: Clock) -> list[Scene]:
    """A post from its opening to the hire."""
    opening = posts.open_post(staff, clock, 70, posts.PRICING, (people.PRIYA, people.INGRID))
    on = Stage(staff, opening, clock)
    reasons = (
        "The score rests on a column that is filled after the customer has left, and on rows that the scaler had "
        "seen. We talked about it at length; at this level it should have been noticed."
    )
    return [
        candidates.taken_on(on, "Noor Rahman", "strong"),
        candidates.declined(on, "Peter Lang", "middling", days=56, reasons=reasons),
        posts.fill_post(staff, clock, 43, opening),
    ]


def _current(staff: people.Staff, clock: Clock) -> list[Scene]:
    """What is under way now."""
    brief = before.write_retention(staff, clock, days=41)
    play([before.asked(staff, clock, writings.FORECAST_TITLE, answers.FORECAST, days=38)], clock)
    retention = posts.open_post(staff, clock, 30, posts.RETENTION, posts.EVERY_INTERVIEWER)
    before.closed(staff, clock, writings.FORECAST_TITLE, days=29)
    raters = (people.TOM, people.INGRID)
    forecast = posts.open_post(staff, clock, 29, posts.FORECAST, raters, against=writings.OVERRIDE)
    on, contract = Stage(staff, retention, clock), Stage(staff, forecast, clock)
    weak = "The work cannot be run or read. We said what the next level looks like."
    return [
        candidates.offered(on, "Mateusz Nowak", "strong"),
        candidates.declined(on, "Elif Demir", "weak", days=15, reasons=weak),
        candidates.withdrew(on, "Oliver Grant"),
        candidates.disputed(on, "Hannah Cole", "middling"),
        candidates.half_scored(on, "Wei Zhang", "middling"),
        candidates.waits_for_scores(on, "Sofia Rinaldi", "strong"),
        candidates.just_handed_in(on, "Ines Carvalho", "weak", alike.in_other_words("weak")),
        candidates.wants_time(on, "Jonas Berg"),
        candidates.asks(on, candidates.STARTED),
        candidates.just_issued(on, candidates.ISSUED, 1),
        candidates.just_added(on, "Lena Fischer", 1),
        candidates.not_heard_of_since(contract, "Yuki Tanaka"),
        candidates.just_issued(contract, "Tomas Horak", 3),
        candidates.just_added(contract, "Grace Adeyemi", 2),
        before.write_forecast(staff, clock, forecast, days=28),
        before.advertise(staff, clock, retention, brief, days=28),
        posts.draft_post(staff, clock, 6),
        before.asked(staff, clock, writings.PLATFORM_TITLE, answers.PLATFORM, days=6, silent=1),
        before.draft_advert(staff, clock, days=2),
        alike.explained(on),
    ]


def _second(clock: Clock) -> None:
    """A small organisation of the same administrator; it ends the story."""
    clock.go_to(clock.ago(0, "00:00"))
    staff = people.found(name="Harbour & Finch Consulting", slug=_LAST, by=people.ADMINISTRATOR)
    with scope(organisation=staff.organisation):
        create_opening(
            by=staff[people.ADMINISTRATOR], title="ML engineer for a client in insurance",
            role=AIRole.ML_ENGINEER, level=Level.SENIOR,
        )  # fmt: skip
