"""Submissions for tests, as a candidate would hand them in."""

import json
from pathlib import Path

from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Finding
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.report import Report
from trialpiece.core.review.run import RunResult


def code(source: str, *, count: int | None = None, outputs: tuple[dict, ...] = ()) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": list(outputs), "execution_count": count}


def text(source: str) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: dict | str, metadata: dict | None = None) -> str:
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": made, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5})


def hand_in(folder: Path, **files: str) -> Path:
    """Write files into a folder; `a__py` becomes `a.py`, and `src__a__py` becomes `src/a.py`."""
    for name, content in files.items():
        *above, stem, suffix = name.split("__")
        path = folder.joinpath(*above, f"{stem}.{suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def report_of(folder: Path, *, run: RunResult | None = None, **files: str) -> Report:
    report = review(read_submission(hand_in(folder / "work", **files)), run=run)
    assert report.incomplete == ()
    return report


def found(report: Report, kind: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.kind == kind]
