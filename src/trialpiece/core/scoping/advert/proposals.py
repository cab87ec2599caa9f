"""What the writer of an advert might change. The reader rewrites nothing: it proposes, with the sentences that speak for it."""

from __future__ import annotations

from trialpiece.core.scoping.advert.conflicts import PRODUCTION, RESEARCH, SCOPING, UNICORN
from trialpiece.core.scoping.advert.patterns import Pattern
from trialpiece.core.scoping.advert.reading import ADJACENT, Proposal, Reading
from trialpiece.core.scoping.advert.roles import Duty
from trialpiece.core.scoping.advert.segments import REQUIREMENTS

NAMES = {
    "ml_engineer": "ML engineer",
    "data_scientist": "data scientist",
    "ai_researcher": "AI researcher",
    "mlops_engineer": "MLOps engineer",
}
_CLAIMS = {
    "ml_engineer": Pattern(r"\b(?:ml|machine learning|deep learning)\b.{0,20}engineer"),
    "data_scientist": Pattern(r"\bdata scien"),
    "ai_researcher": Pattern(r"\bresearch (?:scientist|er)|\bresearcher"),
    "mlops_engineer": Pattern(r"\bml ?-?ops\b|machine learning operations|\bml (?:platform|infra)"),
}
_MOVES = {
    PRODUCTION: "Move the production duties to an ML or MLOps engineer, or name the post for them: a data scientist who runs models has two jobs.",
    SCOPING: "Move the scoping of business problems to a data scientist or product manager, or say that it is part of the post.",
}
_SURE = 0.7
# What adverts ask for out of habit, and the ideas of a duty that would need it (packs/roles/lexicon.toml).
_OPERATION = ("object:infrastructure", "object:ml_platform", "object:production", "act:deploy", "act:automate")
_PIPELINES = ("object:data_pipeline", "act:ingest")
_FIGURES = ("object:bi", "object:statistics", "act:report", "act:analyse")
_SOFTWARE = ("object:software", "object:inference", "act:integrate")
_NEEDED_BY = {
    "Docker": _OPERATION, "Kubernetes": _OPERATION, "Terraform": _OPERATION, "Jenkins": _OPERATION, "Ansible": _OPERATION,
    "Spark": _PIPELINES, "Hadoop": _PIPELINES, "Kafka": _PIPELINES, "Snowflake": _PIPELINES, "Airflow": (*_PIPELINES, *_OPERATION),
    "Tableau": _FIGURES, "SAS": _FIGURES, "React": _SOFTWARE, "Angular": _SOFTWARE, "Java": _SOFTWARE, "Golang": _SOFTWARE,
    "CUDA": ("object:inference", "object:model"), "PhD": ("object:science", "act:publish", "act:research"),
}  # fmt: skip
_TOOLS = {tool.lower(): tool for tool in _NEEDED_BY}
_MOST = 3
_ENOUGH = 3  # duties; with fewer, nothing can be said about what they do not need


def proposals(reading: Reading, duties: list[Duty]) -> Reading:
    """The reading with its proposals: split, move, rename, say the level, drop a must-have."""
    found = [*_split(reading), *_moves(reading), *_title(reading), *_level(reading), *_must_haves(duties)]
    return reading._replace(proposals=tuple(found))


def _carriers(reading: Reading, conflict: str) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in reading.spans if s.conflict == conflict)


def _split(reading: Reading) -> list[Proposal]:
    if UNICORN in reading.conflicts:
        says = "Split this into two posts: the duties belong to three or more jobs, and few people do all of them well."
        return [Proposal("split", says, _carriers(reading, UNICORN))]
    if RESEARCH in reading.conflicts:
        says = "Split research from production, or say which comes first: new methods and dependable products keep different clocks."
        return [Proposal("split", says, _carriers(reading, RESEARCH))]
    return []


def _moves(reading: Reading) -> list[Proposal]:
    return [
        Proposal("move_a_duty", says, _carriers(reading, name))
        for name, says in _MOVES.items()
        if name in reading.conflicts
    ]


def _title(reading: Reading) -> list[Proposal]:
    title = reading.title.lower()
    claimed = [role for role, pattern in _CLAIMS.items() if title and pattern.search(title)]
    if not claimed or reading.primary in claimed or reading.confidence < _SURE:
        return []
    is_one = NAMES.get(reading.primary) or (ADJACENT[reading.adjacent] if reading.adjacent else "another role")
    strongest = sorted((s for s in reading.spans if s.role == reading.primary), key=lambda s: -s.weight)[:_MOST]
    says = f'The title says "{reading.title.strip()[:80]}", the duties say {is_one}: change the title or the duties.'
    return [Proposal("fix_the_title", says, tuple((s.start, s.end) for s in strongest))]


def _level(reading: Reading) -> list[Proposal]:
    if reading.level != "unclear":
        return []
    return [
        Proposal("say_the_level", "Say the level: neither the title nor the text names one, nor years of experience.")
    ]


def _must_haves(duties: list[Duty]) -> list[Proposal]:
    """Tools and degrees that are asked for while no duty names them, nor any work that would need them."""
    work = [duty for duty in duties if duty.states >= 0.5]
    out = []
    for duty in duties if len(work) >= _ENOUGH else []:
        if duty.sentence.section != REQUIREMENTS or duty.states >= 0.5 or _TOOLS.keys().isdisjoint(duty.stems):
            continue
        asked = {stem for stem in duty.stems if stem in _TOOLS and not any(stem in done.stems for done in work)}
        idle = sorted(tool for tool in map(_TOOLS.__getitem__, asked) if not _needed(tool, work))
        if idle:
            says = f"No duty needs {', '.join(idle)}: drop the must-have, or add the duty that needs it."
            out.append(Proposal("drop_a_must_have", says, ((duty.sentence.start, duty.sentence.end),)))
    return out[:_MOST]


def _needed(tool: str, work: list[Duty]) -> bool:
    return any(not duty.ideas.isdisjoint(_NEEDED_BY[tool]) for duty in work)
