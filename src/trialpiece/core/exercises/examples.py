"""Worked examples of submissions that come with a pack: for training raters, demonstrations and tests. Never issued."""

from __future__ import annotations

import io
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from trialpiece.core.exercises.pack import Pack


@dataclass(frozen=True, slots=True)
class Example:
    """A submission written for a variant, and what it is an example of."""

    name: str
    seed: int
    """Of the variant that it was written for."""
    about: str
    folder: Path

    def archive(self) -> bytes:
        """The submission as the zip that a candidate would have uploaded; always the same bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(each for each in self.folder.rglob("*") if each.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(self.folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, path.read_bytes())
        return out.getvalue()


def worked_examples(pack: Pack) -> tuple[Example, ...]:
    """The examples of a pack, strongest first; empty where it has none."""
    index = pack.folder / "key" / "submissions" / "examples.toml"
    if not index.is_file():
        return ()
    entries = tomllib.loads(index.read_text(encoding="utf-8"))["example"]
    return tuple(Example(each["name"], each["seed"], each["about"], index.parent / each["name"]) for each in entries)
