"""The adverts that training reads: those of its folder, with what people read in them, and those written to teach."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from trialpiece.core.scoping.advert.marks import MARKS, WRITTEN, Marked, marked_adverts, written_adverts
from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.segments import Sentence
from trialpiece.core.scoping.advert.weights import PACK

LABELS = Path(PACK, "labels.tsv")
MORE = "more.parquet"
CERTAINTY = {"high": 1.0, "medium": 0.8, "low": 0.5}
WRITTEN_SURE = 0.35  # weight of an advert that was written to teach, beside one that was read
WRITTEN_GROUP = "written"  # their source, which is never left out


@dataclass(slots=True)
class Advert:
    """One advert of the folder; `kind` is None where nobody read it, `marked` where nobody marked its sentences."""

    id: str
    source: str
    title: str
    text: str
    kind: str | None = None
    weight: float = 1.0
    label: dict[str, Any] | None = None
    marked: Marked | None = None
    parts: list[Sentence] = field(default_factory=list)


def load(folder: Path) -> list[Advert]:
    """Every advert of the folder, with its label and marks where it was read; the folder's label wins over the package's."""
    query = "select advert_id, source, title, description from read_parquet(?) order by advert_id"
    more = folder / MORE
    files = [str(folder / "adverts.parquet"), *([str(more)] if more.is_file() else [])]
    with duckdb.connect() as base:
        rows = [row for file in files for row in base.execute(query, [file]).fetchall()]
    adverts = {row[0]: Advert(row[0], row[1], row[2] or "", row[3] or "") for row in rows}
    for name, (kind, sure) in labels().items():
        if name in adverts:
            adverts[name].kind, adverts[name].weight = kind, sure
    for line in (folder / "labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        advert = adverts.get(label["advert_id"])
        if advert is not None:
            advert.kind, advert.weight, advert.label = class_of(label), CERTAINTY[label["confidence"]], label
    for name, marked in marked_adverts(MARKS.read_text().splitlines()).items():
        if name in adverts:
            adverts[name].marked = marked
    return list(adverts.values())


def labels() -> dict[str, tuple[str, float]]:
    """The package's own labels: class and certainty by advert."""
    lines = (line.split("\t") for line in LABELS.read_text().splitlines() if line and not line.startswith("#"))
    return {name: (kind, float(sure)) for name, kind, sure in lines}


def absent(adverts: list[Advert]) -> int:
    """How many adverts that have labels are not among these."""
    return len(labels().keys() - {advert.id for advert in adverts})


def written() -> list[Advert]:
    """The package's own adverts, which were written to teach."""
    return [
        Advert(f"written {n}", WRITTEN_GROUP, one.title, one.text, one.kind, WRITTEN_SURE, marked=one.marked)
        for n, one in enumerate(written_adverts(WRITTEN.read_text().splitlines()))
    ]


def class_of(label: dict[str, Any]) -> str:
    """The reader's class for a label: its role, or what is nearest inside "other"."""
    if label["primary"] != "other":
        return str(label["primary"])
    return label["adjacent"] if label["adjacent"] in CLASSES else "another_field"


def source_group(source: str) -> str:
    """The group that is left out together: the small and old sources make one, and those of more.parquet three."""
    if source.startswith(_FOUND_LATER):
        return f"{_FOUND_LATER}{zlib.crc32(source.encode()) % 3 + 1}"
    return source if source in _LARGE else "older and smaller"


_FOUND_LATER = "more "  # how the sources of more.parquet begin
_LARGE = ("remotewlb_2024", "linkedin_us_aiml_2024", "linkedin_us_ml_2025", WRITTEN_GROUP)
