"""Handing an exercise out: everything that a candidate gets, and nothing of the key.

Whoever knows the seed can make the held-out outcomes, since the generator is open. So seeds are large and random
(`new_seed`), are kept with the sitting, and stand in nothing that is issued.
"""

from __future__ import annotations

import io
import secrets
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from trialpiece.core.exercises.dataset import Table
from trialpiece.core.exercises.pack import BadPack, Pack, Rubric
from trialpiece.core.exercises.variant import make_variant, with_names

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class OutIsTaken(ValueError):
    """The folder to write into holds something already."""


def new_seed() -> int:
    """A seed that nobody guesses, small enough for a database's big integer."""
    return secrets.randbits(62)


def issued_files(pack: Pack, seed: int) -> dict[str, bytes]:
    """Names and contents of all that the candidate gets; the same for the same pack version and seed.

    Raises:
        BadPack: the pack names a generator that does not exist.
    """
    files = {
        "README.md": readme(pack).encode(),
        "brief.md": pack.brief.encode(),
        "rubric.md": rubric_for_candidates(pack.rubric).encode(),
    }
    choices: Mapping[str, str] = {}
    if pack.dataset is not None:
        variant = make_variant(pack, seed)
        choices = variant.choices
        files |= {f"data/{name}.csv": table.to_csv() for name, table in variant.data.tables.items()}
    for name in pack.starter:
        content = (pack.folder / "starter" / name).read_bytes()
        files[name] = with_names(content.decode(), choices).encode() if name.endswith(".md") else content
    return dict(sorted(files.items()))


def issue_archive(pack: Pack, seed: int) -> bytes:
    """The same as a zip in one folder named after the exercise; equal bytes for equal zlib versions."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in issued_files(pack, seed).items():
            entry = zipfile.ZipInfo(f"{pack.slug}/{name}", date_time=_LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content)
    return out.getvalue()


def issue_folder(pack: Pack, seed: int, out: Path) -> tuple[str, ...]:
    """Write the files into `out`, all of them or none, and return their names.

    Raises:
        OutIsTaken: `out` is a file, or a folder that is not empty.
        OSError: it cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutIsTaken(f"{out}: there is something in it already; name an empty or a new folder.")
    files = issued_files(pack, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as making:
        folder = Path(making) / out.name
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folder.rename(out)
    return tuple(files)


def held_out(pack: Pack, seed: int) -> Table:
    """What became of the customers that the candidate predicts: for grading, never issued.

    Raises:
        BadPack: the pack has no data.
    """
    if pack.dataset is None:
        raise BadPack(f"{pack.slug} has no data set.")
    return make_variant(pack, seed).data.hidden["outcomes"]


def readme(pack: Pack) -> str:
    """The first page: what it is, how long, what to hand in, what is recorded."""
    hours = f"{pack.time_cap_hours:g}"
    return "\n".join(
        [
            f"# {pack.title}",
            "",
            (
                f"Read `brief.md` first. Please stop after **{hours} hours**; your portal page shows the deadline, your pay, "
                "and a place for questions."
            ),
            "",
            "## What to hand in",
            "",
            *(f"- {each}" for each in pack.hand_in),
            "",
            "## How it is judged",
            "",
            (
                f"By people, with the rubric in `rubric.md` ({len(pack.rubric.criteria)} criteria, five levels each). "
                "How high your model scores earns nothing on any of them."
            ),
            "",
            "## AI assistants",
            "",
            pack.ai_policy.says,
            "",
            "## What is recorded",
            "",
            *(f"- {each}" for each in pack.recorded),
            "",
            f"Exercise `{pack.slug}`, version {pack.version}.",
            "",
        ]
    )


def rubric_for_candidates(rubric: Rubric) -> str:
    """The rubric as Markdown, the same words that raters read."""
    lines = [f"# Rubric: {rubric.title}", ""]
    for criterion in rubric.criteria:
        lines += [f"## {criterion.title}", "", criterion.what, "", "| level | what it looks like |", "| --- | --- |"]
        lines += [f"| {each.level} | {each.anchor} |" for each in reversed(criterion.levels)]
        lines.append("")
    return "\n".join(lines)
