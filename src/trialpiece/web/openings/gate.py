"""Passing the gate when an opening opens: by its verdict, or against its advice by a named person with a reason."""

from __future__ import annotations

from typing import Any

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.openings.models import Opening, Passage
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness.queries import GateAdvice, advice_for

LEAST_REASON = 20
"""Characters of a reason: enough for a sentence that means something to whoever reads it in a year."""


class GateSaysNo(Exception):
    """The gate does not say go; `advice` holds what it says instead."""

    def __init__(self, advice: GateAdvice) -> None:
        self.advice = advice
        super().__init__(f"The gate does not say go. {advice.says}")


class MayNotOverride(Exception):
    """Only an administrator of the organisation opens a post against the gate's advice."""


class ReasonTooShort(Exception):
    """Going against the advice takes a reason that others can read."""


def pass_gate(opening: Opening, *, by: Membership, reason: str | None) -> Passage:
    """Write down how the opening passes; in the caller's transaction, before its step.

    Args:
        opening: the post.
        by: who opens it.
        reason: why against the advice, or None to open only where the gate says go. Where it says go by now,
            there is nothing to override, and the reason is not kept.

    Raises:
        GateSaysNo: it does not say go, and no reason is given.
        MayNotOverride: `by` is not among those who may.
        ReasonTooShort: the reason is shorter than a sentence.
    """
    advice = advice_for(opening.organisation)
    if advice.is_go:
        return _written(opening, by, advice, "")
    if reason is None:
        raise GateSaysNo(advice)
    if not may(by, "openings.override_gate", opening):
        raise MayNotOverride("Only an administrator can open a post against the gate’s advice.")
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise ReasonTooShort(f"Say why in a sentence of at least {LEAST_REASON} characters; it stays on the opening.")
    passage = _written(opening, by, advice, reason)
    record(
        organisation=opening.organisation, by=member(by), verb="opening.gate_overridden", obj=opening,
        after=told(passage) | {"reason": reason},
    )  # fmt: skip
    return passage


def told(passage: Passage) -> dict[str, Any]:
    """What the audit trail says of a passage."""
    return {"gate": passage.advice, "said": passage.says, "assessment": passage.assessment_id}


def _written(opening: Opening, by: Membership, advice: GateAdvice, reason: str) -> Passage:
    passage = Passage(
        organisation=opening.organisation, opening=opening, advice=advice.kind, assessment=advice.assessment,
        says=advice.says[:400], reason=reason, by=by,
    )  # fmt: skip
    passage.full_clean(exclude=["organisation"])
    passage.save(force_insert=True)
    return passage
