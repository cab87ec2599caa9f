"""Where the organisation stands on its journey, from readiness to what came true, and the one next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from trialpiece.core.scoping.whole import read_brief
from trialpiece.web.candidates import queries as candidates
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.home.journey import Step
from trialpiece.web.openings import queries as openings
from trialpiece.web.openings.enums import OpeningState, Way
from trialpiece.web.openings.models import Opening
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness import queries as readiness
from trialpiece.web.readiness.enums import Advice
from trialpiece.web.readiness.models import Assessment
from trialpiece.web.scoping import queries as scoping
from trialpiece.web.scoping.models import WorkBrief
from trialpiece.web.sittings.enums import SittingState
from trialpiece.web.ui import words


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing that brings the organisation on: a sentence, and a button for those who may press it."""

    says: str
    action: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The five steps of the journey and the next thing to do; None where people only have to wait."""

    steps: tuple[Step, ...]
    next_step: NextStep | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the steps are read from; as many queries however much there is."""

    member: Membership
    advice: readiness.GateAdvice
    collecting: Assessment | None
    """The newest assessment under way, with `asked` and `given`."""
    brief: WorkBrief | None
    """The brief that was changed last."""
    briefs: int
    adverts: int
    opening_counts: dict[str, int]
    draft: Opening | None
    """The newest draft that the member leads, with `planned`."""
    people: dict[str, int]

    def address(self, name: str, key: str = "", **more: str) -> str:
        """The address of a page of this organisation."""
        given = {"organisation": self.member.organisation.slug} | ({"key": key} if key else {}) | more
        return reverse(name, kwargs=given)


def standing_of(member: Membership) -> Standing | None:
    """Where the organisation stands; None for members who do not read about readiness and work."""
    if not may(member, "readiness.list"):
        return None
    facts = _facts(member)
    steps = (_ready(facts), _work(facts), _asks(facts), _evidence(facts), _came_true(facts))
    return Standing(steps, _next(facts))


def _facts(member: Membership) -> _Facts:
    under_way = readiness.with_counts(readiness.visible_to(member).filter(state="collecting"))
    briefs, mine = scoping.visible_to(member), openings.visible_to(member)
    planned = Count("stages", filter=Q(stages__retired_at=None), distinct=True)
    drafts = mine.filter(state=OpeningState.DRAFT).annotate(planned=planned).select_related("manager")
    return _Facts(
        member=member,
        advice=readiness.advice_for(member.organisation),
        collecting=under_way.order_by("-created_at", "pk").first(),
        brief=briefs.first(),
        briefs=briefs.count(),
        adverts=scoping.adverts_visible_to(member).count(),
        opening_counts=mine.aggregate(
            all=Count("pk", distinct=True),
            planned=Count("pk", filter=Q(stages__isnull=False), distinct=True),
            open=Count("pk", filter=Q(state=OpeningState.OPEN), distinct=True),
            against=Count("pk", filter=Q(passage__way=Way.OVERRIDE), distinct=True),
            permitted=Count("pk", filter=Q(passage__way=Way.PERMITTED), distinct=True),
        ),
        draft=next((one for one in drafts.order_by("-created_at")[:5] if may(member, "openings.change", one)), None),
        people=candidates.visible_to(member).aggregate(
            all=Count("pk", distinct=True),
            scored=Count("sittings", filter=Q(sittings__state=SittingState.SCORED), distinct=True),
            hired=Count("pk", filter=Q(state=ApplicationState.HIRED), distinct=True),
        ),
    )


def _ready(facts: _Facts) -> Step:
    advice, collecting = facts.advice, facts.collecting
    if advice.assessment is not None:
        state = "done" if advice.is_go else "blocked"
        return Step(
            "Ready?", "Too old" if advice.kind == Advice.STALE else advice.assessment.headline, state,
            facts.address("readiness:assessment", advice.assessment.pk),
        )  # fmt: skip
    if collecting is not None:
        return Step("Ready?", _given(collecting), "now", facts.address("readiness:assessment", collecting.pk))
    return Step("Ready?", "Nobody was asked yet", "now", facts.address("readiness:home"))


def _given(collecting: Any) -> str:
    return f"{collecting.given} of {words.count(collecting.asked, 'answer')} in"


def _work(facts: _Facts) -> Step:
    parts = [words.count(facts.briefs, "brief")] if facts.briefs else []
    parts += [words.count(facts.adverts, "advert")] if facts.adverts else []
    state = "done" if facts.briefs and facts.adverts else "now" if parts else "next"
    return Step("Work and role", ", ".join(parts) or "Not written down yet", state, facts.address("scoping:home"))


