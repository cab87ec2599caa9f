"""Rows in order of time, dealt out by chance."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding

_ORDERED = {
    "shift",
    "rolling",
    "ewm",
    "expanding",
    "pct_change",
    "asfreq",
    "seasonal_decompose",
    "autocorr",
    "autocorrelation_plot",
}


@finding("evaluation.time_order")
def future_among_training_rows(reading: Reading) -> Iterator[Finding]:
    """Features look back in time (lags, rolling windows), and the split pays no heed to it."""
    trace = reading.once(trace_of)
    split = next((cut for cut in trace.cuts.values() if cut.how == "split" and cut.shuffled), None)
    if split is None:
        return
    for cell in reading.python_cells():
        if cell.tree is None or cell.file != split.at.file or not any(f".{word}(" in cell.python for word in _ORDERED):
            continue
        for node in cell.of(ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in _ORDERED:
                at = Location(cell.file, cell.index, node.lineno)
                yield Finding.note(
                    at=split.outermost,
                    path=(Step("rows are used in order of time here", at), step(split, "dealt out by chance here")),
                    says="Rows are used in order of time, and the split deals them out by chance.",
                    because="Training rows then lie after test rows in time, as they never will when the model is used.",
                )
                return
