"""The one way in which any object changes its state: by its table, in the database, with an audit row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from trialpiece.web.audit.actors import Actor
from trialpiece.web.audit.domain import record, take_turn

StateTable = Mapping[Any, frozenset[Any]]


class WrongState(Exception):
    """The step is not allowed from where the object stands."""

    def __init__(self, obj: models.Model, to: Any) -> None:
        self.standing, self.wanted = type(to)(obj.state).label, to.label  # type: ignore[attr-defined] # every stateful model has `state`
        name = str(obj._meta.verbose_name).capitalize()
        super().__init__(f"{name} is “{self.standing}”; it cannot become “{self.wanted}” from there.")


def allows(table: StateTable, *, now: Any, to: Any) -> bool:
    """Whether the table has a way from `now` to `to`."""
    return to in table.get(now, frozenset())


@transaction.atomic
def move(
    obj: models.Model,
    *,
    to: Any,
    table: StateTable,
    by: Actor,
    stamp: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Take `obj` to the state `to`, once: of two that try at the same moment one is refused.

    Args:
        obj: has `state`, `organisation`.
        to: member of the object's state enum.
        table: allowed steps.
        by: who does it.
        stamp: name of a datetime field that is set to now with the state.
        detail: more for the audit row; never scores before their reveal.

    Raises:
        WrongState: the table has no such step, or another process was quicker.
    """
    take_turn(obj.organisation)  # type: ignore[attr-defined] # every stateful model belongs to one
    now = obj.state  # type: ignore[attr-defined] # every stateful model has `state`
    if not allows(table, now=now, to=to):
        raise WrongState(obj, to)
    changes: dict[str, Any] = {"state": to}
    if stamp:
        changes[stamp] = timezone.now()
    changed = type(obj)._default_manager.filter(pk=obj.pk, state=now).update(**changes)
    if not changed:
        obj.refresh_from_db(fields=["state"])
        raise WrongState(obj, to)
    for name, value in changes.items():
        setattr(obj, name, value)
    record(
        organisation=obj.organisation,  # type: ignore[attr-defined] # every stateful model belongs to one
        by=by,
        verb=f"{obj._meta.model_name}.{to}",
        obj=obj,
        before={"state": str(now)},
        after={"state": str(to), **(detail or {})},
    )
