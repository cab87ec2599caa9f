"""Engineering task or research question? The distinction is not difficulty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trialpiece.core.scoping.requirements import is_empty
from trialpiece.core.scoping.work import Consequence, Part, Question, shipped_work


class Nature(StrEnum):
    """What kind of work it is."""

    ENGINEERING = "engineering"
    RESEARCH = "research"
    MIXED = "mixed"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class PartReading:
    """One part of the work, with what spoke for each side."""

    title: str
    nature: Nature
    for_engineering: tuple[str, ...]
    """Titles of the questions answered so."""
    for_research: tuple[str, ...]
    open: tuple[str, ...]
    reasons: tuple[str, ...]
    without_evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkNature:
    """The verdict over all parts, with what it does to role, schedule and contract."""

    nature: Nature
    headline: str
    parts: tuple[PartReading, ...]
    split: tuple[str, ...]
    """How to split a mixture, in order; empty otherwise."""
    consequence: Consequence
    warning: str = "A research question staffed and scheduled as an engineering task does not fail loudly: it drifts."


def nature_of(parts: Sequence[Part]) -> WorkNature:
    """The verdict over the parts of the work.

    A part is research when a decisive question (method, comparable system) or three questions of five say so;
    engineering when all answered ones do and the decisive ones are among them; mixed when one or two minor
    questions point to research; otherwise it cannot be said yet.

    Raises:
        ValueError: there are no parts.
    """
    if not parts:
        raise ValueError("a verdict needs at least one part")
    readings = tuple(_read(part) for part in parts)
    natures = {each.nature for each in readings}
    nature = natures.pop() if len(natures) == 1 else _over(natures)
    consequence = shipped_work().consequences[nature.value]
    return WorkNature(nature, f"{consequence.headline}.", readings, _split(readings, nature), consequence)


def _over(natures: set[Nature]) -> Nature:
    if Nature.MIXED in natures or {Nature.ENGINEERING, Nature.RESEARCH} <= natures:
        return Nature.MIXED
    return Nature.UNCLEAR


def _read(part: Part) -> PartReading:
    questions = shipped_work().questions
    engineering = [each for each in questions if part.answers.get(each.id) == "engineering"]
    research = [each for each in questions if part.answers.get(each.id) == "research"]
    left = [each for each in questions if each not in engineering and each not in research]
    answered = [*engineering, *research]
    bare = tuple(each.title for each in answered if is_empty(part.evidence.get(each.id, "")))
    decided = {each.id for each in engineering if each.decisive} == {each.id for each in questions if each.decisive}
    if any(each.decisive for each in research) or len(research) >= 3:
        nature = Nature.RESEARCH
    elif research and decided:
        nature = Nature.MIXED
    elif decided and len(engineering) >= 3:
        nature = Nature.ENGINEERING
    else:
        nature = Nature.UNCLEAR
    return PartReading(
        title=part.title,
        nature=nature,
        for_engineering=tuple(each.title for each in engineering),
        for_research=tuple(each.title for each in research),
        open=tuple(each.title for each in left),
        reasons=_reasons(nature, engineering, research, left),
        without_evidence=bare,
    )


def _reasons(
    nature: Nature, engineering: list[Question], research: list[Question], left: list[Question]
) -> tuple[str, ...]:
    match nature:
        case Nature.RESEARCH:
            return tuple(f"{each.title}: {each.research}" for each in research)
        case Nature.ENGINEERING:
            return tuple(f"{each.title}: {each.engineering}" for each in engineering)
        case Nature.MIXED:
            known = ", ".join(each.title.lower() for each in engineering)
            return (f"Settled: {known}.", *(f"{each.title}: {each.research}" for each in research))
        case _:
            return tuple(f"Not answered yet: {each.ask}" for each in left)


def _split(readings: Sequence[PartReading], nature: Nature) -> tuple[str, ...]:
    """Research first in a time box, engineering that stands alone beside it, the mixed parts cut along their questions."""
    if nature is not Nature.MIXED:
        return ()
    steps = []
    for each in readings:
        if each.nature is Nature.RESEARCH:
            steps.append(f"Research, time-boxed: {each.title}. Ends with go on, change or stop.")
        elif each.nature is Nature.MIXED:
            open_points = " and ".join(title.lower() for title in each.for_research)
            steps.append(f"Research, time-boxed: settle {open_points} for '{each.title}'.")
    for each in readings:
        if each.nature is Nature.MIXED:
            steps.append(f"Engineering, after that decision: build '{each.title}' by the known method.")
        elif each.nature is Nature.ENGINEERING:
            steps.append(f"Engineering, can start now unless it needs a result from above: {each.title}.")
        elif each.nature is Nature.UNCLEAR:
            steps.append(f"Not placed yet: {each.title}. Answer {', '.join(title.lower() for title in each.open)}.")
    return tuple(steps)
