"""Assessments with answers, made by the same verbs that users call."""

from itertools import count

from trialpiece.core.readiness.instrument import shipped_instrument
from trialpiece.web.readiness import domain, queries

_number = count(1)


def make_assessment(*, by, levels=(), waiting=0, is_closed=False, title="Predict late deliveries"):
    """An assessment in which one respondent per entry of `levels` gave that level everywhere (or a mapping)."""
    assessment = domain.begin(title=title, by=by)
    for level in levels:
        answer(make_respondent(assessment=assessment, by=by), level)
    for _ in range(waiting):
        make_respondent(assessment=assessment, by=by)
    if is_closed:
        domain.close(assessment=assessment, by=by)
    return assessment


def make_respondent(*, assessment, by, function=None):
    """Somebody who is asked."""
    number = next(_number)
    return domain.ask(
        assessment=assessment,
        email=f"asked{number}@northquay.example",
        function=function or f"Function {number}",
        by=by,
    )


def answer(respondent, level, evidence=None):
    """Hand in that level for every item, or the levels of a mapping."""
    keys = [item.key for item in shipped_instrument().items()]
    answers = level if isinstance(level, dict) else dict.fromkeys(keys, level)
    domain.hand_in(respondent=respondent, answers=answers, evidence=evidence or {})
    return respondent


def levels_by(**dimensions):
    """A level for each item by its dimension: `levels_by(data=3, process=3, technology=1, leadership=3)`."""
    return {item.key: dimensions[item.key.partition(".")[0]] for item in shipped_instrument().items()}


def make_ready(by):
    """The gate of the member's organisation says go: by the assessment that does so already, or by a new one."""
    advice = queries.advice_for(by.organisation)
    return advice.assessment if advice.is_go else make_assessment(by=by, levels=[3], is_closed=True)
