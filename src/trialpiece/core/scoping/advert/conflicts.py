"""Duties that one post should not join: four conflicts, each found in sentences.

Two of them depend on what the post is called: a data scientist who owns production, an ML engineer who scopes the
business. A sentence counts by how surely it states a duty of this post; working with others who own it does not count.
The words below were written after reading the labelled conflicts; docs/science/roles.md says how well they carry over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialpiece.core.scoping.advert.roles import Duty

PRODUCTION, SCOPING, RESEARCH, UNICORN = (
    "production_ownership_on_data_scientist",
    "business_scoping_on_ml_engineer",
    "research_plus_production",
    "unicorn_three_or_more_roles",
)
LEAST = 0.35  # gate below which a sentence carries no conflict
_SOME = r"(?:[\w'/&.-]+[ ,/&-]+){0,7}?"  # a few words between an act and its object
_OWNS_PRODUCTION = re.compile(
    rf"\b(?:deploy|productioni[sz]e?|productionali[sz]e?|operationali[sz]e?|productiz|monitor|maintain|ownership of|own|serving|ship|launch|releas)\w*\b {_SOME}(?:models?|algorithms?|machine learning|ml\b|ai/ml|lifecycle|solutions?)"
    rf"|\b(?:models?|algorithms?|ml|machine learning) {_SOME}(?:(?:in|into|to) (?:pre-?)?(?:a )?(?:live |cloud )?production|deployment|maintenance)\b"
    r"|\bmodel deployment"
    r"|\bmlops\b"
    r"|\bproduction[- ]level\b"
    r"|\binto production"
    r"|\bfull deployment"
    r"|\bto deployment\b"
    r"|\bdeploying code"
    r"|\bpre-production"
    rf"|\bdelivery of {_SOME}models"
    r"|integrate models and",
    re.IGNORECASE,
)
_NOT_PRODUCTION = re.compile(
    r"\b(?:data pipelines?|etl)\b(?!.*model)"
    r"|\bexperience\b"
    r"|\bfamiliar"
    r"|\bknowledge of\b"
    r"|work(?:ing)? (?:closely )?with (?:\w+ ){0,3}(?:engineer|develop|it\b|devops)\w*"
    r"|collaborat\w* with (?:\w+ ){0,3}(?:engineer|develop|it\b|devops)"
    r"|partner\w* with (?:\w+ ){0,3}engineer",
    re.IGNORECASE,
)
_SCOPES = re.compile(
    rf"\bidentify\w* (?:and \w+ )?{_SOME}(?:opportunit|business (?:problem|need|case)|use[- ]cases?|areas (?:of|for) (?:improvement|opportunity)|pain)"
    rf"|\bopportunities (?:for|to) {_SOME}(?:leverag|apply|use of|ai\b|ml\b|automat)"
    rf"|\b(?:gather|collect|acquire|elicit|synthesi[sz])\w* {_SOME}(?:requirements|inputs)"
    r"|\brequirements? (?:gathering|elicitation)"
    rf"|\b(?:with|our) (?:\w+ )?(?:customers?|clients?)\b {_SOME}(?:understand|requirements|needs|pain points?|roadmaps?|objectives|problems)"
    rf"|\bneeds of {_SOME}customers"
    r"|\b(?:ai|feature|strategic)(?: ai| feature)? roadmaps?\b"
    r"|\bproduct discovery"
    rf"|\binterview\w* {_SOME}customers"
    r"|\bvision of business"
    r"|\bbusiness pain"
    r"|\bideas for future"
    r"|\bsuggest new"
    r"|\bexpand the charter"
    r"|\balign\w* (?:to|with) business goals"
    r"|\bbusiness stakeholders to understand",
    re.IGNORECASE,
)
_NOT_SCOPING = re.compile(
    r"^(?:our|we are|we're|at )\b"
    r"|career"
    r"|model (?:outputs?|performance)"
    r"|growth opportunit"
    r"|\bexperience\b"
    r"|\bgo-to-market"
    r"|\bsales\b"
    r"|opportunities to (?:publish|learn|grow)",
    re.IGNORECASE,
)
_RESEARCHES = re.compile(
    r"\bpublish\w*"
    r"|\bpublications?\b"
    r"|\bpapers?\b(?! with)"
    r"|\bpatents?\b"
    rf"|\bnovel {_SOME}(?:algorithm|method|technique|model|approach|architectur|solution|ai|ml|machine|comput|research)"
    rf"|\bnew {_SOME}(?:algorithms?|methods?|architectures?|techniques?|tts models?|approaches|models)\b"
    rf"|\b(?:conduct|perform|lead|driv|original|fundamental|independent|applied|innovative|cutting[- ]edge|foundational)\w* {_SOME}research\b"
    r"|\bresearch(?:ing)?(?: and|,| &) (?:develop|design|implement|engineer|prototyp|build|creat)\w*"
    r"|\bresearch on\b"
    r"|\bresearch (?:breakthroughs?|prototypes?|problems|agenda)"
    r"|\bbreakthroughs?\b"
    r"|\bpioneer"
    r"|\badvance the state"
    r"|\bpush(?:ing)? the (?:boundar|state|limits)"
    r"|\bproductioni[sz]ing research"
    r"|\bresearch ideas",
    re.IGNORECASE,
)
_NOT_RESEARCH = re.compile(
    r"\bstay\w*\b"
    r"|\bkeep\w* (?:up|abreast|current)"
    r"|\bread\w*\b"
    r"|\bequal"
    r"|\btrack record"
    r"|\bexperience\b"
    r"|market research"
    r"|user research"
    r"|we publish",
    re.IGNORECASE,
)
_SHIPS = re.compile(
    r"\bproduction"
    r"|\bproduct(?:s|ize|izing|ion-ready)?\b"
    r"|\bdeploy"
    r"|\bship"
    r"|\bcustomers?\b"
    r"|\breal[- ]world"
    r"|\bat scale\b"
    r"|\bfeatures?\b",
    re.IGNORECASE,
)
_EVIDENCE = {
    PRODUCTION: (_OWNS_PRODUCTION, _NOT_PRODUCTION),
    SCOPING: (_SCOPES, _NOT_SCOPING),
    RESEARCH: (_RESEARCHES, _NOT_RESEARCH),
}
_SCIENTIST = re.compile(
    r"\bdata (?:& |and )?applied scientist|\bdata scien(?:tist|ce)|\bapplied scientist", re.IGNORECASE
)
_ENGINEER = re.compile(
    r"\b(?:ml|machine learning|ai|artificial intelligence|deep learning|llm|genai|generative ai|mlops|nlp|computer vision|research)"
    r"\b[\w /&,-]{0,30}\b(?:engineer|developer|devops|architect|scientist)|\bai/ml|\bresearch engineer",
    re.IGNORECASE,
)
# The kinds of work that add up to several jobs, by the ideas of their sentences (packs/roles/lexicon.toml).
_AREAS = {
    "pipelines": ("object:data_pipeline",),
    "reports": ("object:bi",),
    "models": ("object:model", "object:ml", "object:ml_domain", "object:feature"),
    "platform": ("object:ml_platform", "object:infrastructure"),
    "statistics": ("object:statistics", "object:insight", "object:data_science"),
    "language-model applications": ("object:llm_app",),
    "science": ("object:science",),
}
_A_DUTY = 0.8  # one sentence that is surely a duty
_JOBS = 4


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict with the duties that carry it."""

    name: str
    carriers: tuple[Duty, ...]


