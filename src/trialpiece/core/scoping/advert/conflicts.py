"""Duties that one post should not join: four conflicts, each found in sentences.

Two of them depend on what the post is called: a data scientist who owns production, an ML engineer who scopes the
business. A sentence counts by how surely it states a duty of this post; working with others who own it does not count.
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
_NOUN = r"(?:\w+[ ,/&-]+){0,6}?"
_EVIDENCE = {
    PRODUCTION: re.compile(
        rf"\b(?:deploy|productioni[sz]|productionali|operationali[sz]|productiz|own|maintain|monitor|serv|ship|launch|releas|host|integrat)\w*\b {_NOUN}(?:models?|algorithms?|solutions?|pipelines?|machine learning|ml|production|lifecycle)\b"
        rf"|\b(?:models?|algorithms?|ml|machine learning|solutions?) {_NOUN}(?:(?:in|into|to) (?:a )?production|deployment|maintenance)\b|\bdeployment\b|\bmlops\b|\bproduction[- ](?:level|grade|ready|quality|environment)",
        re.IGNORECASE,
    ),
    SCOPING: re.compile(
        rf"\bidentify\w*\b {_NOUN}(?:opportunit|business|use cases|areas|pain)|\bopportunities (?:for|to|where)\b|\bgather\w*\b {_NOUN}(?:requirements|inputs)|\brequirements (?:gathering|analysis|elicitation)"
        rf"|\bunderstand\w*\b {_NOUN}(?:business|customer|client|user|their)\w* ?(?:needs|requirements|objectives|goals|problems|challenges)|\btranslat\w*\b {_NOUN}business|\b(?:ai|ml|product|technology|technical)? ?(?:strategy|strategic|roadmap)\b"
        rf"|\b(?:pain ?points?|business cases?|business value|business goals?|business objectives?|business requirements?|product discovery|new ideas|use cases?)\b|\b(?:interview|advise|consult|engage)\w*\b {_NOUN}(?:customers?|clients?|stakeholders?)|\bprioriti[sz]\w*\b|\bscop(?:e|ing)\b",
        re.IGNORECASE,
    ),
    RESEARCH: re.compile(
        r"\bpublish|\bpublications?\b|\bpapers?\b|\bpatents?\b|\bconferences?\b|\bnovel\b|\bresearch(?:ing)?\b(?! (?:scientist|team|engineer|and communicate))|\bcutting[- ]edge (?:research|techniques|methods)|\bnew (?:algorithms|methods|architectures|techniques|models|approaches)\b|\bbreakthrough|\bpioneer|\bstate[- ]of[- ]the[- ]art\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
_OTHERS = re.compile(
    r"\b(?:help|support|assist|enabl|empower)\w* (?:our |the )?(?:data scientists|engineers|teams?|customers)",
    re.IGNORECASE,
)
_DATA_SCIENTIST = re.compile(
    r"\bdata (?:&|and) applied scientist|\bdata scien(?:tist|ce)|\bapplied scientist", re.IGNORECASE
)
_ENGINEER = re.compile(
    r"\b(?:ml|machine learning|ai|artificial intelligence|deep learning|llm|genai|generative ai|mlops|nlp|computer vision|research)\b[\w /&,-]{0,30}\b(?:engineer|developer|devops|architect|scientist)|\bai/ml|\bresearch engineer",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict with how strongly the text carries it, and the duties that do."""

    name: str
    strength: float
    carriers: tuple[Duty, ...]


def called(title: str, duties: list[Duty]) -> tuple[bool, bool]:
    """Whether the post is called a data scientist, and whether it is called an engineer of models."""
    opening = " ".join(duty.sentence.text for duty in duties[:12])
    name = title or opening
    scientist, engineer = bool(_DATA_SCIENTIST.search(name)), bool(_ENGINEER.search(name))
    return scientist, engineer


def carriers(kind: str, duties: list[Duty], least: float = 0.35) -> list[Duty]:
    """The duties whose words carry this conflict."""
    pattern = _EVIDENCE[kind]
    return [
        d for d in duties if d.gate >= least and pattern.search(d.sentence.text) and not _OTHERS.search(d.sentence.text)
    ]


def measures(title: str, duties: list[Duty], shares: dict[str, float], fine: dict[str, float]) -> dict[str, float]:
    """The numbers that the four decisions are made from."""
    scientist, engineer = called(title, duties)
    weight = {kind: sum(d.gate for d in carriers(kind, duties)) for kind in _EVIDENCE}
    total = sum(d.gate for d in duties if d.gate >= 0.35) or 1.0
    kinds = sorted(
        (
            *(shares[r] for r in list(shares)[:4]),
            fine["data_engineer"],
            fine["data_analyst"],
            fine["software_engineer"],
        ),
        reverse=True,
    )
    return {
        "scientist": float(scientist), "engineer": float(engineer), "ds": shares["data_scientist"], "ml": shares["ml_engineer"],
        "research": shares["ai_researcher"], "ops": shares["mlops_engineer"], "other": shares["other"], "llm": fine["llm_application_engineer"],
        "production": weight[PRODUCTION], "scoping": weight[SCOPING], "novel": weight[RESEARCH],
        "production_part": weight[PRODUCTION] / total, "scoping_part": weight[SCOPING] / total, "novel_part": weight[RESEARCH] / total,
        "third": kinds[2], "second": kinds[1], "duties": total,
    }  # fmt: skip


def find(title: str, duties: list[Duty], shares: dict[str, float], fine: dict[str, float]) -> list[Conflict]:
    """The conflicts that the text carries."""
    m = measures(title, duties, shares, fine)
    out = []
    if m["production"] >= 0.9 and (m["scientist"] or (m["ds"] > 0.5 and not m["engineer"])):
        out.append(Conflict(PRODUCTION, m["production"], tuple(carriers(PRODUCTION, duties))))
    if m["engineer"] and m["scoping"] >= 1.5 and m["scoping_part"] > 0.12 and not m["scientist"]:
        out.append(Conflict(SCOPING, m["scoping"], tuple(carriers(SCOPING, duties))))
    if m["novel"] >= 1.0 and m["research"] > 0.12 and m["ml"] > 0.12 and m["production"] >= 0.5:
        out.append(Conflict(RESEARCH, m["novel"], tuple(carriers(RESEARCH, duties))))
    if m["third"] > 0.1:
        out.append(Conflict(UNICORN, m["third"], ()))
    return out
