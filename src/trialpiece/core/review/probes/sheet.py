"""The probe sheet: 8 to 12 questions that only the author can answer well; the same submission gives the same sheet."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from trialpiece.core.review.finding import Finding, Location, Polarity, Strength
from trialpiece.core.review.provenance.events import Event, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading

SCHEMA = "trialpiece.probes/1"
LEAST, MOST = 8, 12
FINDINGS_MOST = 9
"""So that some questions are always about choices and not about faults."""


@dataclass(frozen=True, slots=True)
class Template:
    """A question with gaps, and what answers sound like."""

    about: str
    ask: str
    strong: str
    weak: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One question about one submission."""

    about: str
    ask: str
    strong: str
    weak: str
    at: Location | None
    quote: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the code shows to have been decided."""

    about: str
    at: Location
    name: str = ""


@functools.cache
def templates() -> dict[str, Template]:
    """Kind → question, as the product ships them."""
    text = resources.files(__package__).joinpath("questions.toml").read_text("utf-8")
    return {entry["about"]: Template(**entry) for entry in tomllib.loads(text)["question"]}


def probe_sheet(reading: Reading, findings: Sequence[Finding]) -> tuple[Probe, ...]:
    """Questions from findings first, strong ones before weak, one for each kind; then from choices and for all."""
    probes: list[Probe] = []
    asked: set[str] = set()
    for finding in sorted(findings, key=_urgency):
        template = templates().get(finding.kind)
        if template is not None and finding.kind not in asked and len(probes) < FINDINGS_MOST:
            asked.add(finding.kind)
            probes.append(_from_finding(reading, template, finding))
    for choice in _choices(reading.once(trace_of)):
        if choice.about not in asked and len(probes) < MOST - 1:
            asked.add(choice.about)
            probes.append(_fill(reading, templates()[choice.about], choice.at, choice.at, choice.name))
    for about in ("choice.stakeholder", "choice.production", "choice.next", "choice.assistant"):
        template = templates()[about]
        if len(probes) < MOST:
            probes.append(Probe(about, template.ask, template.strong, template.weak, None, ""))
    return tuple(probes)


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


_LAST = {"leakage.multi_test.selected_on_test", "leakage.test_tuned"}
"""Kinds whose question is about the end of their path: where the choice was made."""
_STRENGTHS = (Strength.STRONG, Strength.WEAK, Strength.NOTE)
_POLARITIES = (Polarity.CONCERN, Polarity.STRENGTH, Polarity.NEUTRAL)


def _urgency(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    return (
        _STRENGTHS.index(finding.strength),
        not finding.kind.startswith(("leakage", "evaluation", "correctness")),
        _POLARITIES.index(finding.polarity),
        finding.kind,
        (at.file, at.cell, at.line),
    )


def _from_finding(reading: Reading, template: Template, finding: Finding) -> Probe:
    places = [step.at for step in finding.path]
    chosen_last = finding.kind in _LAST
    first = (places[-1] if chosen_last else places[0]) if places else finding.location
    later = next((at for at in places if at != first), finding.location)
    return _fill(reading, template, first, later, "")


def _fill(reading: Reading, template: Template, at: Location, then: Location, name: str) -> Probe:
    notebook = any(file.path == at.file and file.is_notebook for file in reading.code)
    gaps = {"where": _place(at, notebook=notebook), "then": _place(then, notebook=notebook), "name": name}
    return Probe(template.about, template.ask.format(**gaps), template.strong, template.weak, at, reading.quote(at))


def _place(at: Location, *, notebook: bool) -> str:
    return f"cell {at.cell}, line {at.line}" if notebook else f"{at.file}, line {at.line}"


def _choices(trace: Trace) -> Iterator[Choice]:
    """What was decided, in the order in which it is worth asking."""
    learned = [e for e in trace.learned.values() if e.name in {"mean", "median", "mode", "SimpleImputer", "KNNImputer"}]
    searches = [e for e in trace.crossed.values() if e.search]
    models = [e for e in trace.fitted.values() if not e.dummy]
    splits = [e for e in trace.cuts.values() if e.how == "split"]
    scores = [e for e in trace.scored.values() if e.fits and e.shown]
    made: tuple[tuple[str, Sequence[Event]], ...] = (
        ("choice.split", splits),
        ("choice.model", models[-1:]),
        ("choice.search", searches),
        ("choice.metric", scores[-1:]),
        ("choice.resample", list(trace.resampled.values())),
        ("choice.fill", learned),
    )
    for about, events in made:
        if events:
            name = getattr(events[0], "name", "") or getattr(events[0], "metric", "")
            yield Choice(about, events[0].outermost, name)
