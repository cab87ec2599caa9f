"""The work brief: what is to be done and how it will be judged, as a file or a form gives it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from trialpiece.core.documents import BadDocument, packaged, problem_at, read_checked
from trialpiece.core.exercises.located import Document, Problem

REQUIREMENTS = frozenset(
    {
        "business_question",
        "baseline",
        "success_metric",
        "failure_condition",
        "data_access",
        "scope",
        "timeline",
        "decisions",
    }
)
"""What a brief is read for; the reading of each is code."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something a brief must say; `six` marks those without which a proof of concept is not ready to start."""

    id: str
    title: str
    six: bool
    ask: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """One diagnostic question with what speaks for engineering and what for research."""

    id: str
    title: str
    ask: str
    engineering: str
    research: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a verdict does to role, schedule and contract."""

    verdict: str
    headline: str
    role: str
    schedule: str
    contract: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its team: ranges are least and most, both ends included."""

    id: str
    title: str
    models: tuple[int, int]
    months: str
    headcount: tuple[int, int]
    roles: Mapping[str, tuple[int, int]]
    note: str


@dataclass(frozen=True, slots=True)
class Costs:
    """Assumptions; money in `currency`, rates per day, salary per year before overhead."""

    currency: str
    horizon_months: int
    days_per_month: float
    contractor_day_rate: float
    partner_day_rate: float
    salary_year: float
    overhead_share: float
    recruiting_share: float
    """Of a year's salary."""
    months_to_hire: float
    months_to_contractor: float
    months_to_partner: float
    ramp_up_months: float
    """Paid in full, half of the work done."""
    handover_days: float
    """Of an outsider at the end, paid, no new work done."""
    notice_months: float
    """Of an employee for whom there is no further work: paid, nothing done."""
    delay_cost_month: float
    """What a month of waiting costs the business."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work with the answers to the diagnostic questions."""

    title: str
    answers: Mapping[str, str]
    """Question id to `engineering`, `research` or `unsure`."""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the choice of a contract depends on; None where nobody has said."""

    duration_months: float | None = None
    ongoing_ownership: bool | None = None
    strategic: str | None = None
    needed_in_months: float | None = None
    in_house_direction: bool | None = None
    scarce_skill: bool | None = None
    transfer_written_down: bool | None = None
    planned: str | None = None


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """The stage (by id, or by models in production) and who is there."""

    stage: str | None = None
    models_in_production: int | None = None
    present: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkBrief:
    """A brief; texts are empty where nothing was said."""

    title: str
    business_question: str = ""
    baseline: str = ""
    success_metric: str = ""
    success_threshold: str = ""
    failure_condition: str = ""
    tables: tuple[str, ...] = ()
    credentials: str = ""
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    looks: tuple[str, ...] = ()
    decision_good: str = ""
    decision_bad: str = ""
    decision_unclear: str = ""
    parts: tuple[Part, ...] = ()
    team: TeamPlan | None = None
    situation: Situation | None = None
    costs: Costs | None = None


@dataclass(frozen=True, slots=True)
class TransferPoint:
    """One line of the exit and knowledge-transfer checklist."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WorkPack:
    """What the product knows about work, as data."""

    version: int
    requirements: tuple[Requirement, ...]
    questions: tuple[Question, ...]
    consequences: Mapping[str, Consequence]
    stages: tuple[Stage, ...]
    costs: Costs
    transfer: tuple[TransferPoint, ...]


@cache
def shipped_work() -> WorkPack:
    """The pack that comes with the product."""
    return load_work(packaged("work", "work.toml"))


def load_work(path: Path) -> WorkPack:
    """A work pack from its file.

    Raises:
        BadDocument: it has errors, a requirement is missing, or a number of models has no stage or two.
    """
    document = read_checked(path, "work")
    data = document.data
    problems = []
    ids = {each["id"] for each in data["requirement"]}
    if ids != REQUIREMENTS:
        wrong = ", ".join(sorted(ids ^ REQUIREMENTS))
        problems.append(problem_at(document, ("requirement", 0), f"Missing or unknown requirements: {wrong}."))
    expected = 0
    for index, each in enumerate(data["stage"]):
        if each["models"][0] != expected:
            says = (
                f"The stage {each['id']} begins at {each['models'][0]} models; {expected} is where the one before ends."
            )
            problems.append(problem_at(document, ("stage", index, "models"), says))
        expected = each["models"][1] + 1
    if set(data["costs"]) != {each.name for each in fields(Costs)}:
        wrong = ", ".join(sorted(set(data["costs"]) ^ {each.name for each in fields(Costs)}))
        problems.append(problem_at(document, ("costs",), f"Missing or unknown assumptions: {wrong}."))
    if problems:
        raise BadDocument(problems)
    return WorkPack(
        version=data["version"],
        requirements=tuple(Requirement(**each) for each in data["requirement"]),
        questions=tuple(Question(**each) for each in data["question"]),
        consequences={each["verdict"]: Consequence(**each) for each in data["consequence"]},
        stages=tuple(_stage(each) for each in data["stage"]),
        costs=Costs(**data["costs"]),
        transfer=tuple(TransferPoint(**each) for each in data["transfer"]),
    )


def _stage(data: dict[str, Any]) -> Stage:
    roles = {role: (least, most) for role, (least, most) in data["roles"].items()}
    ranges = {"models": tuple(data["models"]), "headcount": tuple(data["headcount"]), "roles": roles}
    return Stage(**{**data, **ranges})


