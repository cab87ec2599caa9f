"""Names in reports that were written while an opening showed them, taken out once it hides them."""

from __future__ import annotations

from django.db import transaction

from trialpiece.web.openings.models import Opening
from trialpiece.web.reviews.document import load_document
from trialpiece.web.reviews.models import Dispute, Review
from trialpiece.web.reviews.work import _keep, deeply
from trialpiece.web.sittings.blind import without_names
from trialpiece.web.sittings.models import Submission


@transaction.atomic
def hide_names(*, opening: Opening) -> int:
    """Mask candidates' names in what is kept of the opening's work; how many reports. The uploads stay as they came."""
    reviews = Review.objects.filter(submission__sitting__application__opening=opening).exclude(report=None)
    found = list(reviews.select_related("submission__sitting__application__candidate"))
    for review in found:
        mask_report(review)
    return len(found)


def mask_report(review: Review) -> None:
    """Mask the candidate's names in one report, its document, its list of files, and the places that disputes name."""
    submission = review.submission
    candidate = submission.sitting.application.candidate

    def mask(text: str) -> str:
        return without_names(text, candidate)

    document = _keep(deeply(load_document(review.document), mask)) if review.document else ""
    Review.objects.filter(pk=review.pk).update(report=deeply(review.report, mask), document=document)
    contents, notes = deeply(submission.contents, mask), deeply(submission.notes, mask)
    Submission.objects.filter(pk=submission.pk).update(contents=contents, notes=notes)
    for dispute in Dispute.objects.filter(review=review):
        kind, _, place = dispute.finding.partition("@")
        Dispute.objects.filter(pk=dispute.pk).update(finding=f"{kind}@{mask(place)}")