def _asks(facts: _Facts) -> Step:
    planned, against = facts.opening_counts["planned"], facts.opening_counts["against"]
    says = f"{words.count(planned, 'post')} planned" if planned else "No plan yet"
    says += f", {permitted} permitted first" if (permitted := facts.opening_counts["permitted"]) else ""
    says += f", {against} against the gate" if against else ""
    state = "done" if planned else "now" if facts.opening_counts["all"] else "next"
    return Step("What to ask", says, state, facts.address("openings:list"))


def _evidence(facts: _Facts) -> Step:
    many, scored = facts.people["all"], facts.people["scored"]
    says = f"{words.count(many, 'candidate')}, {scored} scored" if many else "No candidate yet"
    return Step("Evidence", says, "done" if scored else "now" if many else "next", facts.address("openings:list"))


def _came_true(facts: _Facts) -> Step:
    hired = facts.people["hired"]
    says = f"{hired} hired; how they do is not followed up here yet" if hired else "Nobody hired yet"
    return Step("Came true?", says, "next")


def _next(facts: _Facts) -> NextStep | None:
    return _next_for_readiness(facts) or _next_for_work(facts) or _next_for_openings(facts)


def _offer(facts: _Facts, permission: str, says: str, action: str, address: str) -> NextStep:
    """The step with its button, or without one for those who may not press it."""
    return NextStep(says, action, address) if may(facts.member, permission) else NextStep(says)


def _next_for_readiness(facts: _Facts) -> NextStep | None:
    advice, collecting = facts.advice, facts.collecting
    if collecting is not None:
        here, asked, given = facts.address("readiness:assessment", collecting.pk), *_counts(collecting)
        if asked and asked == given:
            says = f"All answers about “{collecting}” are in."
            return _offer(facts, "readiness.manage", says, "Close it and read the result", here)
        if not advice.is_go:
            says = f"{_given(collecting)} about “{collecting}”." if asked else f"Say whom to ask about “{collecting}”."
            return _offer(facts, "readiness.manage", says, "See who is missing" if asked else "Ask people", here)
    if advice.is_go:
        return None
    if advice.kind == Advice.NOT_YET and advice.assessment is not None:
        if (permitted := _permitted_draft(facts)) is not None:
            says = f"“{permitted}” can be opened: the verdict permits it first."
            return NextStep(says, "Open it", facts.address("openings:opening", permitted.pk))
        here = facts.address("readiness:assessment", advice.assessment.pk)
        return NextStep(advice.do_first, "The plan for 90 days", here)
    says = "Ask three to six people whether the work, the data and the money are there; openings wait for the answer."
    return _offer(facts, "readiness.manage", says, "Ask whether you are ready", facts.address("readiness:begin"))


def _permitted_draft(facts: _Facts) -> Opening | None:
    """The member's newest draft, where it is planned and one of the posts that a verdict of no go permits first."""
    draft: Any = facts.draft
    if draft is None or not draft.planned or not facts.advice.permits:
        return None
    return draft if openings.standing_of(draft, facts.advice).way == Way.PERMITTED else None


def _counts(collecting: Any) -> tuple[int, int]:
    return collecting.asked, collecting.given


def _next_for_work(facts: _Facts) -> NextStep | None:
    if facts.brief is None:
        says = "Write down what success is, and which decision follows each outcome, before anybody is hired."
        return _offer(facts, "scoping.change", says, "Write a brief", facts.address("scoping:write_brief"))
    told = read_brief(scoping.core_of(facts.brief))
    if told.is_ready or facts.opening_counts["all"]:
        return None
    says = f"“{facts.brief}” says {told.clear} of {len(told.requirements)} things clearly."
    return _offer(facts, "scoping.change", says, "Go on with the brief", facts.address("scoping:brief", facts.brief.pk))


def _next_for_openings(facts: _Facts) -> NextStep | None:
    if not facts.opening_counts["all"]:
        return _offer(
            facts, "openings.create", "Say which post is to be filled.", "Describe the post",
            facts.address("openings:create"),
        )  # fmt: skip
    draft: Any = facts.draft
    if draft is not None and not draft.planned:
        says = f"“{draft}” has no stage yet: say what candidates will be asked."
        return NextStep(says, "Add a stage", facts.address("openings:add_stage", draft.pk))
    if draft is not None:
        return NextStep(f"“{draft}” can be opened.", "Open it", facts.address("openings:opening", draft.pk))
    if facts.opening_counts["open"] and not facts.people["all"]:
        return _offer(
            facts, "candidates.add", "A post is open and nobody was added yet.", "Add candidates",
            facts.address("openings:list"),
        )  # fmt: skip
    return None
