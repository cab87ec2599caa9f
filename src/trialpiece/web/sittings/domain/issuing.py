"""Planning a sitting, and the candidate's link: issued, revoked, issued again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from trialpiece.core.exercises.issue import new_seed
from trialpiece.web.audit.actors import candidate, member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.candidates.domain import advance
from trialpiece.web.candidates.enums import ApplicationState
from trialpiece.web.candidates.models import Application
from trialpiece.web.openings.models import Stage
from trialpiece.web.organisations.models import Membership
from trialpiece.web.sittings import mails
from trialpiece.web.sittings.domain.errors import SittingError
from trialpiece.web.sittings.enums import TRANSITIONS, SittingState
from trialpiece.web.sittings.models import Pay, PortalLink, Sitting
from trialpiece.web.states import move

_SIGNER = "trialpiece.portal"
AFTER_DEADLINE = timedelta(days=180)
"""How long receipt, pay and feedback stay readable through a link."""
_TALKING = {ApplicationState.ADDED, ApplicationState.IN_PROCESS}


class NotPlanned(SittingError):
    """The application cannot sit this stage."""


@transaction.atomic
def plan_sitting(*, application: Application, stage: Stage, by: Membership, seed: int | None = None) -> Sitting:
    """Put an application at a stage; from here on the stage as it is now is what the candidate is judged by.

    Args:
        application: whose.
        stage: of the same opening's plan.
        by: who plans it.
        seed: of the candidate's own data; drawn at random where none is given, as it should be for real candidates.

    Raises:
        NotPlanned: another opening's stage, one that was replaced, or one that the candidate has sat.
    """
    if stage.opening_id != application.opening_id:
        raise NotPlanned("This stage belongs to another opening.")
    if stage.retired_at is not None:
        raise NotPlanned("This stage was replaced by a newer version; use that one.")
    if application.state not in _TALKING:
        raise NotPlanned(f"The application is “{application.get_state_display()}”; nothing can be planned for it.")
    take_turn(application.organisation)  # of two who plan the same stage at once, the second sees the first
    if application.sittings.filter(stage__position=stage.position).exists():
        raise NotPlanned(f"{application.candidate} has this stage already.")
    sitting = Sitting.objects.create(
        organisation=application.organisation, application=application, stage=stage,
        seed=new_seed() if seed is None else seed,
    )  # fmt: skip
    record(
        organisation=sitting.organisation, by=member(by), verb="sitting.planned", obj=sitting,
        after={"application": application.pk, "stage": stage.pk, "stage_version": stage.version},
    )  # fmt: skip
    return sitting


@transaction.atomic
def issue(*, sitting: Sitting, by: Membership, expires_in_days: int = 14) -> PortalLink:
    """Invite the candidate: a link by mail, the pay agreed, the raters named, the clock not started.

    Raises:
        WrongState: the sitting is not planned any more; `reissue` makes another link.
        SittingError: the opening has fewer interviewers than the stage wants.
    """
    from trialpiece.web.scoring.domain import TooFewRaters, assign_raters

    take_turn(sitting.organisation)
    link = _new_link(sitting, by, expires_in_days)
    sitting.start_by = link.expires_at
    sitting.save(update_fields=["start_by"])
    move(sitting, to=SittingState.ISSUED, table=TRANSITIONS, by=member(by), stamp="issued_at", detail={"link": link.pk})
    stage = sitting.stage
    if stage.pay_amount:
        pay = Pay.objects.create(
            organisation=sitting.organisation, sitting=sitting, amount=stage.pay_amount, currency=stage.pay_currency
        )
        record(
            organisation=sitting.organisation, by=member(by), verb="pay.agreed", obj=pay,
            after={"amount": str(pay.amount), "currency": pay.currency},
        )  # fmt: skip
    if sitting.application.state == ApplicationState.ADDED:
        advance(sitting.application, to=ApplicationState.IN_PROCESS, by=member(by))
    try:
        assign_raters(
            sitting=sitting, by=by
        )  # now, so that those who will judge the work can answer questions about it
    except TooFewRaters as problem:
        raise SittingError(str(problem)) from problem
    mails.issued(sitting, portal_url(link))
    return link


@transaction.atomic
def reissue(*, sitting: Sitting, by: Membership, expires_in_days: int = 14) -> PortalLink:
    """A new link by mail; those from before stop working.

    Raises:
        SittingError: the sitting was never issued.
    """
    if sitting.state == SittingState.PLANNED:
        raise SittingError("This take-home was not issued yet.")
    for old in sitting.links.filter(revoked_at=None):
        revoke_link(link=old, by=by)
    link = _new_link(sitting, by, expires_in_days)
    if sitting.deadline:
        keep_open(sitting)
        link.refresh_from_db()
    elif sitting.state == SittingState.ISSUED:
        sitting.start_by = link.expires_at
        sitting.save(update_fields=["start_by"])
    record(organisation=sitting.organisation, by=member(by), verb="link.reissued", obj=sitting, after={"link": link.pk})
    mails.issued(sitting, portal_url(link))
    return link


@transaction.atomic
def revoke_link(*, link: PortalLink, by: Membership) -> None:
    """Make a link stop working, for good; revoking it twice changes nothing."""
    if link.revoked_at is not None:
        return
    take_turn(link.organisation)
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    record(organisation=link.organisation, by=member(by), verb="link.revoked", obj=link)


@transaction.atomic
def opened(*, link: PortalLink) -> None:
    """Note when the candidate (or their mail program) followed the link for the first time."""
    if link.first_used_at is not None:
        return
    take_turn(link.organisation)
    now = timezone.now()
    if PortalLink.objects.filter(pk=link.pk, first_used_at=None).update(first_used_at=now):
        link.first_used_at = now
        key = link.sitting.application.candidate_id
        record(organisation=link.organisation, by=candidate(key), verb="link.opened", obj=link)


def token_of(link: PortalLink) -> str:
    """The signed token of a link; it is made anew each time and kept nowhere."""
    return Signer(salt=_SIGNER, sep=".").sign(link.pk)


def portal_url(link: PortalLink) -> str:
    """The full address that a candidate opens."""
    base: str = settings.BASE_URL
    return base + reverse("portal:overview", kwargs={"token": token_of(link)})


def link_of(token: str) -> PortalLink | None:
    """The link behind a token, revoked and expired ones too; None where we did not sign it."""
    try:
        key = Signer(salt=_SIGNER, sep=".").unsign(token)
    except BadSignature:
        return None
    with scopes_disabled():
        return (
            PortalLink.objects.select_related(
                "organisation", "sitting__organisation", "sitting__application__candidate",
                "sitting__application__opening", "sitting__stage", "sitting__pay",
            )
            .filter(pk=key)
            .first()
        )  # fmt: skip


def keep_open(sitting: Sitting) -> None:
    """Let working links last while receipt, pay and feedback are read through them."""
    if sitting.deadline:
        until = sitting.deadline + AFTER_DEADLINE
        with scope(organisation=sitting.organisation):
            sitting.links.filter(revoked_at=None, expires_at__lt=until).update(expires_at=until)


def _new_link(sitting: Sitting, by: Membership, days: int) -> PortalLink:
    if not 1 <= days <= 90:
        raise SittingError("A link can last from 1 to 90 days.")
    return PortalLink.objects.create(
        organisation=sitting.organisation,
        sitting=sitting,
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