def load_brief(path: Path) -> WorkBrief:
    """A brief from BRIEF.toml.

    Raises:
        BadDocument: it has errors; each with its line.
    """
    return brief_in(read_checked(path, "work-brief"))


def brief_in(document: Document) -> WorkBrief:
    """The brief that a document holds, which keeps to the schema.

    Raises:
        BadDocument: it names questions or stages that there are not.
    """
    problems = _unknown_names(document)
    if problems:
        raise BadDocument(problems)
    data = document.data
    success, access, scope = data.get("success", {}), data.get("data_access", {}), data.get("scope", {})
    timeline, decisions = data.get("timeline", {}), data.get("decisions", {})
    return WorkBrief(
        title=data["title"],
        business_question=data.get("business_question", "").strip(),
        baseline=data.get("baseline", "").strip(),
        success_metric=success.get("metric", "").strip(),
        success_threshold=success.get("threshold", "").strip(),
        failure_condition=data.get("failure_condition", "").strip(),
        tables=_texts(access.get("tables")),
        credentials=access.get("credentials", "").strip(),
        included=_texts(scope.get("included")),
        excluded=_texts(scope.get("excluded")),
        start=_text_of_date(timeline.get("start")),
        end=_text_of_date(timeline.get("end")),
        looks=tuple(_text_of_date(each) for each in timeline.get("looks", ())),
        decision_good=decisions.get("good", "").strip(),
        decision_bad=decisions.get("bad", "").strip(),
        decision_unclear=decisions.get("unclear", "").strip(),
        parts=tuple(Part(each["title"], each["answers"], each.get("evidence", {})) for each in data.get("part", ())),
        team=TeamPlan(**data["team"]) if "team" in data else None,
        situation=Situation(**data["engagement"]) if "engagement" in data else None,
        costs=costs_with(data["costs"]) if "costs" in data else None,
    )


def costs_with(changes: Mapping[str, Any]) -> Costs:
    """The shipped assumptions with some of them replaced."""
    shipped = shipped_work().costs
    return Costs(**{each.name: changes.get(each.name, getattr(shipped, each.name)) for each in fields(Costs)})


def blank_brief() -> str:
    """A brief to fill in, each part with what it asks for."""
    pack = shipped_work()
    lines = ['schema = "trialpiece.work-brief/1"', 'title = "What is to be done, in a few words"']
    for each in sorted(pack.requirements, key=lambda each: "[" in _BLANKS[each.id]):  # plain keys come before tables
        lines += ["", f"# {each.title}. {each.ask}", _BLANKS[each.id]]
    lines += ["", "# Engineering task or research question? One [[part]] for each part of the work."]
    lines += ["[[part]]", 'title = "The whole"', "[part.answers]"]
    for question in pack.questions:
        lines += [f"# {question.ask}", f"#   engineering: {question.engineering}", f"#   research: {question.research}"]
        lines += [f'{question.id} = "unsure"']
    lines += [
        "[part.evidence]",
        *(f'{each.id} = ""' for each in pack.questions),
        "",
        "[team]",
        "models_in_production = 0",
    ]
    lines += [f"present = {{ {', '.join(f'{role} = 0' for role in pack.stages[0].roles)} }}", "", _BLANK_ENGAGEMENT]
    lines += ["", "# Assumptions: replace each of them by your own figure.", "[costs]"]
    for field_ in fields(Costs):
        value = getattr(pack.costs, field_.name)
        lines.append(f'{field_.name} = "{value}"' if isinstance(value, str) else f"{field_.name} = {value}")
    return "\n".join(lines) + "\n"


_BLANKS = {
    "business_question": 'business_question = ""',
    "baseline": 'baseline = ""',
    "failure_condition": 'failure_condition = ""',
    "success_metric": '[success]\nmetric = ""\nthreshold = ""',
    "data_access": '[data_access]\ntables = []\ncredentials = ""',
    "scope": "[scope]\nincluded = []\nexcluded = []",
    "timeline": "[timeline]\n# start = 2026-03-02\n# end = 2026-05-15\n# looks = [2026-04-03]",
    "decisions": '[decisions]\ngood = ""\nbad = ""\nunclear = ""',
}
_BLANK_ENGAGEMENT = """[engagement]
duration_months = 6
ongoing_ownership = false
strategic = "medium"
needed_in_months = 3
in_house_direction = true
transfer_written_down = false"""


def _texts(values: list[str] | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in values or () if each.strip())


def _text_of_date(value: object) -> str:
    """A TOML date or a text as text; ISO form for dates."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).strip() if value is not None else ""


def _unknown_names(document: Document) -> list[Problem]:
    """Questions, roles and stages that do not exist."""
    pack = shipped_work()
    known = {each.id for each in pack.questions}
    problems = []
    for index, part in enumerate(document.data.get("part", ())):
        for section in ("answers", "evidence"):
            for name in part.get(section, {}):
                if name not in known:
                    says = f"There is no question {name!r}; there are {', '.join(sorted(known))}."
                    problems.append(problem_at(document, ("part", index, section, name), says))
    team = document.data.get("team", {})
    stages = [each.id for each in pack.stages]
    if team.get("stage") not in (None, *stages):
        says = f"There is no stage {team['stage']!r}; there are {', '.join(stages)}."
        problems.append(problem_at(document, ("team", "stage"), says))
    return problems
