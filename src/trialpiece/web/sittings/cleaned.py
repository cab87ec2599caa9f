"""Submissions for those who read them: the safe files only, without what names their author."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from trialpiece.core.review.blinding import mask_code, mask_prose
from trialpiece.web.candidates.models import Candidate
from trialpiece.web.sittings.blind import neutral_name, without_names
from trialpiece.web.sittings.domain.uploads import read
from trialpiece.web.sittings.models import Submission

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CODE = {".py", ".r", ".jl", ".sql", ".sh", ".toml", ".cfg", ".ini", ".yml", ".yaml"}
_PROSE = {".md", ".rmd", ".qmd", ".txt"}
_AS_THEY_ARE = {".csv", ".tsv", ".parquet", ".json", ".png", ".gif"}
_LEFT_OUT = "LEFT-OUT.txt"


@dataclass(frozen=True, slots=True)
class _Mask:
    """Takes a candidate's names out of text."""

    candidate: Candidate

    def code(self, text: str) -> str:
        return without_names(mask_code(text), self.candidate)

    def prose(self, text: str) -> str:
        return without_names(mask_prose(text), self.candidate)


class Nothing(Exception):
    """The submission cannot be unpacked any more."""


def write_cleaned(submission: Submission, out: IO[bytes]) -> None:
    """Write a zip of the files that intake found safe, in one folder of a neutral name.

    Where the opening hides names, text is masked, notebooks lose their metadata, and files of kinds that carry their
    author's name (PDF, office documents, photographs) are left out and listed.

    Raises:
        Nothing: intake refuses the bytes now.
    """
    application = submission.sitting.application
    masked = _Mask(application.candidate) if application.opening.hides_names else None
    root = neutral_name(submission, ending="zip").removesuffix(".zip")
    with tempfile.TemporaryDirectory(prefix="trialpiece-clean-") as home:
        folder = Path(home) / "files"
        found = read(submission, into=folder)
        if found.refused:
            raise Nothing(found.refused)
        names = [stored.name for stored in found.files]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            left_out = []
            for name, content in _contents(folder, names, masked):
                if content is None:
                    left_out.append(name)
                else:
                    _add(archive, f"{root}/{name}", content)
            if left_out:
                _add(archive, f"{root}/{_LEFT_OUT}", _explained(left_out))


def _contents(folder: Path, names: list[str], masked: _Mask | None) -> Iterator[tuple[str, bytes | None]]:
    """Each file's name with its bytes, None for what is left out."""
    for name in names:
        path = folder / name
        suffix = path.suffix.lower()
        if masked is None or suffix in _AS_THEY_ARE:
            yield name, path.read_bytes()
        elif suffix == ".ipynb":
            yield name, _notebook(path.read_bytes(), masked)
        elif suffix in _CODE:
            yield name, masked.code(path.read_bytes().decode("utf-8", "replace")).encode()
        elif suffix in _PROSE:
            yield name, masked.prose(path.read_bytes().decode("utf-8", "replace")).encode()
        else:
            yield name, None


def _notebook(content: bytes, masked: _Mask) -> bytes | None:
    """The notebook with masked text and without metadata but its language; None where it is none."""
    try:
        notebook = json.loads(content)
        cells = notebook["cells"]
        language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        notebook["metadata"] = {"language_info": {"name": str(language)}}
        for cell in cells:
            cell["metadata"] = {}
            source = cell.get("source", "")
            source = "".join(source) if isinstance(source, list) else str(source)
            if cell.get("cell_type") == "code":
                cell["source"] = masked.code(source)
                cell["outputs"] = [_output(each, masked.code) for each in cell.get("outputs", [])]
            else:
                cell["source"] = masked.prose(source)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def _output(output: Any, masked: Callable[[str], str]) -> Any:
    kept = {**output, "metadata": {}} if "metadata" in output else dict(output)
    return {key: _every_text(value, masked) for key, value in kept.items()}


def _every_text(value: Any, masked: Callable[[str], str]) -> Any:
    """The value with every string in it masked; pictures, which are long strings without spaces, as they are."""
    if isinstance(value, str):
        return value if len(value) > 10_000 and " " not in value[:10_000] else masked(value)
    if isinstance(value, list):
        return [_every_text(each, masked) for each in value]
    if isinstance(value, dict):
        return {key: _every_text(each, masked) for key, each in value.items()}
    return value


def _explained(left_out: list[str]) -> bytes:
    lines = [
        "These files can carry their author's name where no program finds it, so they are left out while names are",
        "hidden. Somebody who looks after candidates can fetch the original, check it and pass it on.",
        "",
        *sorted(left_out),
        "",
    ]
    return "\n".join(lines).encode()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_LONG_AGO)  # times of files would tell when somebody worked
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content)
