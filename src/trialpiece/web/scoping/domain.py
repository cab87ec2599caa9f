"""What can happen to briefs and adverts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import transaction

from trialpiece.core.scoping.work import shipped_work
from trialpiece.web.audit.actors import member
from trialpiece.web.audit.domain import record, take_turn
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoping.models import Advert, TransferCheck, WorkBrief

Row = TypeVar("Row", WorkBrief, Advert)
_MAY_BE_EMPTY = ("content", "parts", "team", "situation", "costs")


@transaction.atomic
def write_brief(*, by: Membership, **fields: Any) -> WorkBrief:
    """Begin a work brief."""
    return _made(WorkBrief(organisation=by.organisation, created_by=by, **fields), by)


@transaction.atomic
def change_brief(*, brief: WorkBrief, by: Membership, **fields: Any) -> WorkBrief:
    """Change any part of a brief."""
    return _changed(brief, by, fields)


@transaction.atomic
def settle_transfer(
    *, brief: WorkBrief, settled: Collection[str] = (), reopened: Collection[str] = (), by: Membership
) -> None:
    """Say of points of the transfer checklist that they are settled, or open again; who said so first stays.

    Raises:
        KeyError: there is no such point.
    """
    known = {point.id for point in shipped_work().transfer}
    if unknown := sorted({*settled, *reopened} - known):
        raise KeyError(unknown[0])
    take_turn(brief.organisation)
    before = set(brief.transfer_checks.values_list("point", flat=True))
    for point in sorted(set(settled) - before):
        TransferCheck.objects.create(organisation=brief.organisation, brief=brief, point=point, settled_by=by)
    brief.transfer_checks.filter(point__in=reopened).delete()
    after = set(brief.transfer_checks.values_list("point", flat=True))
    if after != before:
        record(
            organisation=by.organisation, by=member(by), verb="workbrief.transfer_settled", obj=brief,
            before={"settled": sorted(before)}, after={"settled": sorted(after)},
        )  # fmt: skip


@transaction.atomic
def write_advert(*, by: Membership, **fields: Any) -> Advert:
    """Begin an advert."""
    return _made(Advert(organisation=by.organisation, created_by=by, **fields), by)


@transaction.atomic
def change_advert(*, advert: Advert, by: Membership, **fields: Any) -> Advert:
    """Change an advert."""
    return _changed(advert, by, fields)


@transaction.atomic
def delete(*, obj: WorkBrief | Advert, by: Membership) -> None:
    """Delete a brief or an advert; that it existed stays in the audit trail."""
    record(
        organisation=by.organisation, by=member(by), verb=f"{obj._meta.model_name}.deleted", obj=obj,
        before={"title": obj.title},
    )  # fmt: skip
    obj.delete()


def _made(row: Row, by: Membership) -> Row:
    row.full_clean(exclude=["organisation", *_MAY_BE_EMPTY])
    row.save(force_insert=True)
    record(
        organisation=by.organisation, by=member(by), verb=f"{row._meta.model_name}.created", obj=row,
        after={"title": row.title},
    )  # fmt: skip
    return row


def _changed(row: Row, by: Membership, fields: dict[str, Any]) -> Row:
    changed: list[str] = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    row.full_clean(exclude=["organisation", *_MAY_BE_EMPTY])
    row.save(update_fields=[*changed, "changed_at"])
    if changed:
        record(
            organisation=by.organisation, by=member(by), verb=f"{row._meta.model_name}.changed", obj=row,
            after={"fields": changed},
        )  # fmt: skip
    return row
