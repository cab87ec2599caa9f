"""Results and reports as the pages draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trialpiece.core.readiness.agreement import in_words
from trialpiece.core.readiness.audit.told import around
from trialpiece.core.readiness.gate import Standing, shipped_gate
from trialpiece.core.readiness.instrument import Instrument
from trialpiece.core.readiness.profile import DimensionResult
from trialpiece.web.readiness.plots import month_bars, plots_of
from trialpiece.web.readiness.queries import Result

_TONES = {"serious": "concern", "look": "accent", "note": "note"}
_WORDS = {"serious": "Serious", "look": "Have a look", "note": "Note"}
_STANDING_TONES = {Standing.LOW: "concern", Standing.JUST_SUFFICIENT: "accent", Standing.STRONG: "strength"}


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension as a bar with its words."""

    result: DimensionResult
    value: float | None
    ends: Any
    text: str
    note: str
    standing: str
    stands: str
    tone: str
    agreement: str
    items: tuple[tuple[Any, str, list[str]], ...]
    """(item result, its answers in words, links given as evidence)."""


def dimension_rows(result: Result) -> list[DimensionRow]:
    """The profile, dimension by dimension, in the instrument's order."""
    rows = []
    for each in result.profile.dimensions:
        estimate = each.estimate
        standing = result.verdict.standings.get(each.dimension.id)
        rows.append(
            DimensionRow(
                result=each,
                value=round(estimate.value, 2) if estimate else None,
                ends=estimate.interval if estimate else None,
                text=f"{estimate.value:.1f}" if estimate else "cannot be said",
                note=_note(each),
                standing=str(standing) if standing else "cannot be said",
                stands=f"stands {standing}" if standing else "cannot be said",
                tone=_STANDING_TONES[standing] if standing else "note",
                agreement=in_words(each.agreement),
                items=tuple((item, item.said, result.evidence.get(item.item.key, [])) for item in each.items),
            )
        )
    return rows


def _note(each: DimensionResult) -> str:
    if not each.estimate:
        return ""
    n = len(each.respondent_means)
    inside = f"{each.estimate.interval.low:.1f} to {each.estimate.interval.high:.1f}" if each.estimate.interval else ""
    return f"{inside}{', ' if inside else ''}n = {n}"


def sufficient() -> float:
    """From which mean on a dimension is sufficient."""
    return shipped_gate().thresholds.sufficient


def tables_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The audited tables with tones, shares in words, and bars for their plots."""
    return [
        {
            **table,
            "observations": [_observation(each) for each in table["observations"]],
            "serious": sum(each["weight"] == "serious" for each in table["observations"]),
            "shown": sorted(map(_column, table["columns"]), key=lambda each: -each["missing"]),
            "incomplete": [each for each in map(_column, table["columns"]) if each["missing"]],
            "months": month_bars(table["by_month"]),
            **plots_of(table),
        }
        for table in report["tables"]
    ]


def _observation(each: dict[str, Any]) -> dict[str, Any]:
    named = around(each["says"], each["column"])
    return {**each, "tone": _TONES[each["weight"]], "word": _WORDS[each["weight"]], "named": named}


def _column(each: dict[str, Any]) -> dict[str, Any]:
    empty = each["rows"] - each["filled"]
    span = f"{each['low']} to {each['high']}" if each["low"] is not None else ""
    return {
        **each, "empty": empty, "missing": empty / each["rows"] if each["rows"] else 0.0, "span": span,
        "missing_text": f"{empty:,} of {each['rows']:,}",
    }  # fmt: skip


def suggestions_of(report: dict[str, Any], instrument: Instrument) -> list[dict[str, Any]]:
    """Suggested levels with the item's words."""
    items = {item.key: item for item in instrument.items()}
    return [
        {
            **each,
            "because": each["because"].replace("run again with --dictionary", "upload it with the data"),
            "title": items[each["item"]].title,
            "anchor": items[each["item"]].levels[each["level"]],
        }
        for each in report["suggestions"]
        if each["item"] in items
    ]
