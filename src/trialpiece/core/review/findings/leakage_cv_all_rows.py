"""Cross-validation over all rows although a test set was cut from them."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import CrossValidated, Cut, Fitted, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.provenance.rows import FOLD_TEST, FOLD_TRAIN, TEST, Rows
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("leakage.cv_all_rows")
def crossed_over_test_rows(reading: Reading) -> Iterator[Finding]:
    """The rows that folds were made of hold the test rows."""
    trace = reading.once(trace_of)
    for crossed in trace.crossed.values():
        split = _split_of(trace, crossed)
        if split is not None:
            yield _over_all(split, crossed, crossed.name)
    for fit in trace.fitted.values():
        folded = _unfolded(fit.rows)
        split = _split_of(trace, fit, folded) if folded else None
        if split is not None:
            yield _over_all(split, fit, fit.name)


def _over_all(split: Cut, crossed: CrossValidated | Fitted, name: str) -> Finding:
    return Finding.strong(
        at=crossed.outermost,
        path=(step(split, "test rows set aside here"), step(crossed, "cross-validated over all rows here")),
        says=f"`{name}` was cross-validated over all rows, the test rows among them.",
        because="What is chosen by these scores has already seen the test rows.",
    )


def _unfolded(rows: Rows) -> Rows:
    """The rows that folds were cut from by hand; empty where the rows are no fold."""
    if not any(side == FOLD_TRAIN for _, cuts in rows for _, side in cuts):
        return frozenset()
    return frozenset((s, frozenset(c for c in cuts if c[1] not in {FOLD_TRAIN, FOLD_TEST})) for s, cuts in rows)


def _split_of(trace: Trace, crossed: CrossValidated | Fitted, rows: Rows | None = None) -> Cut | None:
    """A split whose test part was scored and lies within the rows of the cross-validation."""
    if crossed.resampled:
        return None
    rows = crossed.rows if rows is None else rows
    for score in trace.scored.values():
        if score.crossed:
            continue
        for source, cuts in score.rows:
            for number, side in cuts:
                split = trace.cuts.get(number)
                if side == TEST and split is not None and split.how == "split":
                    rest = frozenset(cut for cut in cuts if cut != (number, side))
                    if any(s == source and held <= rest for s, held in rows):
                        return split
    return None