def called(title: str, duties: list[Duty]) -> tuple[bool, bool]:
    """Whether the post is called a data scientist, and whether it is called an engineer of models."""
    name = title or " ".join(duty.sentence.text for duty in duties[:12])
    return bool(_SCIENTIST.search(name)), bool(_ENGINEER.search(name))


def carriers(kind: str, duties: list[Duty]) -> list[Duty]:
    """The duties whose words carry this conflict."""
    says, unless = _EVIDENCE[kind]
    return [
        d for d in duties if d.gate >= LEAST and says.search(d.sentence.text) and not unless.search(d.sentence.text)
    ]


def find(title: str, duties: list[Duty], roles: dict[str, float], fine: dict[str, float]) -> list[Conflict]:
    """The conflicts that the text carries, given what the post is called and the probability of each role."""
    scientist, engineer = called(title, duties)
    owns, scopes = carriers(PRODUCTION, duties) if scientist else [], carriers(SCOPING, duties) if engineer else []
    out = []
    if scientist and (not engineer or roles["data_scientist"] > 0.45) and roles["other"] < 0.6 and _sum(owns) >= 0.5:
        out.append(Conflict(PRODUCTION, tuple(owns)))
    builds_models = roles["mlops_engineer"] < 0.6 and roles["other"] - fine["llm_application_engineer"] < 0.5
    alone = not scientist or roles["data_scientist"] < 0.3
    if engineer and alone and builds_models and _sum(scopes) >= 0.55:
        out.append(Conflict(SCOPING, tuple(scopes)))
    if engineer and roles["ai_researcher"] + roles["ml_engineer"] > 0.4:
        finds = carriers(RESEARCH, duties)
        ships = [d for d in duties if d.gate >= LEAST and _SHIPS.search(d.sentence.text)]
        if _sum(finds) >= 1.25 and _sum(ships) >= 0.6:
            out.append(Conflict(RESEARCH, tuple(finds)))
    jobs = _jobs(duties, owns, scopes) if scientist or engineer else {}
    if len(jobs) >= _JOBS + (not scientist) * 2 and "pipelines" in jobs and roles["other"] < 0.7:
        best = {id(d): d for found in jobs.values() for d in sorted(found, key=lambda d: -d.gate)[:1]}
        out.append(Conflict(UNICORN, tuple(best.values())))
    return out


def _jobs(duties: list[Duty], owns: list[Duty], scopes: list[Duty]) -> dict[str, list[Duty]]:
    sure = [d for d in duties if d.gate >= LEAST]
    found = {area: [d for d in sure if any(idea in d.features for idea in ideas)] for area, ideas in _AREAS.items()}
    found["platform"] = found["platform"] + [d for d in owns if d not in found["platform"]]
    found["scoping"] = scopes
    return {area: carry for area, carry in found.items() if _sum(carry) >= _A_DUTY}


def _sum(duties: list[Duty]) -> float:
    return sum(duty.gate for duty in duties)
