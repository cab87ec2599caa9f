"""Rows put together that do not belong together: indices that no longer match."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("correctness.rows_misaligned")
def indices_that_do_not_match(reading: Reading) -> Iterator[Finding]:
    """Tables side by side, or values put into a table, by an index that means something else."""
    for event in reading.once(trace_of).misaligned.values():
        yield Finding.strong(
            at=event.outermost,
            says=f"Rows are put together by an index that does not say that they belong together: {event.how}.",
            because="pandas aligns by the index without a word, so values land in rows of others or become missing.",
        )
