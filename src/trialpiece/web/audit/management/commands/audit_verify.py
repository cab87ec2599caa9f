"""Check the chain of the audit trail, for scripts and backups."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_scopes import scope, scopes_disabled

from trialpiece.web.audit.domain import broken_link
from trialpiece.web.audit.models import AuditEvent
from trialpiece.web.organisations.models import Organisation


class Command(BaseCommand):
    """Exit code 0 where every chain holds, 1 where one is broken, 2 for an unknown organisation."""

    help = "Check that no event of the audit trail was changed or taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "organisation", nargs="*", help="addresses (slugs) of organisations; all where none is named"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            known = {one.slug: one for one in Organisation.objects.order_by("slug")}
        wanted = options["organisation"] or list(known)
        for slug in wanted:
            if slug not in known:
                self.stderr.write(f"There is no organisation “{slug}”.")
                sys.exit(2)
        holding = [self._holds(known[slug]) for slug in wanted]
        if not all(holding):
            sys.exit(1)

    def _holds(self, organisation: Organisation) -> bool:
        with scope(organisation=organisation):
            number = broken_link(organisation=organisation)
            count = AuditEvent.objects.filter(organisation=organisation).count()
        if number is None:
            self.stdout.write(f"{organisation.slug}: the chain of {count} events holds.")
            return True
        self.stdout.write(f"{organisation.slug}: the chain is broken at event {number}.")
        return False
