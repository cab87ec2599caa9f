"""Reading applications; `visible_to` agrees with the rule `candidates.view_application`."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.candidates.rules import handles_people, names_are_open
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.sittings.models import Sitting

PER_PAGE = 25


def visible_to(member: Membership) -> QuerySet[Application]:
    """Applications that the member may see, with candidate and opening at hand."""
    applications = Application.objects.filter(organisation=member.organisation).select_related("candidate", "opening")
    if not member.is_active:
        return applications.none()
    if member.role == Role.INTERVIEWER:
        cards = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
        return applications.filter(pk__in=cards.values("sitting__application_id"))
    return applications


def shown_name(application: Application, member: Membership) -> str:
    """The candidate's name where the member may know it, else the alias; the only way in which pages name people."""
    if may(member, "candidates.identify", application):
        return application.candidate.name
    return str(application.candidate)


@dataclass(frozen=True, slots=True)
class Line:
    """One application as a list shows it."""

    application: Application
    name: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of applications, named as the member may name them."""

    lines: tuple[Line, ...]
    page: Page[Application]
    scored: int = 0
    """Sittings of these applications that are scored, on all pages."""

    @property
    def several(self) -> bool:
        """Whether any of them sits more than one stage, so that stages need their number."""
        return any(len(line.sittings) > 1 for line in self.lines)


def listed(*, member: Membership, opening: Opening, page: str | None = None, state: str = "") -> Listing:
    """The opening's applications in the order in which they were added, never by score or by name.

    Sorting by anything that depends on hidden names or scores would give them away.
    """
    found = visible_to(member).filter(opening=opening).order_by("created_at", "pk")
    if state in ApplicationState.values:
        found = found.filter(state=state)
    sittings = Sitting.objects.select_related("stage").order_by("stage__position")
    shown = Paginator(found.prefetch_related(Prefetch("sittings", queryset=sittings)), PER_PAGE).get_page(page)
    rated = _rated_by(member, opening)
    lines = tuple(
        Line(application=one, name=_name(one, member, rated=rated), sittings=tuple(one.sittings.all())) for one in shown
    )
    scored = Sitting.objects.filter(application__in=found.order_by(), state=SittingState.SCORED).count()
    return Listing(lines=lines, page=shown, scored=scored)


def named(applications: list[Application], member: Membership) -> list[tuple[Application, str]]:
    """Each application with the name that the member may know; one query however many there are."""
    cards = Scorecard.objects.filter(rater=member, sitting__application__in=[one.pk for one in applications])
    rated = set(cards.exclude(state=ScorecardState.RELEASED).values_list("sitting__application_id", flat=True))
    return [(one, _name(one, member, rated=rated)) for one in applications]


@dataclass(frozen=True, slots=True)
class Known:
    """What a member may know of whom: asked once, for pages that name many people."""

    member: Membership
    rated: frozenset[str]
    """Keys of the applications that the member rates."""

    def rates(self, application: Application) -> bool:
        """Whether the member judges this application."""
        return application.pk in self.rated

    def identifies(self, application: Application) -> bool:
        """As the rule `candidates.identify`, without a query."""
        open_to_all = names_are_open(self.member, application)
        return bool(open_to_all or (handles_people(self.member) and not self.rates(application)))

    def name(self, application: Application) -> str:
        """As `shown_name`, without a query."""
        return application.candidate.name if self.identifies(application) else str(application.candidate)


def known_to(member: Membership) -> Known:
    """What the member may know, in one query."""
    cards = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
    return Known(member, frozenset(cards.values_list("sitting__application_id", flat=True)))


def _rated_by(member: Membership, opening: Opening) -> set[str]:
    """Keys of the opening's applications that the member rates; one query for a whole list."""
    cards = Scorecard.objects.filter(rater=member, sitting__application__opening=opening)
    return set(cards.exclude(state=ScorecardState.RELEASED).values_list("sitting__application_id", flat=True))


def _name(application: Application, member: Membership, *, rated: set[str]) -> str:
    """As `shown_name`, without a query of its own; a test holds the two together."""
    if names_are_open(member, application) or (handles_people(member) and application.pk not in rated):
        return application.candidate.name
    return str(application.candidate)
