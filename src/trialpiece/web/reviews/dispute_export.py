"""Disputes as people who mend the reader need them: which finding, where, what is wrong; nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trialpiece.web.candidates.models import Candidate
from trialpiece.web.reviews.evidence import Evidence, evidence_of
from trialpiece.web.reviews.models import Dispute
from trialpiece.web.sittings.blind import without_names

SCHEMA = "trialpiece.disputes/1"
COLUMNS = (
    "dispute", "made_at", "finding", "kind", "strength", "polarity", "file", "cell", "line", "quote", "says",
    "wrong", "reason", "engine_version", "exercise", "exercise_version", "withdrawn_at",
)  # fmt: skip


def rows_of(disputes: Iterable[Dispute]) -> list[dict[str, Any]]:
    """One row for each dispute, oldest first; neither candidates nor members are named, not even in quotes.

    What the finding said is read from the report; where that is gone, only the finding's key is left of it.
    """
    read: dict[str, dict[str, Evidence]] = {}
    rows = []
    for one in disputes:
        if one.review_id not in read:
            read[one.review_id] = {each.key: each for each in evidence_of(one.review)}
        rows.append(_row(one, read[one.review_id].get(one.finding)))
    return rows


def _row(one: Dispute, found: Evidence | None) -> dict[str, Any]:
    sitting = one.review.submission.sitting
    candidate = sitting.application.candidate
    kind, _, place = one.finding.partition("@")
    file, cell, line = (*place.rsplit(":", 2), "", "")[:3]
    file = _unnamed(file, candidate)
    return {
        "dispute": one.pk,
        "made_at": one.made_at.isoformat(),
        "finding": f"{kind}@{file}:{cell}:{line}",
        "kind": kind,
        "strength": found.strength if found else "",
        "polarity": found.polarity if found else "",
        "file": file,
        "cell": int(cell) if cell.isdigit() else None,
        "line": int(line) if line.isdigit() else None,
        "quote": _unnamed(found.quote, candidate) if found else "",
        "says": _unnamed(found.says, candidate) if found else "",
        "wrong": one.wrong,
        "reason": _unnamed(one.reason, candidate),
        "engine_version": one.review.engine_version,
        "exercise": sitting.stage.exercise_slug,
        "exercise_version": sitting.stage.exercise_version,
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else "",
    }


def _unnamed(text: str, candidate: Candidate) -> str:
    # reports of openings that show names are kept as they were written; the export never is
    return without_names(text, candidate)


def as_json(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows under their schema's name."""
    return {"schema": SCHEMA, "disputes": rows}
