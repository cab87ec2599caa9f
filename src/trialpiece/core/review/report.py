"""The result of reading a submission, and its form as JSON (trialpiece.review/1)."""

from __future__ import annotations

import dataclasses
import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from trialpiece.core.review.confirmation import Confirmation
from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.inventory import Inventory
from trialpiece.core.review.limits import Limit

SCHEMA = "trialpiece.review/1"


@dataclass(frozen=True, slots=True)
class Report:
    """What a reading found. `run` is the run's result as JSON, or `{"skipped": reason}`."""

    submission: str
    findings: tuple[Finding, ...]
    inventory: Inventory
    run: dict[str, Any]
    incomplete: tuple[str, ...] = ()
    """Kinds that could not be looked for, because looking failed; never silently absent."""
    limits: tuple[Limit, ...] = ()
    """Where the reading stopped short."""

    def to_json(self) -> dict[str, Any]:
        """The object that the schema describes."""
        return {
            "schema": SCHEMA,
            "submission": self.submission,
            "findings": [finding_json(finding) for finding in self.findings],
            "inventory": _plain(dataclasses.asdict(self.inventory)),
            "run": _plain(self.run),
            "incomplete": list(self.incomplete),
            "limits": [{"says": one.says, "at": _location_json(one.at) if one.at else None} for one in self.limits],
        }


def _plain(value: object) -> object:
    """The value with lists for tuples, as it comes back from JSON."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _location_json(at: Location) -> dict[str, Any]:
    return {"file": at.file, "cell": at.cell, "line": at.line}


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding as the schema describes it."""
    told = {
        "kind": finding.kind,
        "strength": finding.strength.value,
        "polarity": finding.polarity.value,
        "location": _location_json(finding.location),
        "quote": finding.quote,
        "says": finding.says,
        "because": finding.because,
        "explanation": finding.explanation,
        "path": [{"says": step.says, "at": _location_json(step.at)} for step in finding.path],
    }
    return told if finding.confirmation is None else told | {"confirmation": _confirmation_json(finding.confirmation)}


def _confirmation_json(said: Confirmation) -> dict[str, Any]:
    effect = said.effect
    return {
        "status": said.status.value,
        "sentence": said.sentence,
        "effect": None if effect is None else {**dataclasses.asdict(effect), "difference": effect.difference},
        "unmeasured": said.unmeasured,
    }


def failed(submission: str, error: str) -> dict[str, Any]:
    """The object for a submission that could not be read."""
    return {"schema": SCHEMA, "submission": submission, "error": error}


@functools.cache
def json_schema() -> dict[str, Any]:
    """The JSON Schema of one line of `trialpiece review --json`."""
    text = resources.files("trialpiece.core.review").joinpath("review-1.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
