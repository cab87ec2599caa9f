"""Where an opening stands on its way: work, role, plan, gate, candidates, decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, F, Q

from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.openings import queries
from trialpiece.web.openings.enums import OpeningState, Way
from trialpiece.web.openings.models import Opening, Passage
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings.enums import SittingState

MOST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what is so in a few words, `done`, `now`, `next`, `blocked` or `against`, and where to read more."""

    label: str
    note: str
    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """An opening and its steps."""

    opening: Opening
    steps: tuple[Step, ...]


def journeys(member: Membership) -> list[Journey]:
    """The newest openings that are under way, as the member may see them; one query for all."""
    count = {
        "in_process": Count("applications", filter=Q(applications__state__in=["added", "in_process"]), distinct=True),
        "scored": Count(
            "applications__sittings", filter=Q(applications__sittings__state=SittingState.SCORED), distinct=True
        ),
        "decided": Count(
            "applications",
            filter=Q(
                applications__state__in=[ApplicationState.OFFERED, ApplicationState.HIRED, ApplicationState.DECLINED]
            ),
            distinct=True,
        ),
        "planned": Count("stages", filter=Q(stages__retired_at=None), distinct=True),
    }
    found = (
        queries.visible_to(member)
        .select_related("manager__user", "passage")
        .filter(state__in=[OpeningState.DRAFT, OpeningState.OPEN, OpeningState.PAUSED])
    )
    newest = found.annotate(**count).order_by(F("opened_at").desc(nulls_last=True), "-created_at")[:MOST]
    return [Journey(opening, _steps(opening)) for opening in newest]


def _steps(opening: Opening) -> tuple[Step, ...]:
    counted = {name: getattr(opening, name) for name in ("in_process", "scored", "decided", "planned")}
    begun = opening.state != OpeningState.DRAFT
    passage = queries.passage_of(opening)
    steps = [
        ("Work", "described" if opening.brief else "not described yet", bool(opening.brief)),
        ("Role", f"{opening.get_role_display()}, {opening.get_level_display()}", True),
        ("Plan", _stages(counted["planned"]), counted["planned"] > 0),
        ("Gate", _gate(passage), passage is not None),
        ("Candidates", f"{counted['in_process']} in, {counted['scored']} scored", begun and counted["decided"] > 0),
        ("Decide", f"{counted['decided']} decided" if counted["decided"] else "not yet", False),
    ]
    marked = _mark(steps)
    if passage is not None and passage.way == Way.OVERRIDE:
        # passed, but no success to be ticked off
        marked = [replace(step, state="against") if step.label == "Gate" else step for step in marked]
    return tuple(marked)


def _gate(passage: Passage | None) -> str:
    if passage is None:
        return "not passed yet"
    return {Way.GO: "go", Way.PERMITTED: "permitted first", Way.OVERRIDE: "opened against it"}[Way(passage.way)]


def _stages(number: int) -> str:
    return "no stage yet" if not number else f"{number} stage{'s' if number > 1 else ''}"


def _mark(steps: Sequence[tuple[str, str, bool]]) -> list[Step]:
    """Done as far as each is; the first that is not is where people are now."""
    marked, now_given = [], False
    for name, says, done in steps:
        state = "done" if done else "next" if now_given else "now"
        now_given = now_given or not done
        marked.append(Step(name, says, state))
    return marked
