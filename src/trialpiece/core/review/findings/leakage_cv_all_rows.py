"""Cross-validation over all rows although a test set was cut from them."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.events import CrossValidated, Cut, Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.relations import step
from trialpiece.core.review.provenance.rows import TEST
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("leakage.cv_all_rows")
def crossed_over_test_rows(reading: Reading) -> Iterator[Finding]:
    """The rows that folds were made of hold the test rows."""
    trace = reading.once(trace_of)
    for crossed in trace.crossed.values():
        split = _split_of(trace, crossed)
        if split is not None:
            yield Finding.strong(
                at=crossed.outermost,
                path=(step(split, "test rows set aside here"), step(crossed, "cross-validated over all rows here")),
                says=f"`{crossed.name}` was cross-validated over all rows, the test rows among them.",
                because="What is chosen by these scores has already seen the test rows.",
            )


def _split_of(trace: Trace, crossed: CrossValidated) -> Cut | None:
    """A split whose test part was scored and lies within the rows of the cross-validation."""
    if crossed.resampled:
        return None
    for score in trace.scored.values():
        if score.crossed:
            continue
        for source, cuts in score.rows:
            for number, side in cuts:
                split = trace.cuts.get(number)
                if side == TEST and split is not None and split.how == "split":
                    rest = frozenset(cut for cut in cuts if cut != (number, side))
                    if any(s == source and held <= rest for s, held in crossed.rows):
                        return split
    return None
