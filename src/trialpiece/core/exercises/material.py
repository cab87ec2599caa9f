"""What a submission is run and read beside: the candidate's variant of the data, and what the exercise says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trialpiece.core.exercises.pack import Pack
from trialpiece.core.exercises.variant import make_variant


@dataclass(frozen=True, slots=True)
class Material:
    """The folder with the data, None where there is none, and the facts for the findings."""

    data: Path | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def lay_out(pack: Pack, seed: int, below: Path) -> Material:
    """The data of one variant as `below`/data/*.csv, and the facts of it; no folder where the pack has no data.

    Raises:
        BadPack: the pack names a generator that does not exist.
    """
    facts: dict[str, Any] = {"slug": pack.slug, "version": pack.version}
    if pack.dataset is None:
        return Material(facts=facts)
    data = below / "data"
    data.mkdir(parents=True)
    variant = make_variant(pack, seed)
    for name, table in variant.data.tables.items():
        (data / f"{name}.csv").write_bytes(table.to_csv())
    facts |= {"data_files": sorted(path.name for path in data.iterdir()), "known_after": list(variant.known_after)}
    return Material(data=below, facts=facts)
