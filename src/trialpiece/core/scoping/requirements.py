"""What a brief leaves out or leaves vague, and why that matters.

The reading is of words, English, and explainable: each complaint names what was looked for and not found.
It cannot see whether a number is right or a table exists.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from trialpiece.core.scoping.work import Requirement, WorkBrief, shipped_work


class State(StrEnum):
    """What a brief says about a requirement."""

    CLEAR = "clear"
    VAGUE = "vague"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reading:
    """One requirement as the brief meets it; `problems` are sentences, none when it is clear."""

    requirement: Requirement
    state: State
    problems: tuple[str, ...]


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|half|third|quarter|double|twice|zero|none)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"%|€|\$|£|\b(?:per ?cent|percent(?:age)?|points?|pp|euros?|eur|usd|dollars?|gbp|pounds?|minutes?|min|hours?|h|days?|weeks?|months?|years?|"
    r"seconds?|s|ms|customers?|orders?|cases?|tickets?|calls?|documents?|invoices?|claims?|errors?|complaints?|users?|visits?|parcels?|items?|"
    r"machines?|pieces?|units?|tonnes?|kg|km|kwh|litres?|times|out of|in \d+|of \d+|per \w+|a (?:day|week|month|year))\b|\d(?:k|m|h|d|s|x)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b|\b{_MONTH} \d{{1,4}}|"
    r"\b(?:end of|by|until|in|since) (?:week \d+|q[1-4]|20\d\d)|\bq[1-4] ?20\d\d|\b(?:within|after) (?:\w+ ){1,2}(?:days|weeks|months)",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"\b[a-z0-9]+_[a-z0-9_]+\b|\b\w+\.\w+\b|`[^`]+`|\b\w+\.(?:csv|parquet|xlsx)\b|(?-i:\b[A-Z][A-Z0-9_]{3,}\b)|\btables? \w+",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"\b(?:account|role|user|read|grant(?:ed|s)?|access|vpn|password|key|token|secret|vault|login|credential\w*|service|view|sso|owner|by)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:reduc\w+|lower\w*|cut\w*|increas\w+|rais\w+|grow\w*|fall\w*|drop\w*|halv\w+|doubl\w+|sav\w+|short\w+|keep\w*|reach\w*|can|does|do|will|"
    r"would|could|fewer|less|more|from|below|above|under|over|at least|at most|than)\b",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\b(?:roll(?:s|ed)?[ -]?out|launch\w*|deploy\w*|introduc\w+|extend\w*|expand\w*|continu\w+|go(?:es)? (?:on|live|ahead)|stop\w*|end(?:s|ed)?|"
    r"cancel\w*|drop\w*|close[sd]?|hire[sd]?|buy\w*|build\w*|fund\w*|releas\w+|switch\w*|keep\w*|return\w*|revert\w*|repeat\w*|run(?:s)?|"
    r"abandon\w*|archiv\w+|replac\w+|renew\w*|sign\w*|start\w*|pay\w*|move[sd]?|put(?:s)?|give[sn]?|shelve[sd]?|hand(?:s|ed)?|reassign\w*|adopt\w*|"
    r"pilot\w*|test\w*|scale[sd]?|invest\w*|train\w*|publish\w*|end it|kill\w*)\b",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:we(?:'ll| will| shall)? (?:then )?see|then see|discuss\w*|evaluat\w+|assess\w*|review\w*|consider\w*|reflect\w*|think\w*|explor\w+|"
    r"depends|look at (?:it|options)|next steps|decide (?:later|then)|to be (?:decided|determined|defined|discussed))\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:head|manager|director|lead|leads|owner|sponsor|board|ceo|cto|cfo|coo|cio|cdo|cmo|vp|chief|team|department|committee|product|operations|"
    r"sales|marketing|finance|controlling|legal|IT|support|service)\b|\b[A-Z][a-z]+ [A-Z]\.?[a-z]*\b|\((?:[A-Z][a-z]+)\)|\b(?!If|We|The|Then|And|By|In|Stop|Roll)[A-Z][a-z]{2,} (?:decides|signs|takes|stops|says|approves)\b",
)
_FUZZY = re.compile(
    r"\b(?:better|improv\w+|optimi[sz]\w+|faster|smarter|efficient\w*|effective\w*|robust|high quality|significant\w*|reasonabl\w+|appropriate\w*|"
    r"acceptable|satisf\w+|good enough|as needed|as soon as possible|asap|if possible|etc|various|some|several|leverag\w+|state[- ]of[- ]the[- ]art|"
    r"innovat\w+|soon|ongoing|happy|sufficient\w*)\b",
    re.IGNORECASE,
)
_TECHNOLOGY = re.compile(
    r"\b(?:use|using|introduce|implement|adopt|build|deploy|leverage|do something with|apply) (?:\w+ ){0,3}(?:ai|artificial intelligence|machine learning|ml|llms?|gpt\w*|chatbots?|agents?|"
    r"deep learning|neural networks?|copilots?|large language models?|generative \w+)\b",
    re.IGNORECASE,
)
_MODEL_METRIC = re.compile(
    r"\b(?:accuracy|f1|f-1|auc|roc|precision|recall|rmse|mae|mape|r2|r-squared|log ?loss|perplexity|bleu|rouge|iou|map)\b",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:cost|costs|revenue|margin|churn|cancel\w*|retention|return\w*|time|hours?|minutes?|days?|complaint\w*|order\w*|sales|waste|stock|"
    r"downtime|customer\w*|ticket\w*|claims?|error rate|handled|staff|conversion|money|euros?|price|delivery|late|fraud\w*|loss|losses|calls?)\b",
    re.IGNORECASE,
)
_EVERYTHING = re.compile(
    r"\b(?:everything|all (?:\w+ )?(?:customers|countries|products|data|departments|markets|documents|cases|processes)|whole company|company-wide|end-to-end)\b",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    {
        "",
        "-",
        "?",
        "...",
        "n/a",
        "na",
        "none",
        "tbd",
        "tba",
        "todo",
        "to do",
        "open",
        "unknown",
        "to be defined",
        "to be decided",
        "to be determined",
        "t.b.d.",
    }
)
_LONGEST_WEEKS = 26


def is_empty(text: str) -> bool:
    """Whether a text says nothing: empty, or a placeholder."""
    return text.strip().strip(".").lower() in _EMPTY or text.strip().lower() in _EMPTY


def read_requirements(brief: WorkBrief) -> tuple[Reading, ...]:
    """Each requirement: clear, vague or missing, with the reasons."""
    readings = []
    for requirement in shipped_work().requirements:
        said, check = _CHECKS[requirement.id]
        texts = [each for each in said(brief) if not is_empty(each)]
        if not texts:
            readings.append(Reading(requirement, State.MISSING, (f"Nothing is said. {requirement.ask}",)))
            continue
        problems = tuple(check(brief))
        readings.append(Reading(requirement, State.VAGUE if problems else State.CLEAR, problems))
    return tuple(readings)


def ready_to_start(readings: tuple[Reading, ...]) -> bool:
    """Whether a proof of concept may start: the six, the baseline and the failure condition are clear."""
    return all(each.state is State.CLEAR for each in readings)


def _fuzzy(text: str) -> Iterator[str]:
    found = _FUZZY.search(text)
    if found and not _NUMBER.search(text):
        yield f"'{found[0]}' means something else to each reader; say how much."


def _question(brief: WorkBrief) -> Iterator[str]:
    text = brief.business_question
    if _TECHNOLOGY.search(text):
        yield f"It names a technology ('{_TECHNOLOGY.search(text)[0]}'), not what changes for the business."  # type: ignore[index]  # just matched
    if not _NUMBER.search(text):
        yield "It has no number, so it cannot turn out false: by how much?"
    elif not _UNIT.search(text):
        yield "Its number has no unit."
    if not _CHANGE.search(text):
        yield "It does not say what should change, or compared with what."
    if len(text.split()) < 6:
        yield "It is a topic, not a question: who or what changes, by how much, by when?"


def _baseline(brief: WorkBrief) -> Iterator[str]:
    if not _NUMBER.search(brief.baseline):
        yield "It has no figure: measure today's process, by hand if need be."
    elif not _UNIT.search(brief.baseline):
        yield "Its figure has no unit."
    if not _DATE.search(brief.baseline) and not re.search(
        r"\b(?:last|past|since|between|during|over|per|a) (?:\w+ )?(?:days?|weeks?|months?|quarters?|years?)\b|\b20\d\d\b",
        brief.baseline,
    ):
        yield "It does not say for which period."


def _success(brief: WorkBrief) -> Iterator[str]:
    if is_empty(brief.success_metric):
        yield "No metric is named, only a threshold."
    if is_empty(brief.success_threshold):
        if not (_NUMBER.search(brief.success_metric) and _UNIT.search(brief.success_metric)):
            yield "No threshold: from which value on did it work?"
    elif not _NUMBER.search(brief.success_threshold):
        yield f"The threshold has no number: '{brief.success_threshold[:60]}'."
    elif not _UNIT.search(f"{brief.success_threshold} {brief.success_metric}"):
        yield "The threshold has no unit."
    both = f"{brief.success_metric} {brief.success_threshold}"
    if (found := _MODEL_METRIC.search(both)) and not _BUSINESS.search(both):
        yield f"'{found[0]}' measures the model, not the business; say what it is worth there."
    yield from _fuzzy(both)


def _failure(brief: WorkBrief) -> Iterator[str]:
    if not _NUMBER.search(brief.failure_condition):
        yield "It has no number: at which value do we stop?"
    if not _DATE.search(brief.failure_condition):
        yield "It has no date: by when must it be reached?"


def _data(brief: WorkBrief) -> Iterator[str]:
    if not brief.tables:
        yield "No table is named."
    elif not any(_TABLE.search(each) for each in brief.tables):
        yield f"'{brief.tables[0][:60]}' is a topic, not a table; name it as the database does."
    if is_empty(brief.credentials):
        yield "It does not say through which account or role the tables are read."
    elif not _ACCESS.search(brief.credentials):
        yield "It does not say which account or role, or who grants it."
    elif re.search(r"\b(?:will|to be|requested|asked|pending|should|planned)\b", brief.credentials, re.IGNORECASE):
        yield "Access is asked for, not granted; start the clock when somebody has run a query."


def _scope(brief: WorkBrief) -> Iterator[str]:
    if not brief.included:
        yield "It does not say what is in."
    if not brief.excluded:
        yield "Nothing is ruled out; name what somebody wanted and will not get."
    if found := next((match for each in brief.included if (match := _EVERYTHING.search(each))), None):
        yield f"'{found[0]}' is no boundary; name the first country, product or group."


def _timeline(brief: WorkBrief) -> Iterator[str]:
    start, end = _as_date(brief.start), _as_date(brief.end)
    if is_empty(brief.end):
        yield "There is no end date."
    elif end is None:
        yield f"'{brief.end[:60]}' is no date; an end is a day in the calendar."
    if is_empty(brief.start):
        yield "There is no start date."
    elif start is None:
        yield f"'{brief.start[:60]}' is no date; a start is a day in the calendar."
    yield from _looks(brief, start, end)
    if start and end and end <= start:
        yield f"It ends ({end}) before it begins ({start})."
    elif start and end and (end - start).days > _LONGEST_WEEKS * 7:
        weeks = (end - start).days // 7
        yield f"{weeks} weeks without a decision are long; put an earlier end on the first question."


def _looks(brief: WorkBrief, start: dt.date | None, end: dt.date | None) -> Iterator[str]:
    """Looks in between that are no days, or not in between; that there are none is no fault."""
    for said in brief.looks:
        if is_empty(said):
            continue
        look = _as_date(said)
        if look is None:
            yield f"'{said[:60]}' is no date; a look in between is a day in the calendar."
        elif start and end and start < end and not start < look < end:
            yield f"The look of {look} is not between start and end."


def _decisions(brief: WorkBrief) -> Iterator[str]:
    outcomes = {"good": brief.decision_good, "bad": brief.decision_bad, "unclear": brief.decision_unclear}
    for outcome, text in outcomes.items():
        if is_empty(text):
            yield f"What follows an outcome that is {outcome} is not said."
        elif found := _PUT_OFF.search(text):
            yield f"If {outcome}: '{found[0]}' puts the decision off instead of naming it."
        elif not _ACTION.search(text):
            yield f"If {outcome}: no action is named (roll out, stop, extend to ..., hire ...)."
    said = " ".join(text for text in outcomes.values() if not is_empty(text))
    if said and not _WHO.search(said):
        yield "It does not say who decides."
    texts = [text.lower() for text in outcomes.values() if not is_empty(text)]
    if len(texts) > len(set(texts)):
        yield "Two outcomes lead to the same decision; then the result does not matter."


def _as_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


_CHECKS: dict[str, tuple[Callable[[WorkBrief], tuple[str, ...]], Callable[[WorkBrief], Iterator[str]]]] = {
    "business_question": (lambda brief: (brief.business_question,), _question),
    "baseline": (lambda brief: (brief.baseline,), _baseline),
    "success_metric": (lambda brief: (brief.success_metric, brief.success_threshold), _success),
    "failure_condition": (lambda brief: (brief.failure_condition,), _failure),
    "data_access": (lambda brief: (*brief.tables, brief.credentials), _data),
    "scope": (lambda brief: (*brief.included, *brief.excluded), _scope),
    "timeline": (lambda brief: (brief.start, brief.end), _timeline),
    "decisions": (lambda brief: (brief.decision_good, brief.decision_bad, brief.decision_unclear), _decisions),
}
