"""The readiness report as a paper: profile, verdict with its reasons, agenda, agreement, and the plan for 90 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trialpiece.core.papers.typeset import typeset
from trialpiece.core.readiness.agreement import in_words
from trialpiece.core.readiness.gate import Standing, Verdict, shipped_gate
from trialpiece.core.readiness.profile import DimensionResult, Profile

_TONES = {Standing.LOW: "concern", Standing.JUST_SUFFICIENT: "accent", Standing.STRONG: "strength"}


@dataclass(frozen=True, slots=True)
class About:
    """Whose report it is, of what and when; `evidence` by item, empty where it is not for the reader."""

    organisation: str
    title: str
    closed: dt.date | None
    drawn: dt.datetime
    gate_version: int = field(default_factory=lambda: shipped_gate().version)
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)


def readiness_pdf(profile: Profile, verdict: Verdict, about: About) -> bytes:
    """The report as PDF."""
    return typeset("readiness", readiness_data(profile, verdict, about), when=about.drawn)


def readiness_data(profile: Profile, verdict: Verdict, about: About) -> dict[str, Any]:
    """What the template shows, as JSON: words and numbers, nothing left to decide."""
    rows = [_row(each, verdict, about) for each in profile.dimensions]
    people = f"{profile.respondents} {'person' if profile.respondents == 1 else 'people'} answered"
    closed = f", closed {day(about.closed)}" if about.closed else ""
    versions = f"Questions in version {profile.instrument.version}, gate in version {about.gate_version}"
    return {
        "organisation": about.organisation or "An organisation",
        "title": about.title or "Readiness",
        "lede": f"{people}{closed}.",
        "drawn": day(about.drawn),
        "about": f"{versions}, {profile.instrument.id}. Drawn by Trialpiece.",
        "sufficient": shipped_gate().thresholds.sufficient,
        "rows": rows,
        "plot-says": "; ".join(f"{row['title']}: {row['text']} of 4 ({row['note'] or 'no interval'})" for row in rows),
        "caveats": [each.says for each in profile.caveats],
        "verdict": _verdict(verdict),
        "carried": [
            {
                "title": each.item.title, "mean": f"{each.mean:.1f} of 4", "n": f"n = {each.n}",
                "step": each.item.first_step,
            }
            for each in verdict.carried_by
        ],
        "agenda": [
            {"says": each.says, "ask": each.item.ask, "levels": ", ".join(map(str, each.levels))}
            for each in profile.agenda
        ],
        "plan": [
            {"weeks": each.weeks, "do": each.do, "who": each.who, "done": each.done}
            for each in (verdict.outcome.plan if verdict.outcome else ())
        ],
    }  # fmt: skip


def day(when: dt.date) -> str:
    """`3 March 2027`."""
    return f"{when.day} {when:%B %Y}"


def _verdict(verdict: Verdict) -> dict[str, Any]:
    outcome = verdict.outcome
    word, tone = ("cannot be said", "note") if outcome is None else ("not yet", "concern")
    if verdict.go:
        word, tone = "go", "strength"
    told = (
        [
            ("Do first.", outcome.do_first),
            ("Whom to hire.", outcome.hire),
            ("Permitted.", verdict.permits_says),
            ("Not yet.", outcome.not_yet),
        ]
        if outcome
        else []
    )
    if len(verdict.order) > 1:
        told.append(("Weakest first.", f"{', '.join(verdict.order)}."))
    return {
        "headline": verdict.headline, "word": word, "tone": tone, "because": verdict.because,
        "said": [pair for pair in told if pair[1]], "also": list(verdict.also),
        "rule": verdict.rule.id if verdict.rule else None, "sensitivity": verdict.sensitivity,
    }  # fmt: skip


def _row(each: DimensionResult, verdict: Verdict, about: About) -> dict[str, Any]:
    estimate, standing = each.estimate, verdict.standings.get(each.dimension.id)
    inside = estimate.interval if estimate else None
    note = [f"{inside.low:.1f} to {inside.high:.1f}"] if inside else []
    note += [f"n = {len(each.respondent_means)}"] if estimate else []
    missing = f"{each.missing} {'answer is' if each.missing == 1 else 'answers are'} missing or unknown."
    return {
        "title": each.dimension.title,
        "value": estimate.value if estimate else None,
        "low": inside.low if inside else None,
        "high": inside.high if inside else None,
        "text": f"{estimate.value:.1f}" if estimate else "cannot be said",
        "note": ", ".join(note),
        "standing": str(standing or "cannot be said"),
        "tone": _TONES[standing] if standing else "note",
        "agreement": " ".join([in_words(each.agreement), *(caveat.says for caveat in each.agreement.caveats)]),
        "missing": missing if each.missing else None,
        "items": [
            {
                "title": item.item.title, "ask": item.item.ask, "said": item.said,
                "evidence": list(about.evidence.get(item.item.key, ())),
            }
            for item in each.items
        ],
    }  # fmt: skip
