"""What a submission is run beside: the candidate's own variant of the data, and what the exercise says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.variant import make_variant
from trialpiece.web.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class Material:
    """The folder with the data, None where the exercise has none, and the facts for the findings."""

    data: Path | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@contextmanager
def material_for(sitting: Sitting, scratch: Path) -> Iterator[Material]:
    """The material of the sitting's exact exercise version and seed, laid out below `scratch`."""
    stage = sitting.stage
    if not stage.exercise_slug:
        yield Material()
        return
    pack = load_pack(stage.exercise_slug, stage.exercise_version)
    facts: dict[str, Any] = {"slug": pack.slug, "version": pack.version}
    if pack.dataset is None:
        yield Material(facts=facts)
        return
    data = scratch / "material" / "data"
    data.mkdir(parents=True)
    variant = make_variant(pack, sitting.seed)
    for name, table in variant.data.tables.items():
        (data / f"{name}.csv").write_bytes(table.to_csv())
    facts |= {"data_files": sorted(path.name for path in data.iterdir()), "known_after": list(variant.known_after)}
    yield Material(data=data.parent, facts=facts)
