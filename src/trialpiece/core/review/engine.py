"""From a submission to a report: every registered finding, in one order, none able to stop the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from trialpiece.core.review.blinding import mask
from trialpiece.core.review.confirm.judge import confirm
from trialpiece.core.review.finding import Finding
from trialpiece.core.review.inventory import take_inventory
from trialpiece.core.review.limits import Limit, limits_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import Entry, registered
from trialpiece.core.review.report import Report
from trialpiece.core.review.run import RunResult
from trialpiece.core.review.secrecy import secrets_of, without_secrets
from trialpiece.core.review.submission import Submission

NOT_ASKED = "Running was not asked for."
FINDINGS_PER_KIND = 40
"""More of one kind tell a reader nothing new."""


def review(
    submission: Submission,
    *,
    run: RunResult | None = None,
    skipped: str = NOT_ASKED,
    exercise: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Report:
    """Read a submission and report the evidence in it.

    Args:
        submission: what was handed in.
        run: the result of running it, where it was run.
        skipped: why it was not run, where it was not.
        exercise: what the exercise says of itself.
        name: what the report calls the submission; its own name by default.
    """
    return report_on(Reading(submission, run=run, exercise=exercise or {}), skipped=skipped, name=name)


def report_on(reading: Reading, *, skipped: str = NOT_ASKED, name: str | None = None) -> Report:
    """As `review`, for a reading that is already made."""
    findings: list[Finding] = []
    incomplete: list[str] = []
    for entry in registered():
        try:
            findings.extend(_look(entry, reading))
        except (Exception, RecursionError) as error:  # noqa: BLE001 - one finding must never cost the whole report
            incomplete.append(f"{entry.name}: {type(error).__name__}")
    if reading.run is not None:
        try:
            findings = list(confirm(findings, reading.run, reading))
        except Exception as error:  # noqa: BLE001 - as above, and what it looks at comes from the sandbox
            incomplete.append(f"confirming by the run: {type(error).__name__}")
    return Report(
        submission=name or reading.submission.name,
        findings=tuple(sorted(findings, key=_order)),
        inventory=take_inventory(reading),
        run=reading.run.as_json() if reading.run is not None else {"skipped": skipped},
        incomplete=tuple(incomplete),
        limits=_limits(reading),
    )


def _limits(reading: Reading) -> tuple[Limit, ...]:
    try:
        return limits_of(reading)
    except (Exception, RecursionError):  # noqa: BLE001 - as above
        return (Limit("The flow of the data could not be followed at all."),)


def _look(entry: Entry, reading: Reading) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    told: set[tuple[object, ...]] = set()
    for found in entry.function(reading):
        kind = found.kind or entry.kinds[0]
        if (same := (kind, found.location, found.says)) in told:
            continue  # a loop or a second call of one function: the same evidence is told once
        told.add(same)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] > FINDINGS_PER_KIND:
            continue
        secrets = reading.once(secrets_of)
        quote = without_secrets(mask(found.quote) or reading.quote(found.location), secrets)
        says = without_secrets(found.says, secrets)
        yield dataclasses.replace(found, kind=kind, quote=quote, says=says)


def _order(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    return (at.file, at.cell, at.line, finding.kind, finding.says)
