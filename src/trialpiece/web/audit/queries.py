"""Reading the audit trail; `visible_to` agrees with the rule `audit.view`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.likeness.models import Judgement
from trialpiece.web.likeness.rules import STILL_JUDGING
from trialpiece.web.organisations.access import may
from trialpiece.web.organisations.models import Membership
from trialpiece.web.reviews.models import Dispute
from trialpiece.web.reviews.rules import JUDGED
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.models import Extension, Pay, PortalLink, Question, Sitting, Submission

# what happens to a sitting tells when it began and ended, and so whether there was more time
_OF_A_SITTING: dict[str, Any] = {
    "sittings.extension": Extension,
    "sittings.submission": Submission,
    "sittings.question": Question,
    "sittings.portallink": PortalLink,
    "sittings.pay": Pay,
}


def withheld_from(member: Membership) -> Q:
    """Events about work that the member rates: even an administrator does not learn of more time or of others' cards."""
    rated = Scorecard.objects.filter(rater=member).exclude(state=ScorecardState.RELEASED)
    sittings = Sitting.objects.filter(application_id__in=rated.values("sitting__application_id"))
    found = Q(object_type="sittings.sitting", object_key__in=sittings.values("pk"))
    for label, model in _OF_A_SITTING.items():
        about = model.objects.filter(sitting__in=sittings)
        found |= Q(object_type=label, object_key__in=about.values("pk"))
    blind = Scorecard.objects.filter(sitting__in=sittings).exclude(state=ScorecardState.REVEALED)
    others = Dispute.objects.filter(review__submission__sitting__in=sittings).exclude(by=member)
    swaying = others.exclude(review__submission__sitting__state__in=JUDGED)
    found |= Q(object_type="reviews.dispute", object_key__in=swaying.values("pk"))
    judging = rated.filter(state__in=STILL_JUDGING).values("sitting__application_id")
    pairs = Judgement.objects.filter(
        Q(one__sitting__application_id__in=judging) | Q(other__sitting__application_id__in=judging)
    )
    found |= Q(object_type="likeness.judgement", object_key__in=pairs.values("pk"))
    return found | Q(object_type="scoring.scorecard", object_key__in=blind.values("pk"))


def visible_to(member: Membership) -> QuerySet[AuditEvent]:
    """Events that the member may read, newest first, with what changed at hand."""
    if not may(member, "audit.list"):
        return AuditEvent.objects.none()
    events = AuditEvent.objects.filter(organisation=member.organisation).select_related("detail")
    return events.exclude(withheld_from(member)).order_by("-number")


def withheld(member: Membership) -> int:
    """How many events the member does not get to read because they rate the work."""
    return AuditEvent.objects.filter(withheld_from(member), organisation=member.organisation).count()


def chosen(events: QuerySet[AuditEvent], *, actor: str = "", verb: str = "", about: str = "") -> QuerySet[AuditEvent]:
    """Those by an actor (a member's key, `candidate` or `system`), of a kind of verb, about an object's key."""
    if actor in {"candidate", "system"}:
        events = events.filter(actor_kind=actor)
    elif actor:
        events = events.filter(actor_kind="member", actor_key=actor)
    if verb:
        events = events.filter(verb__startswith=f"{verb}.")
    if about:
        events = events.filter(object_key=about)
    return events
