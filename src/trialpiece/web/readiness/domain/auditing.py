"""Audits of data as durable work: the file is kept until its report is written, then deleted with every outcome."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from trialpiece.web import claims
from trialpiece.web.audit.actors import SYSTEM, member
from trialpiece.web.audit.domain import record
from trialpiece.web.keys import new_key
from trialpiece.web.organisations.models import Membership
from trialpiece.web.readiness.enums import AuditState
from trialpiece.web.readiness.measuring import Lost, Measured, measure
from trialpiece.web.readiness.models import DataAudit
from trialpiece.web.readiness.servers import Server, sealed
from trialpiece.web.tasks import deliver_after_commit

log = logging.getLogger("trialpiece.readiness")
MOST_ATTEMPTS = 3


def request_audit(
    *, by: Membership, file: File[bytes] | None = None, address: Server | None = None, password: str = "",
    dictionary: File[bytes] | None = None, **fields: Any,
) -> DataAudit:  # fmt: skip
    """Keep the upload, or a database's password under seal, and ask for the measurement; without a row nothing is kept.

    Raises:
        ValueError: neither a file nor a database was given, or both.
    """
    if (file is None) == (address is None):
        raise ValueError("an audit reads either a file or a database")
    key = new_key()
    kept: File[bytes] = ContentFile(sealed(password)) if file is None else file
    name = address.name if address else (file.name if file else None) or "data"
    try:
        storages["blobs"].save(_data_name(key), kept)
        if dictionary is not None:
            storages["blobs"].save(_dictionary_name(key), dictionary)
        with transaction.atomic():
            audit = DataAudit.objects.create(
                pk=key, organisation=by.organisation, name=name[-200:], size=file.size if file else 0, created_by=by,
                address=address.url if address else "",
                dictionary_name=(dictionary.name or "dictionary.csv")[-200:] if dictionary is not None else "", **fields,
            )  # fmt: skip
            record(
                organisation=by.organisation, by=member(by), verb="dataaudit.requested", obj=audit,
                after={"server": f"{address.host}:{address.port}"} if address else {"bytes": audit.size},
            )  # fmt: skip
            _enqueue(audit)
    except BaseException:
        _forget(key)
        raise
    return audit


def run_audit(key: str) -> bool:
    """Do the audit with that key, if nobody else is at it; True when this call finished it."""
    audit = _claim(key)
    if audit is None:
        return False
    with scopes_disabled():
        if audit.attempt > MOST_ATTEMPTS:
            return _finish(audit, Measured(error="Measuring it has ended several workers; try a smaller extract."))
        try:
            with ExitStack() as files:
                data = files.enter_context(storages["blobs"].open(_data_name(key), "rb"))
                described = None
                if audit.dictionary_name:
                    described = files.enter_context(storages["blobs"].open(_dictionary_name(key), "rb"))
                measured = measure(audit, data=data, dictionary=described, is_mine=lambda: claims.renew(audit))
        except Lost:
            log.info("claim lost", extra={"fields": {"data_audit": key, "attempt": audit.attempt}})
            return False
        except FileNotFoundError:
            measured = Measured(error="What was given is no longer here; ask for the audit again.")
        except Exception:
            log.exception("an audit of data failed", extra={"fields": {"data_audit": key}})
            measured = Measured(error="Our reader stopped at this file; the log says why.")
        return _finish(audit, measured)


def sweep(limit: int = 20) -> int:
    """Hand rows to the queue again that it lost or whose worker died, and delete data that a crash left; how many."""
    again = claims.hand_again(DataAudit, _enqueue, limit=limit)
    with scopes_disabled():
        over = DataAudit.objects.filter(holds_data=True, state__in=[AuditState.DONE, AuditState.FAILED])
        for key in over.values_list("pk", flat=True)[:limit]:
            _drop_data(key)
    return again


def _claim(key: str) -> DataAudit | None:
    """Take the audit if it waits, or if its worker has given no sign of life."""
    if not claims.take(DataAudit, key):
        return None
    with scopes_disabled():
        return DataAudit.objects.select_related("organisation").get(pk=key)


def _finish(audit: DataAudit, measured: Measured) -> bool:
    """Write the result if the claim still holds, then delete the data; False where another worker took over."""
    with transaction.atomic():
        state = AuditState.FAILED if measured.error else AuditState.DONE
        written = claims.mine(audit).update(
            state=state, report=measured.report, error=measured.error, finished_at=timezone.now(), claimed_until=None
        )
        if written:
            record(
                organisation=audit.organisation, by=SYSTEM, verb=f"dataaudit.{state}", obj=audit,
                after={"attempt": audit.attempt},
            )  # fmt: skip
    if written:
        _drop_data(audit.pk)
    return bool(written)


def _drop_data(key: str) -> None:
    _forget(key)
    with scopes_disabled():
        DataAudit.objects.filter(pk=key).update(holds_data=False)


def _forget(key: str) -> None:
    for name in (_data_name(key), _dictionary_name(key)):
        storages["blobs"].delete(name)


def _data_name(key: str) -> str:
    return f"audits/{key}"


def _dictionary_name(key: str) -> str:
    return f"audits/{key}.dictionary"


def _enqueue(audit: DataAudit) -> None:
    from trialpiece.web.readiness.tasks import do_audit

    deliver_after_commit(do_audit, audit.pk)
