"""The data audit: measures what the readiness questions ask about data."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from trialpiece.core.readiness.audit import (
    completeness,
    giveaways,
    keys,
    label,
    numbers,
    personal,
    pictures,
    texts,
    times,
)
from trialpiece.core.readiness.audit.dictionary import coverage, read_dictionary
from trialpiece.core.readiness.audit.source import opened, shown
from trialpiece.core.readiness.audit.suggest import suggest
from trialpiece.core.readiness.audit.table import SAMPLE, Table, read_table
from trialpiece.core.readiness.audit.values import Audit, AuditError, Observation, TableAudit, Weight
from trialpiece.core.results import Caveat

__all__ = ["Audit", "AuditError", "audit"]

_CHECKS: tuple[Callable[[Table], Iterator[Observation]], ...] = (
    completeness.missing,
    completeness.constant,
    keys.uniqueness,
    keys.duplicates,
    texts.lying_types,
    texts.coded_times,
    numbers.sentinels,
    numbers.out_of_range,
    numbers.unit_mixtures,
    times.drift,
    label.balance,
    giveaways.giveaways,
    personal.personal,
)
_ORDER = list(Weight)


def audit(
    source: str,
    *,
    dictionary: Path | None = None,
    label_column: str | None = None,
    time_column: str | None = None,
    today: dt.date | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Measure a source: a CSV, Parquet or SQLite file, a folder of files, or a PostgreSQL URL.

    `progress` is told the name of each table when its turn comes.

    Raises:
        AuditError: the source, the dictionary or a named column cannot be used; one line says why.
    """
    started = time.perf_counter()
    described = read_dictionary(dictionary) if dictionary else None
    with opened(source) as reached:
        tables, caveats = [], list(reached.caveats)
        for relation in reached.relations:
            progress(relation.name)
            table = read_table(reached.connection, relation)
            if not table.rows:
                caveats.append(
                    Caveat("no-rows", f"{relation.name} has {len(table.columns) or 'its'} columns and no rows.")
                )
                continue
            tables.append(_audited(table, label_column, time_column, today or dt.datetime.now(dt.UTC).date()))
            if table.is_sampled:
                caveats.append(_sampled(table))
        reach = reached.reach
    if not tables:
        raise AuditError(f"{shown(source)}: there are no rows in it.")
    _check_named(shown(source), tables, label_column, time_column)
    covered = coverage(tables, described) if described is not None else None
    suggestions = suggest(reach, tables, covered)
    return Audit(
        shown(source), reach, tuple(tables), covered, suggestions, time.perf_counter() - started, tuple(caveats)
    )


def _sampled(table: Table) -> Caveat:
    says = (
        f"{table.name}: counts, ranges, keys and duplicates come from all {table.rows:,} rows; values, drift and "
        f"giveaways from a fixed sample of {table.sampled:,} (aim {SAMPLE:,}); different values are counted "
        "approximately, about 3 in 100 off."
    )
    return Caveat("sampled", says)


def _audited(table: Table, label_column: str | None, time_column: str | None, today: dt.date) -> TableAudit:
    table.keys = keys.find_keys(table)
    table.time_column = times.choose_time_column(table, time_column)
    table.label = label.choose_label(table, label_column)
    found = itertools.chain(times.freshness(table, today), *(check(table) for check in _CHECKS))
    observations = sorted(found, key=lambda each: _ORDER.index(each.weight))
    return TableAudit(
        name=table.name,
        rows=table.rows,
        sampled=table.sampled,
        columns=table.columns,
        keys=table.keys,
        time_column=table.time_column,
        label=table.label,
        observations=tuple(observations),
        by_month=table.by_month,
        histograms=pictures.histograms(table),
        trends=pictures.trends(table, observations),
        classes=pictures.classes(table),
    )


def _check_named(source: str, tables: list[TableAudit], label_column: str | None, time_column: str | None) -> None:
    """Refuse a column that no table has.

    Raises:
        AuditError: there is none of that name.
    """
    names = {column.name for table in tables for column in table.columns}
    for wanted in (label_column, time_column):
        if wanted and wanted not in names:
            some = ", ".join(sorted(names)[:8])
            raise AuditError(
                f"{source}: there is no column {wanted!r}; there are {some}{', ...' if len(names) > 8 else ''}."
            )
