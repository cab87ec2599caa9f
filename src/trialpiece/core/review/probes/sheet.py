"""The probe sheet: 8 to 12 questions that only the author can answer well; the same submission gives the same sheet."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from trialpiece.core.review.blinding import mask
from trialpiece.core.review.finding import Finding, Location, Polarity, Strength
from trialpiece.core.review.probes.decisions import Decision, decisions_of
from trialpiece.core.review.probes.words import Words, words_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.secrecy import secrets_of, without_secrets

SCHEMA = "trialpiece.probes/1"
LEAST, MOST = 8, 12
CONCERNS_MOST, STRENGTHS_MOST = 5, 2
"""So that a conversation is about choices too, and never only about faults."""
CLOSING = ("choice.production", "choice.tried", "choice.doubt", "choice.next", "choice.assistant")
_AGAIN = {"choice.feature", "choice.filter", "choice.flag", "choice.join", "choice.settings", "choice.left_out_one"}
"""Kinds of decision of which a second one is worth a question where there is little else."""


@dataclass(frozen=True, slots=True)
class Template:
    """A question with gaps, and what answers sound like; `named` is used where the names for its gaps are known."""

    about: str
    topic: str
    ask: str
    strong: str
    weak: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question about one submission."""

    about: str
    ask: str
    strong: str
    weak: str
    at: Location | None
    quote: str
    topic: str = ""


@functools.cache
def templates() -> dict[str, Template]:
    """Kind → question, as the product ships them."""
    text = resources.files(__package__).joinpath("questions.toml").read_text("utf-8")
    return {entry["about"]: Template(**entry) for entry in tomllib.loads(text)["question"]}


def probe_sheet(reading: Reading, findings: Sequence[Finding]) -> tuple[Probe, ...]:
    """An opening, then what was found, then what was decided, then a look ahead; each topic once."""
    words = words_of(reading)
    sheet = _Sheet([_general(reading, "choice.stakeholder", words)])
    known = [f for f in sorted(findings, key=_urgency) if f.kind in templates() and _worth_asking(f)]
    asked = [_from_finding(reading, f, words) for f in known]
    sheet.take([p for p, f in zip(asked, known, strict=True) if _is_serious(f)], most=CONCERNS_MOST)
    sheet.take([p for p, f in zip(asked, known, strict=True) if f.polarity is Polarity.STRENGTH], most=STRENGTHS_MOST)
    decided = [_from_decision(reading, d) for d in (*decisions_of(reading), *words.decisions())]
    sheet.take(decided, most=MOST - 3 - len(sheet.probes))
    sheet.take([p for p in decided if p.about in _AGAIN], most=LEAST - len(sheet.probes), topics_again=True)
    sheet.take(asked, most=MOST - 1 - len(sheet.probes))
    closing = [_general(reading, about, words) for about in CLOSING]
    sheet.take(closing[:1], most=1)
    sheet.take(closing[1:], most=LEAST - len(sheet.probes))
    return tuple(sheet.probes)


class _Sheet:
    """Questions so far; no topic and no line twice."""

    def __init__(self, probes: list[Probe]) -> None:
        self.probes = probes

    def take(self, offered: Sequence[Probe], *, most: int, topics_again: bool = False) -> None:
        """Add up to `most` of what is offered."""
        for probe in offered:
            if most <= 0:
                return
            taken = {p.topic for p in self.probes}
            lines = {p.at for p in self.probes if p.at is not None}
            is_choice = probe.about.startswith("choice.")
            if any(p.ask == probe.ask for p in self.probes) or (is_choice and probe.at in lines):
                continue
            if topics_again or probe.topic not in taken:
                self.probes.append(probe)
                most -= 1


def sheet_json(name: str, probes: Sequence[Probe]) -> dict[str, Any]:
    """The object that the schema describes."""
    return {
        "schema": SCHEMA,
        "submission": name,
        "questions": [
            {
                "about": probe.about,
                "ask": probe.ask,
                "strong": probe.strong,
                "weak": probe.weak,
                "at": None
                if probe.at is None
                else {"file": probe.at.file, "cell": probe.at.cell, "line": probe.at.line},
                "quote": probe.quote,
            }
            for probe in probes
        ],
    }


_LAST = {
    "leakage.multi_test.selected_on_test", "leakage.test_tuned", "correctness.wrong_model_scored",
    "reproducibility.hidden_state",
}  # fmt: skip
"""Kinds whose question is about the end of their path: where the choice was made, where the value is missing."""
_AT_ITS_PLACE = {"leakage.target"}
"""Kinds whose question is about where the finding is, and not about its path."""
_STRENGTHS = (Strength.STRONG, Strength.WEAK, Strength.NOTE)
_POLARITIES = (Polarity.CONCERN, Polarity.NEUTRAL, Polarity.STRENGTH)


def _urgency(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    return (
        _STRENGTHS.index(finding.strength),
        not finding.kind.startswith(("leakage", "evaluation", "correctness")),
        _POLARITIES.index(finding.polarity),
        finding.kind,
        (at.file, at.cell, at.line),
    )


def _worth_asking(finding: Finding) -> bool:
    """A leak that hardly matters is no subject for a conversation."""
    return not (finding.kind.startswith("leakage.") and finding.strength is Strength.NOTE)


def _is_serious(finding: Finding) -> bool:
    return finding.strength is not Strength.NOTE and finding.polarity is not Polarity.STRENGTH


def _from_finding(reading: Reading, finding: Finding, words: Words) -> Probe:
    template = templates()[finding.kind]
    places = [step.at for step in finding.path]
    if finding.kind in _AT_ITS_PLACE or not places:
        first = finding.location
    else:
        first = places[-1] if finding.kind in _LAST else places[0]
    later = next((at for at in places if at != first), finding.location)
    return _fill(reading, template, first, later, words.for_finding(finding))


def _from_decision(reading: Reading, decision: Decision) -> Probe:
    return _fill(reading, templates()[decision.about], decision.at, decision.at, dict(decision.gaps))


def _general(reading: Reading, about: str, words: Words) -> Probe:
    template = templates()[about]
    return replace(_fill(reading, template, None, None, words.general()), at=None, quote="")


def _fill(
    reading: Reading, template: Template, at: Location | None, then: Location | None, gaps: dict[str, str]
) -> Probe:
    known = gaps | {"where": _place(reading, at), "then": _place(reading, then)}
    ask = _filled(template.named, known) or _filled(template.ask, known)
    secrets = reading.once(secrets_of)
    quote = without_secrets(mask(reading.quote(at)), secrets) if at is not None else ""
    return Probe(
        about=template.about,
        ask=_opened(without_secrets(ask, secrets), at),
        strong=template.strong,
        weak=template.weak,
        at=at,
        quote=quote,
        topic=template.topic,
    )


def _filled(text: str, gaps: dict[str, str]) -> str:
    """The text with its gaps filled; empty where one is not known."""
    try:
        return text.format(**gaps)
    except KeyError:
        return ""


def _opened(sentence: str, at: Location | None) -> str:
    """With a capital, unless it begins with a file's name, which has its own spelling."""
    return sentence if at is not None and sentence.startswith(at.file) else sentence[:1].upper() + sentence[1:]


def _place(reading: Reading, at: Location | None) -> str:
    if at is None:
        return ""
    notebooks = [file.path for file in reading.code if file.is_notebook]
    if at.file not in notebooks:
        return f"{at.file}, line {at.line}"
    cell = f"cell {at.cell}, line {at.line}"
    return cell if len(notebooks) == 1 else f"{at.file}, {cell}"
