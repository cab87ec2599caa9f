"""The probe sheet as it is kept with a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from trialpiece.core.review.probes.sheet import Probe, sheet_json


def kept(name: str, probes: Sequence[Probe], masked: Callable[[str], str]) -> dict[str, Any]:
    """The sheet as JSON (trialpiece.probes/1), names masked in all that may hold the candidate's own words."""
    sheet = sheet_json(name, probes)
    for question in sheet["questions"]:
        question["ask"], question["quote"] = masked(question["ask"]), masked(question["quote"])
        if question["at"] is not None:
            question["at"]["file"] = masked(question["at"]["file"])
    return sheet
