"""What was checked in the data, and whether that was before modelling."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_CHECKS = {
    "missing values": {"isnull", "isna", "notnull", "notna", "info", "matrix", "hasnans"},
    "duplicates": {"duplicated", "drop_duplicates"},
    "ranges": {"describe", "between", "boxplot", "quantile", "hist", "histplot", "distplot", "skew"},
    "keys": {"is_unique", "nunique", "unique"},
    "types": {"dtypes", "astype", "to_datetime", "to_numeric"},
    "how often values occur": {"value_counts", "countplot", "crosstab"},
}
_CALLED = {word: name for name, words in _CHECKS.items() for word in words}
_ENOUGH = 4


@finding("data_quality.checked", "data_quality.unchecked", "data_quality.after_modelling")
def checks(reading: Reading) -> Iterator[Finding]:
    """Looks at gaps, duplicates, ranges, keys, types; those before the first model count as before."""
    trace = reading.once(trace_of)
    if not reading.python:
        return
    seen = dict(_seen(reading))
    models = sorted((f.at.file, f.at.cell, f.at.line) for f in trace.fitted.values())
    first = models[0] if models else None
    before = [
        n for n, at in seen.items() if first is None or (at.file, at.cell, at.line) < first or at.file != first[0]
    ]
    if len(before) >= _ENOUGH:
        yield Finding.credit(
            at=seen[before[0]],
            says=f"Before modelling, the data were checked for {', '.join(before[:-1])} and {before[-1]}.",
            because="Instincts for data quality show early or not at all.",
        )
    if models and trace.sources:
        fit = next(f for f in trace.fitted.values() if (f.at.file, f.at.cell, f.at.line) == first)
        never = [name for name in ("missing values", "duplicates") if name not in seen]
        late = [name for name in ("missing values", "duplicates", "ranges") if name in seen and name not in before]
        if never:
            yield Finding.note(
                kind="data_quality.unchecked",
                at=fit.at,
                says=f"Nothing in the code looks for {' or '.join(never)}.",
                because="It may have been done elsewhere; ask how the candidate knew.",
            )
        if late:
            yield Finding.note(
                kind="data_quality.after_modelling",
                at=seen[late[0]],
                says=f"The data were checked for {' and '.join(late)} only after the first model.",
                because="Ask what the check changed.",
            )


def _seen(reading: Reading) -> Iterator[tuple[str, Location]]:
    """Checks in order, the first of each kind."""
    said: set[str] = set()
    for cell in reading.python_cells():
        left = [word for name, words in _CHECKS.items() if name not in said for word in words]
        if cell.tree is None or not any(f".{word}" in cell.python for word in left):
            continue
        for node in cell.of(ast.Attribute):
            name = _CALLED.get(node.attr)
            if name is not None and name not in said:
                said.add(name)
                yield name, Location(cell.file, cell.index, node.lineno)
