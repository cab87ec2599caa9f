"""From measurements to levels: what the audit can say about the data-maturity items. A person decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialpiece.core.readiness.audit.values import Coverage, Observation, Reach, Suggestion, TableAudit, Weight

_DEFECTS = frozenset(
    {
        "missing",
        "empty-column",
        "duplicate-rows",
        "near-duplicate-rows",
        "key-repeats",
        "number-as-text",
        "mixed-numbers",
        "mixed-dates",
        "date-as-number",
        "sentinel",
        "out-of-range",
        "unit-mixture",
        "several-spellings",
        "gap-in-time",
        "future",
    }
)


def suggest(reach: Reach, tables: Sequence[TableAudit], coverage: Coverage | None) -> tuple[Suggestion, ...]:
    """Levels with their evidence, for the items that a measurement speaks to."""
    return tuple(_suggestions(reach, tables, coverage))


def _suggestions(reach: Reach, tables: Sequence[TableAudit], coverage: Coverage | None) -> Iterator[Suggestion]:
    yield _access(reach)
    yield _dictionary(coverage)
    yield _quality(tables)
    history = _history(tables)
    if history:
        yield history
    outcome = _outcome(tables)
    if outcome:
        yield outcome


def _access(reach: Reach) -> Suggestion:
    if reach.kind.startswith("PostgreSQL"):
        return Suggestion(
            "data.access",
            3,
            f"The tables themselves were read. {reach.says} How long it took to be allowed is for a person to say.",
        )
    return Suggestion(
        "data.access",
        1,
        f"This was a {reach.kind}, so somebody exported it; read access to the tables would be level 3.",
    )


def _dictionary(coverage: Coverage | None) -> Suggestion:
    if coverage is None:
        return Suggestion(
            "data.dictionary", 0, "No data dictionary was given; if there is one, run again with --dictionary."
        )
    share = coverage.described
    level = 0 if not share.hits else 1 if share.value < 0.25 else 2 if share.value < 0.85 else 3
    if share.hits == share.n and not coverage.stale:
        level = 4
    stale = f", and {len(coverage.stale)} entries describe columns that do not exist" if coverage.stale else ""
    return Suggestion(
        "data.dictionary", level, f"{share.hits} of {share.n} columns are described ({share.value:.0%}){stale}."
    )


def _quality(tables: Sequence[TableAudit]) -> Suggestion:
    defects = [each for table in tables for each in table.observations if each.kind in _DEFECTS]
    serious = [each for each in defects if each.weight is Weight.SERIOUS]
    columns = sum(len(table.columns) for table in tables)
    touched = len({(each.table, each.column) for each in serious if each.column})
    possible = len(defects) - len(serious)
    said = (
        f"Now measured once: {len(serious)} serious and {possible} possible defect{'' if possible == 1 else 's'} "
        f"in {columns} column{'' if columns == 1 else 's'}"
    )
    if touched >= columns / 3:
        return Suggestion(
            "data.quality",
            1,
            f"{said}; a third of the columns or more is touched. Measuring alone would make it level 2.",
        )
    return Suggestion("data.quality", 2, f"{said}. Level 3 takes regular measuring and a list of known defects.")


def _history(tables: Sequence[TableAudit]) -> Suggestion | None:
    dated = [table for table in tables if table.by_month]
    if not dated:
        return Suggestion(
            "data.history", 0, "No table has a date that could be read, so only the present state is visible."
        )
    table = max(dated, key=lambda each: len(each.by_month))
    kinds = {each.kind for each in table.observations}
    months = len(table.by_month)
    age = next((each for each in table.observations if each.kind == "freshness"), None)
    level = (
        1
        if months < 12 or "gap-in-time" in kinds
        else 2
        if "drift" in kinds or (age and age.weight is Weight.LOOK)
        else 3
    )
    notes = [each.says for each in table.observations if each.kind in ("freshness", "gap-in-time")]
    return Suggestion("data.history", level, " ".join([f"{table.name} covers {months} months with rows.", *notes]))


def _outcome(tables: Sequence[TableAudit]) -> Suggestion | None:
    for table in tables:
        said = {each.kind: each for each in table.observations}
        if not table.label or not {"label-balance", "label-spread"} & said.keys():
            continue
        gap: Observation | None = said.get("label-missing")
        share = gap.share.value if gap and gap.share else 0.0
        spread = said.get("label-balance") or said["label-spread"]
        level = 1 if share > 0.5 else 2 if share > 0.05 or spread.weight is Weight.SERIOUS else 3
        return Suggestion(
            "data.outcome",
            level,
            f"{_filled(table, share)} {spread.says} Whether one definition holds throughout, no measurement shows.",
        )
    return None


def _filled(table: TableAudit, share: float) -> str:
    """How far the outcome is filled, in a sentence."""
    if any(each.name == table.label and each.filled == each.rows for each in table.columns):
        return f"{table.label} is filled in every row."
    return f"{table.label} is empty in {f'{share:.1%} of' if share >= 0.0005 else 'few'} rows."
