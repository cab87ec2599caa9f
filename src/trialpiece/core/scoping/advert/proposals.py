"""What the writer of an advert might change. The reader rewrites nothing: it proposes, with the sentences that speak for it."""

from __future__ import annotations

import dataclasses

from trialpiece.core.scoping.advert.reading import Proposal, Reading
from trialpiece.core.scoping.advert.segments import Sentence


def proposals(reading: Reading, parts: list[Sentence]) -> Reading:
    """The reading with its proposals."""
    found: list[Proposal] = []
    if reading.level == "unclear" and parts:
        found.append(
            Proposal(
                "say_the_level", "Say the level: neither the title nor the text names one, nor years of experience."
            )
        )
    return dataclasses.replace(reading, proposals=tuple(found))
