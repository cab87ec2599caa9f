"""A data audit as a person reads it in a terminal: the worst first, then what was measured."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from trialpiece.core.readiness.audit.values import Audit, Column, TableAudit, Weight
from trialpiece.core.readiness.instrument import shipped_instrument

_MARKS = {Weight.SERIOUS: "!!", Weight.LOOK: " ?", Weight.NOTE: "  "}
_MOST_COLUMNS = 60


def as_text(report: Audit) -> str:
    """The whole report."""
    return "\n".join(_lines(report))


def _lines(report: Audit) -> Iterator[str]:
    found = [each for table in report.tables for each in table.observations]
    serious = sum(each.weight is Weight.SERIOUS for each in found)
    look = sum(each.weight is Weight.LOOK for each in found)
    yield f"{report.source}: {_times(serious, 'serious observation')}, {look} to look at."
    yield f"{report.reach.says} Audited in {report.seconds:.1f} s."
    for table in report.tables:
        yield from _table(table)
    if report.coverage:
        covered = report.coverage
        share = covered.described
        yield ""
        yield f"Dictionary: {share.hits} of {share.n} columns described ({share.value:.0%})."
        if covered.undescribed:
            yield _wrapped(
                f"Not described: {', '.join(covered.undescribed[:20])}{', ...' if len(covered.undescribed) > 20 else ''}."
            )
        if covered.stale:
            yield _wrapped(f"Described but not there: {', '.join(covered.stale[:20])}.")
    titles = {item.key: item for item in shipped_instrument().items()}
    yield ""
    yield "Suggested levels for the readiness questions (a person decides):"
    for each in report.suggestions:
        yield _wrapped(f"{each.level} of 4  {titles[each.item].title} ({each.item}). {each.because}")
    for caveat in report.caveats:
        yield _wrapped(f"Note: {caveat.says}")


def _table(table: TableAudit) -> Iterator[str]:
    keys = "; ".join(" + ".join(key) for key in table.keys) or "none found"
    yield ""
    yield f"{table.name}: {table.rows:,} rows, {len(table.columns)} columns. Key: {keys}."
    roles = [
        f"time: {table.time_column}" if table.time_column else "",
        f"outcome: {table.label}" if table.label else "",
    ]
    if any(roles):
        yield "  " + ", ".join(filter(None, roles))
    for each in table.observations:
        yield _wrapped(f"{_MARKS[each.weight]} {each.says} {each.because}")
    yield ""
    yield f"  {'column':<28} {'holds':<8} {'filled':>7} {'different':>10}  range"
    for column in table.columns[:_MOST_COLUMNS]:
        yield _column(column)
    if len(table.columns) > _MOST_COLUMNS:
        yield f"  ... and {len(table.columns) - _MOST_COLUMNS} more (--json lists all)"


def _column(column: Column) -> str:
    filled = 1 - column.missing.value
    ends = "" if column.low is None or column.kind == "text" else f"{column.low[:19]} to {(column.high or '')[:19]}"
    return f"  {column.name[:28]:<28} {column.kind:<8} {filled:>7.1%} {column.distinct:>10,}  {ends}".rstrip()


def _times(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 110, initial_indent="  ", subsequent_indent="     ")
