"""What a submission is run beside: the candidate's own variant of the data, and what the exercise says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.material import Material, lay_out
from trialpiece.web.sittings.models import Sitting


@contextmanager
def material_for(sitting: Sitting, scratch: Path) -> Iterator[Material]:
    """The material of the sitting's exact exercise version and seed, laid out below `scratch`."""
    stage = sitting.stage
    if not stage.exercise_slug:
        yield Material()
        return
    yield lay_out(load_pack(stage.exercise_slug, stage.exercise_version), sitting.seed, scratch / "material")
