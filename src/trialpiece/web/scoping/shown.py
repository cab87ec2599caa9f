"""Readings as the pages draw them: marked sentences, shares, and costs over time as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.reading import ADJACENT, Reading
from trialpiece.core.scoping.engagement import EngagementReading, Option
from trialpiece.web.openings.models import Opening
from trialpiece.web.scoping.enums import CONFLICTS, SHORT, ReadRole
from trialpiece.web.scoping.models import WorkBrief
from trialpiece.web.scoping.queries import duties_of

LEVELS = {"staff_or_lead": "staff or lead"}
SURE = 0.6
"""How sure the reading of a brief must be before it is held against the advert."""
PLOT_HEIGHT = 240
_TOP, _LABEL = 24, 16
"""Pixels: room above the highest line, and between two labels."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the advert: plain text, or a sentence with what it speaks for."""

    text: str
    role: str = ""
    role_word: str = ""
    short: str = ""
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvertReading:
    """A reading with its words, ready for the page."""

    reading: Reading
    primary: str
    secondary: str
    adjacent: str
    shares: list[tuple[str, float, str]]
    level: str
    conflicts: list[tuple[str, str, list[str]]]
    """(what, why it matters, the sentences that carry it)."""
    pieces: list[Piece] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    beside: list[tuple[str, str, str]] = field(default_factory=list)
    """(role, share in the brief, share in the advert)."""


def read_advert(
    text: str, *, title: str = "", brief: WorkBrief | None = None, opening: Opening | None = None
) -> AdvertReading | None:
    """The reading of an advert, beside its brief and opening; None while there is no text."""
    if not text.strip():
        return None
    reading = read(text, title=title)
    shares = sorted(reading.shares.items(), key=lambda pair: -pair[1])
    told = [(ReadRole(role).label, round(share, 4), f"{share:.0%}") for role, share in shares if share >= 0.02]
    remarks, beside = [], []
    if opening is not None and opening.role != reading.primary:
        remarks.append(
            f"The opening says {opening.get_role_display()}; the advert's duties are mostly those of: {_role(reading)}."
        )
    if brief is not None:
        described = read(duties_of(brief), title=brief.title)
        beside = [
            (ReadRole(role).label, f"{described.shares.get(role, 0):.0%}", f"{share:.0%}") for role, share in shares
        ]
        is_sure = described.confidence >= SURE and described.primary != ReadRole.OTHER
        if is_sure and described.primary != reading.primary:
            remarks.append(
                f"The brief reads like work for: {_role(described)}. The advert asks for: {_role(reading)}. Settle which it is."
            )
    return AdvertReading(
        reading=reading,
        primary=_role(reading),
        secondary=ReadRole(reading.secondary).label if reading.secondary else "",
        adjacent=ADJACENT.get(reading.adjacent or "", ""),
        shares=told,
        level=LEVELS.get(reading.level, reading.level),
        conflicts=[(*CONFLICTS[name], _carrying(reading, text, name)) for name in reading.conflicts],
        pieces=pieces_of(text, reading),
        remarks=remarks,
        beside=beside,
    )


def _role(reading: Reading) -> str:
    if reading.primary == ReadRole.OTHER and reading.adjacent:
        return f"none of the four, nearest {ADJACENT.get(reading.adjacent, reading.adjacent)}"
    return ReadRole(reading.primary).label


def _carrying(reading: Reading, text: str, conflict: str) -> list[str]:
    spans = [span for span in reading.spans if span.conflict == conflict]
    spans.sort(key=lambda span: -span.weight)
    return [" ".join(text[span.start : span.end].split())[:240] for span in spans[:3]]


def pieces_of(text: str, reading: Reading) -> list[Piece]:
    """The text cut into plain stretches and marked sentences; joined again, it is the text."""
    roles: dict[tuple[int, int], str] = {}
    conflicts: dict[tuple[int, int], list[str]] = {}
    for span in reading.spans:
        if span.role:
            roles[span.start, span.end] = span.role
        if span.conflict:
            conflicts.setdefault((span.start, span.end), []).append(CONFLICTS[span.conflict][0])
    pieces, at = [], 0
    for start, end in sorted({*roles, *conflicts}):
        if start < at:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        role = roles.get((start, end), "")
        named = {"role": role, "role_word": ReadRole(role).label, "short": SHORT[ReadRole(role)]} if role else {}
        pieces.append(Piece(text[start:end], conflicts=tuple(conflicts.get((start, end), ())), **named))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def plot_of(reading: EngagementReading) -> dict[str, Any]:
    """Cumulative cost of each contract as lines: x from 0 to 100 over the horizon, y in pixels from the top."""
    horizon = reading.assumptions.horizon_months
    most = max((option.by_month[-1] for option in reading.options), default=0.0) or 1.0
    lines: list[dict[str, Any]] = [
        {
            "name": option.engagement.value, "points": _points(option, horizon, most),
            "end": _y(option.by_month[-1], most), "total": option.total,
        }
        for option in reading.options
    ]  # fmt: skip
    for line, label in zip(lines, _apart([line["end"] for line in lines]), strict=True):
        line["label_y"] = label
    crossings = [
        {
            "x": round(100 * even.calendar_month / horizon, 2),
            "month": even.calendar_month,
            "against": even.against.value,
        }
        for even in reading.break_even
        if even.calendar_month
    ]
    return {
        "lines": lines, "crossings": crossings, "height": PLOT_HEIGHT, "horizon": horizon, "half": horizon // 2,
        "most": most, "grid": [round(_y(most * part / 4, most), 1) for part in range(5)],
    }  # fmt: skip


def _points(option: Option, horizon: int, most: float) -> str:
    at = [(0, 0.0), *enumerate(option.by_month, start=1)]
    return " ".join(f"{100 * month / horizon:.2f},{_y(cost, most):.1f}" for month, cost in at)


def _y(cost: float, most: float) -> float:
    return round(PLOT_HEIGHT - (PLOT_HEIGHT - _TOP) * cost / most, 1)


def _apart(ends: Sequence[float]) -> list[float]:
    """Label positions just above the lines' ends, pushed down where two would overlap; in the order given."""
    placed: dict[int, float] = {}
    last = -float("inf")
    for index in sorted(range(len(ends)), key=ends.__getitem__):
        last = max(ends[index] - 6, last + _LABEL)
        placed[index] = round(last, 1)
    return [placed[index] for index in range(len(ends))]
