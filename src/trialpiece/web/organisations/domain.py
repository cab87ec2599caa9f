"""Tenants, who belongs to them, and as what."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django_scopes import scope, scopes_disabled

from trialpiece.web.accounts.models import User
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.organisations.enums import Role
from trialpiece.web.organisations.models import Invitation, Membership, Organisation

INVITATION_LASTS = timedelta(days=14)


class LastAdministrator(Exception):
    """An organisation without an administrator could never be mended from inside."""


class NotInvited(Exception):
    """The invitation does not exist, has been used, revoked, or ran out; or it was for another address."""


class AlreadyMember(Exception):
    """The person with that address is a member."""


@transaction.atomic
def create_organisation(*, name: str, by: User, slug: str = "") -> Membership:
    """Make an organisation; whoever makes it becomes its administrator."""
    organisation = Organisation(name=name.strip(), slug=slug or _free_slug(name))
    organisation.full_clean()
    organisation.save(force_insert=True)
    with scope(organisation=organisation):
        membership = Membership.objects.create(organisation=organisation, user=by, role=Role.ADMINISTRATOR)
        record(
            organisation=organisation, by=member(membership), verb="organisation.created", obj=organisation,
            after={"slug": organisation.slug},
        )  # fmt: skip
    return membership


@transaction.atomic
def invite(*, email: str, role: Role, by: Membership) -> tuple[Invitation, str]:
    """Offer a membership to an address; an earlier open offer to it is withdrawn. Gives the invitation and its address.

    Raises:
        AlreadyMember: the person is an active member.
    """
    from trialpiece.web.mail.domain import send

    email, organisation = email.strip().lower(), by.organisation
    if Membership.objects.filter(organisation=organisation, user__email=email, is_active=True).exists():
        raise AlreadyMember(f"{email} is a member already.")
    Invitation.objects.filter(organisation=organisation, email=email, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    record(
        organisation=organisation, by=member(by), verb="member.invited", obj=invitation, after={"role": str(role)}
    )  # fmt: skip
    address = settings.BASE_URL + reverse("accounts:invitation", kwargs={"token": token})
    send(
        organisation=organisation, to=email, purpose="invitation",
        context={"invitation": invitation, "address": address, "inviter": by},
    )  # fmt: skip
    return invitation, address


def open_invitation(token: str) -> Invitation:
    """The invitation that a link names, whichever organisation it is for.

    Raises:
        NotInvited: there is none that can still be accepted.
    """
    with scopes_disabled():
        found = (
            Invitation.objects.select_related("organisation", "invited_by__user")
            .filter(token_hash=_hash(token), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
            .first()
        )
    if found is None:
        raise NotInvited("This invitation was used, withdrawn, or has run out. Ask for a new one.")
    return found


@transaction.atomic
def accept(*, token: str, user: User) -> Membership:
    """Become a member; somebody who was one before comes back with the invited role.

    Raises:
        NotInvited: the invitation cannot be accepted, or was sent to another address than the user's.
    """
    invitation = open_invitation(token)
    if invitation.email != user.email.lower():
        raise NotInvited(f"This invitation was sent to {invitation.email}; you are signed in as {user.email}.")
    organisation = invitation.organisation
    with scope(organisation=organisation):
        mine = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not mine.update(accepted_at=timezone.now()):
            raise NotInvited("This invitation was used already.")
        membership, _ = Membership.objects.update_or_create(
            organisation=organisation, user=user, defaults={"role": invitation.role, "is_active": True}
        )
        record(
            organisation=organisation, by=member(membership), verb="member.joined", obj=membership,
            after={"role": membership.role},
        )  # fmt: skip
    return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Membership) -> None:
    """Withdraw an offer that was not accepted yet; one that was, or is withdrawn already, stays as it is."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if still_open.update(revoked_at=timezone.now()):
        record(organisation=by.organisation, by=member(by), verb="invitation.revoked", obj=invitation)


def send_again(*, invitation: Invitation, by: Membership) -> tuple[Invitation, str]:
    """Offer the same role to the same address anew; the earlier link stops working.

    Raises:
        AlreadyMember: the person has joined meanwhile.
    """
    return invite(email=invitation.email, role=Role(invitation.role), by=by)


@transaction.atomic
def change_organisation(*, organisation: Organisation, by: Membership, **fields: Any) -> Organisation:
    """Change the organisation's name or terms; its address stays, since links contain it.

    Raises:
        ValidationError: a value is not possible.
    """
    before = {name: getattr(organisation, name) for name in fields}
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.full_clean()
    organisation.save(update_fields=[*fields])
    changed = [name for name in fields if before[name] != getattr(organisation, name)]
    if changed:
        record(
            organisation=organisation, by=member(by), verb="organisation.changed", obj=organisation,
            before={name: before[name] for name in changed}, after={name: getattr(organisation, name) for name in changed},
        )  # fmt: skip
    return organisation


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: Membership) -> None:
    """Give a member another role.

    Raises:
        LastAdministrator: nobody would be left to administer.
    """
    before = membership.role
    if before == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _keep_an_administrator(besides=membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(
        organisation=membership.organisation, by=member(by), verb="member.role_changed", obj=membership,
        before={"role": before}, after={"role": str(role)},
    )  # fmt: skip


@transaction.atomic
def deactivate(*, membership: Membership, by: Membership) -> None:
    """End a membership; what the person did stays on record under their name.

    Raises:
        LastAdministrator: nobody would be left to administer.
    """
    if membership.role == Role.ADMINISTRATOR:
        _keep_an_administrator(besides=membership)
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    record(organisation=membership.organisation, by=member(by), verb="member.deactivated", obj=membership)


def _keep_an_administrator(*, besides: Membership) -> None:
    take_turn(besides.organisation)
    # all administrators' rows are locked, so that two who leave at once cannot both go
    admins = Membership.objects.select_for_update().filter(
        organisation=besides.organisation, role=Role.ADMINISTRATOR, is_active=True
    )
    if not [one for one in admins if one.pk != besides.pk]:
        raise LastAdministrator("Make somebody else administrator first.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "organisation"
    slug, number = base, 2
    while Organisation.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug
