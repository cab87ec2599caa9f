"""Passing the gate when an opening opens: by a go, by what the verdict permits first, or against it with a reason."""

from __future__ import annotations

from typing import Any

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record
from trialpiece.web.openings.enums import Way
from trialpiece.web.openings.models import Opening, Passage
from trialpiece.web.openings.queries import standing_of
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness.enums import Advice
from trialpiece.web.readiness.queries import GateAdvice

LEAST_REASON = 20
"""Characters of a reason: enough for a sentence that means something to whoever reads it in a year."""


class GateSaysNo(Exception):
    """The gate does not let the post pass; `advice` holds what it says."""

    def __init__(self, advice: GateAdvice, because: str = "") -> None:
        self.advice = advice
        super().__init__(f"The gate does not say go. {advice.says}{f' {because}' if because else ''}")


class NotPermitted(Exception):
    """A post that passed as one that the verdict permits first cannot turn into another."""


class MayNotOverride(Exception):
    """Only an administrator of the organisation opens a post against the gate's advice."""


class ReasonTooShort(Exception):
    """Going against the advice takes a reason that others can read."""


def pass_gate(opening: Opening, *, by: Membership, reason: str | None) -> Passage:
    """Write down how the opening passes; in the caller's transaction, after its turn was taken, before its step.

    Args:
        opening: the post.
        by: who opens it.
        reason: why against the advice, or None to open only where the gate says go or permits this post. Where it does
            so by now, there is nothing to override, and the reason is not kept.

    Raises:
        GateSaysNo: it neither says go nor permits this post, and no reason is given.
        MayNotOverride: `by` is not among those who may.
        ReasonTooShort: the reason is shorter than a sentence.
    """
    stands = standing_of(opening)
    if stands.way is not None:
        return _written(opening, by, stands.advice, way=stands.way, permits=stands.permits)
    if reason is None:
        raise GateSaysNo(stands.advice, f"{stands.advice.permits_says} {stands.because}" if stands.because else "")
    if not may(by, "openings.override_gate", opening):
        raise MayNotOverride("Only an administrator can open a post against the gate’s advice.")
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise ReasonTooShort(f"Say why in a sentence of at least {LEAST_REASON} characters; it stays on the opening.")
    passage = _written(opening, by, stands.advice, way=Way.OVERRIDE, reason=reason)
    record(
        organisation=opening.organisation, by=member(by), verb="opening.gate_overridden", obj=opening,
        after=told(passage) | {"reason": reason},
    )  # fmt: skip
    return passage


def hold_to_permission(opening: Opening) -> None:
    """A post that passed as one that the verdict permits stays such a post.

    Raises:
        NotPermitted: role or engagement, as they now stand on the instance, are not what was permitted.
    """
    passage = Passage.objects.select_related("assessment").filter(opening=opening, way=Way.PERMITTED).first()
    if passage is None or passage.assessment is None:
        return
    permits = GateAdvice(Advice(passage.advice), passage.assessment).permits
    if not any(each.covers(opening.role, opening.engagement) for each in permits):
        raise NotPermitted(
            f"This post opened because the verdict permits {passage.permits} first. For another role or contract, "
            "make another opening."
        )


def told(passage: Passage) -> dict[str, Any]:
    """What the audit trail says of a passage."""
    said = {"gate": passage.advice, "way": passage.way, "said": passage.says, "assessment": passage.assessment_id}
    return said | ({"permits": passage.permits} if passage.permits else {})


def _written(
    opening: Opening, by: Membership, advice: GateAdvice, *, way: Way, permits: str = "", reason: str = ""
) -> Passage:
    passage = Passage(
        organisation=opening.organisation, opening=opening, way=way, advice=advice.kind, assessment=advice.assessment,
        says=advice.says[:400], permits=permits, reason=reason, by=by,
    )  # fmt: skip
    passage.full_clean(exclude=["organisation"])
    passage.save(force_insert=True)
    return passage
