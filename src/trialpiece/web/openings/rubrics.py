"""The rubric that a stage froze: taken from a pack when the stage is made, read back as the core's own type."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trialpiece.core.exercises.pack import Criterion, Level, Rubric
from trialpiece.web.openings.models import Stage


def snapshot(rubric: Rubric) -> dict[str, Any]:
    """The rubric as the JSON that `Stage.rubric` keeps."""
    return asdict(rubric)


def rubric_of(stage: Stage) -> Rubric:
    """The rubric by which sittings of this stage are judged."""
    kept = stage.rubric
    criteria = tuple(
        Criterion(
            slug=one["slug"],
            title=one["title"],
            predictor=one["predictor"],
            what=one["what"],
            levels=tuple(Level(level=step["level"], anchor=step["anchor"]) for step in one["levels"]),
            evidence=tuple(one["evidence"]),
        )
        for one in kept["criteria"]
    )
    return Rubric(
        slug=kept["slug"],
        version=kept["version"],
        title=kept["title"],
        how_to_rate=kept["how_to_rate"],
        criteria=criteria,
    )
