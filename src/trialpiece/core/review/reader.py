"""From a path to a submission: a notebook, a script, a folder, or a zip file."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from trialpiece.core.review.blinding import mask_code, mask_prose
from trialpiece.core.review.intake import Refused, unpack
from trialpiece.core.review.notebooks import UnreadableNotebook, clean, read_notebook
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

NOTEBOOK_BYTES = 128 * 1024 * 1024
TEXT_BYTES = 1024 * 1024
FILES = 5_000

_SKIPPED_FOLDERS = {".git", ".hg", ".svn", ".idea", ".vscode", "__pycache__", ".ipynb_checkpoints", "node_modules"} | {
    *(
        ".venv",
        "venv",
        "env",
        "site-packages",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        "__MACOSX",
        ".tox",
        ".eggs",
    )
}
_SCRIPTS = {
    ".py": "python",
    ".pyw": "python",
    ".r": "r",
    ".jl": "julia",
    ".sql": "sql",
    ".sh": "bash",
    ".scala": "scala",
}
_REPORTS = frozenset({".md", ".markdown", ".rst", ".txt", ".tex", ".qmd", ".rmd", ".adoc", ".org"})
_PAPERS = frozenset({".pdf", ".docx", ".doc", ".odt", ".pptx", ".ppt", ".html", ".htm", ".key", ".pages"})
_TABLES = {
    ".csv",
    ".tsv",
    ".xls",
    ".xlsx",
    ".ods",
    ".parquet",
    ".feather",
    ".json",
    ".jsonl",
    ".ndjson",
    ".xml",
    ".arff",
}
_STORES = {".db", ".sqlite", ".sqlite3", ".pkl", ".pickle", ".joblib", ".npy", ".npz", ".h5", ".hdf5", ".sav", ".dta"}
_PACKED = {".gz", ".bz2", ".xz", ".zip", ".7z", ".tar", ".dat", ".orc", ".avro"}
_DATA = frozenset(_TABLES | _STORES | _PACKED)
_DEPENDENCIES = re.compile(
    r"^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment[\w.-]*\.ya?ml|conda[\w.-]*\.ya?ml"
    r"|pipfile(?:\.lock)?|poetry\.lock|uv\.lock|renv\.lock|description)$",
    re.IGNORECASE,
)


class BadSubmission(Exception):
    """The path holds nothing that can be read as a submission; the message is one plain line."""


ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bundle")


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder or single file that a submission consists of; archives are unpacked for as long as it is open.

    Raises:
        BadSubmission: no such path, or an archive that intake refuses.
    """
    if not path.exists():
        raise BadSubmission(f"{path}: there is no such file or folder.")
    if not (path.is_dir() or path.is_file()):
        raise BadSubmission(f"{path}: this is neither a file nor a folder.")
    if path.is_dir() or path.suffix.lower() not in ARCHIVES:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="trialpiece-read-") as folder:
        target = Path(folder) / "submission"
        try:
            unpack(path, name=path.name, into=target)
        except Refused as refusal:
            raise BadSubmission(f"{path}: {refusal.reason}") from refusal
        yield target


def read_submission(path: Path, *, name: str | None = None) -> Submission:
    """Everything that was handed in at `path`, without running or trusting any of it.

    Symbolic links are never followed. Names of people in home paths, e-mail addresses and author
    lines are hidden here, so that nothing downstream can show them.

    Raises:
        BadSubmission: no such path, a broken archive, or nothing inside.
    """
    with opened(path) as place:
        files = (
            tuple(sorted(_from_folder(place), key=lambda file: file.path))
            if place.is_dir()
            else (_from_bytes(place.name, _limited(place), place.stat().st_size),)
        )
    if not files:
        raise BadSubmission(f"{path}: there is no file inside.")
    return Submission(name=name or path.name, files=files)


def _limited(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > NOTEBOOK_BYTES or kind_of(path.name) in {FileKind.DATA, FileKind.OTHER}:
            return None
        return path.read_bytes()
    except OSError as error:
        raise BadSubmission(f"{path}: it cannot be opened ({error.strerror}).") from error


def _from_folder(folder: Path) -> Iterator[SourceFile]:
    seen = 0
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _skipped(name))
        for name in sorted(names):
            path = Path(here) / name
            try:
                status = path.lstat()
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode) or name == ".DS_Store":
                continue
            seen += 1
            if seen > FILES:
                return
            relative = path.relative_to(folder).as_posix()
            yield _from_bytes(relative, _limited(path), status.st_size)


def _skipped(folder: str) -> bool:
    return folder in _SKIPPED_FOLDERS or folder.endswith((".egg-info", ".dist-info"))


def kind_of(name: str) -> FileKind:
    """What a file's name says that it is."""
    if _DEPENDENCIES.match(name):
        return FileKind.DEPENDENCIES
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".ipynb":
        return FileKind.NOTEBOOK
    if suffix in _SCRIPTS:
        return FileKind.SCRIPT
    if suffix in _REPORTS or suffix in _PAPERS:
        return FileKind.REPORT
    if suffix in _DATA:
        return FileKind.DATA
    return FileKind.OTHER


def _from_bytes(path: str, content: bytes | None, size: int) -> SourceFile:
    path = clean(path)
    kind = kind_of(path.rsplit("/", 1)[-1])
    suffix = PurePosixPath(path).suffix.lower()
    if content is None:
        problem = None if kind in {FileKind.DATA, FileKind.OTHER} else "It is too large to read."
        return SourceFile(path, kind, size, problem=problem)
    if kind is FileKind.NOTEBOOK:
        try:
            cells, language, facts = read_notebook(decode(content))
        except UnreadableNotebook as error:
            return SourceFile(path, kind, size, problem=str(error))
        return SourceFile(path, kind, size, cells, language=language, notebook=facts)
    if suffix in _PAPERS:
        return SourceFile(path, kind, size)
    if len(content) > TEXT_BYTES:
        return SourceFile(path, kind, size, problem="It is too large to read.")
    is_code = kind is FileKind.SCRIPT
    text = (mask_code if is_code else mask_prose)(clean(decode(content)))
    cell = Cell(0, CellKind.CODE if is_code else CellKind.MARKDOWN if kind is FileKind.REPORT else CellKind.RAW, text)
    return SourceFile(path, kind, size, (cell,), language=_SCRIPTS[suffix] if is_code else None)


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def decode(content: bytes) -> str:
    """Bytes as text: by their mark, as UTF-8, as the file says of itself (PEP 263), else as Latin-1."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    for line in io.BytesIO(content[:400]).readlines()[:2]:
        if said := _COOKIE.match(line):
            try:
                return content.decode(said[1].decode("ascii"))
            except (LookupError, ValueError):
                break
    return content.decode("latin-1")
