"""“This finding is wrong”: a person's word against the reader's, kept, audited, and exported to mend the reader."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.enums import Wrong
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.reviews.models import Dispute, Review


class NotTheirs(Exception):
    """The dispute was written by somebody else."""


@transaction.atomic
def dispute(*, review: Review, finding: str, wrong: str, reason: str, by: Membership) -> Dispute:
    """Write down that a finding is wrong; saying it twice is saying it once.

    The audit row names the review and nothing of what was said: administrators may read it before the reveal.

    Raises:
        ValidationError: the report has no such finding, the kind is unknown, or “something else” is not explained.
    """
    if finding not in {one.key for one in evidence_of(review)}:
        raise ValidationError("The report has no such finding.")
    take_turn(review.organisation)
    standing = Dispute.objects.filter(review=review, finding=finding, by=by, withdrawn_at=None).first()
    if standing is not None:
        return standing
    made = Dispute(
        organisation=review.organisation, review=review, finding=finding, wrong=wrong, reason=reason.strip(), by=by
    )
    made.full_clean(exclude=["organisation", "review", "by"])
    if made.wrong == Wrong.OTHER and not made.reason:
        raise ValidationError({"reason": "Say what is wrong with it."})
    made.save(force_insert=True)
    record(
        organisation=review.organisation, by=member(by), verb="dispute.made", obj=made, after={"review": review.pk}
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, dispute: Dispute, by: Membership) -> Dispute:
    """Take one's own dispute back; the row stays. Withdrawing twice is withdrawing once.

    Raises:
        NotTheirs: somebody else wrote it.
    """
    if dispute.by_id != by.pk:
        raise NotTheirs("Only whoever wrote it can take it back.")
    take_turn(dispute.organisation)
    if Dispute.objects.filter(pk=dispute.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        record(
            organisation=dispute.organisation, by=member(by), verb="dispute.withdrawn", obj=dispute,
            after={"review": dispute.review_id},
        )  # fmt: skip
    dispute.refresh_from_db()
    return dispute
