"""What people hold against findings, for whoever mends the reader: `trialpiece manage disputes_export`."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_scopes import scope, scopes_disabled

from trialpiece.web.organisations.models import Organisation
from trialpiece.web.reviews.dispute_export import COLUMNS, as_json, rows_of
from trialpiece.web.reviews.queries import told_disputes
from trialpiece.web.spreadsheet import harmless


class Command(BaseCommand):
    """Exit code 0, or 2 for an unknown organisation; disputes about work that is still being scored are left out."""

    help = "Write what people hold against findings, without anybody's name, to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "organisation", nargs="*", help="addresses (slugs) of organisations; all where none is named"
        )
        parser.add_argument("--format", choices=("json", "csv"), default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            known = {one.slug: one for one in Organisation.objects.order_by("slug")}
        wanted = options["organisation"] or list(known)
        for slug in wanted:
            if slug not in known:
                self.stderr.write(f"There is no organisation “{slug}”.")
                sys.exit(2)
        rows: list[dict[str, Any]] = []
        for slug in wanted:
            with scope(organisation=known[slug]):
                rows += rows_of(told_disputes().order_by("made_at", "pk"))
        self._write(rows, options["format"])

    def _write(self, rows: list[dict[str, Any]], form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps(as_json(rows), indent=2, ensure_ascii=False))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([harmless("" if row[name] is None else row[name]) for name in COLUMNS] for row in rows)
