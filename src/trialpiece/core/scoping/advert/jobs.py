"""Kinds of work that, three or four in one post, make several jobs: pipelines, reports, analysis, models, operation, software.

A sentence counts by how surely it is a duty, and less where the post works beside others who do the work.
"""

from __future__ import annotations

from trialpiece.core.scoping.advert.evidence import ASKS, ASKS_NEEDLES, boasts
from trialpiece.core.scoping.advert.features import tokens
from trialpiece.core.scoping.advert.patterns import Pattern, holds, phrases
from trialpiece.core.scoping.advert.roles import Duty

LEAST = 0.35
SHARED, ASKED = 0.5, 0.2
_FEW = r"[^.;]{0,50}?"
_MAKES = r"\b(?:build|develop|design|maintain|manag|creat|implement|own|optimi|construct|architect|monitor|facilitat|structur|engag)\w*\b"
# Kind of work: the stems without which a sentence cannot speak for it, and what it must say.
_KINDS = {
    "pipelines": (
        "pipeline pipelines etl elt warehouse warehouses lake lakes database databases ingestion integration integrations extraction storage flow flows data",
        rf"{_MAKES}{_FEW}\b(?:data (?:pipelines?|flows?|infrastructure|ingestion|warehouses?|lakes?|integrations?|engineering|platforms?|storage|architecture)|etl\w*|elt|databases?|big data processing|processing pipelines?)|\bdata (?:ingestion|engineering)\b|^\W*data extraction",
    ),
    "reports": (
        "dashboard dashboards report reports reporting visualization visualizations visualisation kpi kpis bi",
        rf"\b(?:build|develop|design|creat|maintain|deliver|produc|generat|prepar)\w*\b{_FEW}\b(?:dashboards?|reports?\b|reporting|visuali[sz]ations?|kpis?)|\bdashboards\b|\bpower bi\b",
    ),
    "analysis": (
        "insight insights exploratory statistical trend trends pattern patterns analysis analyses a/b hypothesis hypotheses findings",
        rf"\b(?:analy[sz]|perform|conduct|extract|deliver|generat|provid|driv|run|us|explor|interpret)\w*\b{_FEW}\b(?:insights?|exploratory|statistical|trends|patterns|data analys[ie]s|a/b test\w*|hypothes\w*)|\b(?:present|shar|communicat|uncover|translat|evangeli)\w*\b{_FEW}\b(?:insights?|findings)",
    ),
    "models": (
        "model models algorithm algorithms neural machine deep nlp ml",
        rf"\b(?:build|develop|train|design|creat|implement|fine-?tun|optimi|improv|deploy|apply)\w*\b{_FEW}\b(?:models?\b|algorithms?|neural|machine learning|deep learning|nlp|ml\b)",
    ),
    "operation": (
        "mlops ops ci/cd kubernetes deploy deployment serving infrastructure platform platforms production drift monitor scalable",
        rf"\bmlops\b|\bml ops\b|ci/cd|\bkubernetes|\bdeploy\w*\b{_FEW}\b(?:models?|production|systems?)|\b(?:model|ml|monitor\w*)\b{_FEW}\b(?:serving|infrastructure|platforms?|in production|drift)|\b(?:build|develop|maintain|manag|operat|establish|design|own|run|implement|enhanc)\w*\b{_FEW}\b(?:infrastructures?|platforms?|production)\b|\bscalable\b{_FEW}\bservices",
    ),
    "software": (
        "api apis microservice microservices application applications web frontend front-end backend back-end full-stack stack software rag agentic chatbot chatbots code interface interfaces",
        rf"\b(?:build|develop|design|creat|implement|contribut|maintain|integrat)\w*\b{_FEW}\b(?:apis?\b|microservices?|applications?|web|front[- ]?end|back[- ]?end|full[- ]stack|software (?:solutions?|applications?|systems?)|rag\b|agentic|chatbots?|product code|user interfaces?)",
    ),
    "clients": (
        "customer customers client clients executive executives sales pre-sales presales c-suite statements",
        rf"\b(?:present|demo|demonstrat|pitch|onboard|train|advis|consult|sell|deliver|visit)\w*\b{_FEW}\b(?:customers?|clients?|executives|c-suite)\b|\bpre-?sales\b|\bsales (?:presentations?|calls?|cycles?|process|team)|\bcustomer (?:outreach|meetings?)|\bstatements of work",
    ),
}  # fmt: skip
KINDS = tuple(_KINDS)
_PATTERNS = {kind: Pattern(pattern) for kind, (_, pattern) in _KINDS.items()}
_STEMS = {kind: frozenset(tokens(words)) for kind, (words, _) in _KINDS.items()}
_BY_STEM = {stem: {kind for kind in KINDS if stem in _STEMS[kind]} for stem in frozenset().union(*_STEMS.values())}
"""The kinds of work that a stem can speak for."""
_SHARED = Pattern(r"^\W*(?:collaborat|partner|work\w* (?:closely )?(?:with|alongside)|liais|support)")
_ASKED = phrases((ASKS_NEEDLES + " stay background", ASKS + r"|\bstay\w*\b|\bbackground in\b"))
_HATS = phrases((
    "hat full hybrid",
    r"\b(?:many|multiple|different|several|various|lots of)\b[^.;]{0,20}\bhats\b|\bfull[- ]stack everything|\bjack[- ]of[- ]all|\bhybrid role\b|\bone[- ](?:wo)?man|\bhats of\b",
))  # fmt: skip
_POSTS = ("engineer", "scientist", "analyst", "developer", "architect", "researcher", "liaison", "consultant")
_NAMES = Pattern(rf"\b(?:{'|'.join(_POSTS)})\b")
_LIST = 3  # posts named one after the other
_SEEKS = phrases(("seeking looking hiring", r"\bis (?:seeking|looking for|hiring)\b"))


def work(duties: list[Duty]) -> dict[str, list[tuple[float, Duty]]]:
    """For each kind of work, the sentences that state it and how surely (0 to 1), surest first."""
    found: dict[str, list[tuple[float, Duty]]] = {kind: [] for kind in KINDS}
    for duty in duties:
        if duty.gate < LEAST:
            continue
        text = duty.low
        possible = set().union(*filter(None, map(_BY_STEM.get, duty.stems)))
        kinds = [kind for kind in possible if _PATTERNS[kind].search(text)]
        if not kinds or holds(text, _SEEKS) or boasts(duty.sentence.text):
            continue
        value = float(duty.gate**0.5)
        if _SHARED.search(text):
            value *= SHARED
        if holds(text, _ASKED):
            value *= ASKED
        for kind in kinds:
            found[kind].append((value, duty))
    for rows in found.values():
        rows.sort(key=lambda row: -row[0])
    return found


def hats(duties: list[Duty]) -> list[tuple[float, Duty]]:
    """The sentences that say themselves that the post is several: "many hats", a list of posts; surest first."""
    found = [(float(duty.gate**0.5), duty) for duty in duties if duty.gate >= LEAST and _several(duty.low)]
    return sorted(found, key=lambda row: -row[0])


def _several(text: str) -> bool:
    """Whether a sentence names several posts one after the other, or says that the post is several."""
    listed = (
        sum(map(text.count, _POSTS)) >= _LIST  # cheap, and never less than the words that the pattern finds
        and sum(1 for _ in _NAMES.finditer(text)) >= _LIST
        and " with " not in text
        and not _SHARED.search(text)
    )
    return listed or holds(text, _HATS)
