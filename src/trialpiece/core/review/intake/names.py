"""Names from outside, made safe: a path that stays inside, on every system a reviewer may use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from trialpiece.core.review.intake.model import Limits, Refused
from trialpiece.core.review.naming import pattern_in_file_names

SKIPPED_FOLDERS = {
    "__macosx": "macOS's own folder",
    ".git": "the git folder (send a git bundle if the history matters)",
    ".ipynb_checkpoints": "Jupyter's checkpoints",
    "__pycache__": "Python's cache",
    ".venv": "the Python environment",
    "site-packages": "installed packages",
    "node_modules": "installed packages",
    ".mypy_cache": "a tool's cache",
    ".pytest_cache": "a tool's cache",
    ".ruff_cache": "a tool's cache",
}
SKIPPED_FILES = {
    ".ds_store": "macOS's own files",
    "thumbs.db": "Windows's own files",
    "desktop.ini": "Windows's own files",
}

_DRIVE = re.compile(r"^[A-Za-z]:")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Controls, format characters (bidi overrides, zero width), surrogates, private use, unassigned, line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(name: str) -> str:
    """A name fit for a sentence: unseen characters replaced, at most 60 characters."""
    clean = "".join(_seen(each) for each in name[:200])
    return clean if len(clean) <= 60 and len(name) <= 200 else f"{clean[:57]}..."


def skipped_because(parts: Sequence[str]) -> str | None:
    """Why a file is left out by its place, or None."""
    for part in parts[:-1]:
        if reason := SKIPPED_FOLDERS.get(part.lower()):
            return reason
    last = parts[-1].lower()
    return (
        SKIPPED_FOLDERS.get(last) or SKIPPED_FILES.get(last) or ("macOS's own files" if last.startswith("._") else None)
    )


def parts_of(raw: str, limits: Limits) -> list[str]:
    """The parts of a path in an archive.

    Raises:
        Refused: it leads outside, or is absurdly long or deep.
    """
    if len(raw) > limits.path:
        raise Refused(f"The name {shown(raw)} has {len(raw):,} characters. Please shorten it and pack again.")
    if "\0" in raw:
        raise Refused(
            f"The name {shown(raw)} holds a zero character. Please pack the files again with another program."
        )
    path = raw.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        raise Refused(
            f"{shown(raw)} is an absolute path. Please pack the folder itself, so that names begin inside it."
        )
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if any(part.strip(" .") == "" and part.startswith("..") for part in parts):
        raise Refused(
            f"{shown(raw)} leads outside of the archive. Please pack the folder itself, without '..' in names."
        )
    if len(parts) > limits.depth:
        raise Refused(
            f"{shown(raw)} lies {len(parts)} folders deep; at most {limits.depth}. Please pack a flatter folder."
        )
    for part in parts:
        if len(part) > limits.name or len(part.encode("utf-8", "replace")) > 250:
            raise Refused(f"The name {shown(part)} is too long. Please shorten it and pack again.")
    return parts


def safe_part(part: str, hide: Sequence[str] = ()) -> str:
    """One part of a path that is an ordinary name on Linux, macOS and Windows, without the words to hide."""
    name = unicodedata.normalize("NFC", part)
    name = "".join(_seen(each) for each in name)
    name = _FORBIDDEN.sub("_", name).strip(" ").rstrip(". ") or "_"
    if _RESERVED.match(name):
        name = f"_{name}"
    if name.startswith("-"):
        name = f"_{name[1:]}"
    named = pattern_in_file_names(hide)
    return named.sub("candidate", name) if named else name


def _seen(character: str) -> str:
    """The character, a plain blank for every other kind of blank, or _ for what cannot be seen."""
    category = unicodedata.category(character)
    return "_" if category in _UNSEEN else " " if category == "Zs" else character


def repaired(name: str, *, utf8: bool) -> str:
    """A zip's name with the encoding that its maker meant: many write UTF-8 without saying so."""
    if utf8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
