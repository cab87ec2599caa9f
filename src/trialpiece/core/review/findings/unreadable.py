"""Files that are not what their name says."""

from __future__ import annotations

from collections.abc import Iterator

from trialpiece.core.review.finding import Finding, Location
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import finding


@finding("reproducibility.unreadable")
def unreadable(reading: Reading) -> Iterator[Finding]:
    """A file could not be read, and so nothing is said about what is in it."""
    for file in reading.submission.files:
        if file.problem is not None:
            yield Finding.note(
                at=Location(file.path, 0, 1),
                says=f"This file could not be read: {file.problem[0].lower()}{file.problem[1:]}",
                because="Nothing in this report speaks of what is in it; look at the original, or ask for it again.",
            )
