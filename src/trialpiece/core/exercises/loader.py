"""Finding packs on disk and turning checked files into values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from trialpiece.core.exercises import check
from trialpiece.core.exercises.located import Document, Problem, read
from trialpiece.core.exercises.pack import (
    AiPolicy,
    AiUse,
    BadPack,
    Criterion,
    DatasetSpec,
    Level,
    Pack,
    Pay,
    PayBasis,
    Rubric,
)

_NOT_IN_DIGEST = ("key/submissions/",)
"""Worked examples teach raters; they change nothing about what is asked or how it is judged."""


def shipped_packs() -> Path:
    """The folder of the exercises that come with the product."""
    return Path(str(resources.files("trialpiece"))) / "packs" / "exercises"


def list_packs(folder: Path | None = None) -> tuple[Pack, ...]:
    """The latest version of every exercise in a folder (the shipped ones by default), by slug.

    Raises:
        BadPack: one of them has errors.
    """
    root = folder or shipped_packs()
    return tuple(load_pack(each) for each in _pack_folders(root) if "@" not in each.name)


def load_pack(slug_or_folder: str | Path, version: str | None = None) -> Pack:
    """One exercise by slug (shipped) or folder; with `version`, that exact one.

    An earlier version that is kept stands beside the latest in a folder `slug@version`.

    Raises:
        BadPack: there is none of that name and version, or it has errors (the first is named).
    """
    folder = _folder_of(slug_or_folder)
    if version is not None and _version_in(folder) != version:
        folder = folder.with_name(f"{folder.name}@{version}")
    if not folder.is_dir():
        wanted = str(slug_or_folder) + (f", version {version}" if version else "")
        raise BadPack(f"There is no exercise {wanted}; `trialpiece exercise list` shows those that exist.")
    return _checked(folder.resolve(), digest_of(folder))


@lru_cache(maxsize=64)
def _checked(folder: Path, digest: str) -> Pack:
    """The pack in a folder, checked and built once for the same bytes: pages ask for it all the time."""
    problems = check.check_pack(folder)
    if problems:
        more = f" ({len(problems) - 1} more; run `trialpiece packs check`)" if len(problems) > 1 else ""
        raise BadPack(f"{folder.name}/{problems[0]}{more}")
    return _build(folder, digest)


def load_rubric(path: Path) -> Rubric:
    """A rubric from its file.

    Raises:
        BadPack: the file is missing or has errors.
    """
    document = read(path, shown_as=path.name)
    problems = [document] if isinstance(document, Problem) else check.check_rubric(document, shown_as=path.name)
    if isinstance(document, Problem) or problems:
        raise BadPack(str(problems[0]))
    return rubric_from(document.data)


def digest_of(folder: Path) -> str:
    """SHA-256 over the pack's files in path order: name, length, bytes; the same on every machine."""
    whole = hashlib.sha256()
    for name, path in sorted((each.relative_to(folder).as_posix(), each) for each in folder.rglob("*")):
        if not path.is_file() or name.startswith(_NOT_IN_DIGEST) or "__pycache__" in name:
            continue
        content = path.read_bytes()
        whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def rubric_from(data: dict[str, Any]) -> Rubric:
    """A rubric from data that passed the check."""
    return Rubric(
        slug=data["slug"],
        version=data["version"],
        title=data["title"],
        how_to_rate=data.get("how_to_rate", "").strip(),
        criteria=tuple(_criterion_from(each) for each in data["criterion"]),
    )


def _criterion_from(data: dict[str, Any]) -> Criterion:
    levels = sorted((Level(each["level"], each["anchor"]) for each in data["level"]), key=lambda each: each.level)
    return Criterion(
        slug=data["slug"],
        title=data["title"],
        predictor=data["predictor"],
        what=data["what"].strip(),
        levels=tuple(levels),
        evidence=tuple(data.get("evidence", ())),
    )


def _dataset_from(data: dict[str, Any]) -> DatasetSpec:
    choices = {name: tuple(options) for name, options in data.get("variant", {}).items()}
    return DatasetSpec(data["generator"], data["customers"], choices)


def _build(folder: Path, digest: str) -> Pack:
    """The pack in a folder that has just been checked."""
    data = _data(folder / "exercise.toml")
    dataset = _data(folder / data["dataset"]) if "dataset" in data else None
    starter = folder / "starter"
    return Pack(
        slug=data["slug"],
        version=data["version"],
        title=data["title"],
        summary=data["summary"],
        roles=tuple(data["roles"]),
        level=data["level"],
        practice=data["practice"],
        time_cap_hours=float(data["time_cap_hours"]),
        window_days=data["window_days"],
        pay=Pay(**{**data["pay"], "basis": PayBasis(data["pay"]["basis"])}),
        ai_policy=AiPolicy(AiUse(data["ai_policy"]["allowed"]), data["ai_policy"]["says"]),
        recorded=tuple(data["recorded"]),
        hand_in=tuple(data.get("hand_in", ())),
        brief=(folder / "brief.md").read_text(encoding="utf-8"),
        rubric=rubric_from(_data(folder / data["rubric"])),
        starter=tuple(sorted(each.relative_to(starter).as_posix() for each in starter.rglob("*") if each.is_file())),
        dataset=_dataset_from(dataset) if dataset else None,
        folder=folder,
        digest=digest,
    )


def _data(path: Path) -> dict[str, Any]:
    document = read(path, shown_as=path.name)
    if isinstance(document, Problem):
        raise BadPack(str(document))
    return document.data


def _folder_of(slug_or_folder: str | Path) -> Path:
    """A slug is looked up among the shipped packs; anything with a slash, and every Path, is a folder."""
    if isinstance(slug_or_folder, Path) or "/" in slug_or_folder:
        return Path(slug_or_folder)
    if not check.is_slug(slug_or_folder):
        raise BadPack(f"{slug_or_folder!r} is not an exercise's name: small letters, digits and hyphens.")
    return shipped_packs() / slug_or_folder


def _version_in(folder: Path) -> str | None:
    document = read(folder / "exercise.toml", shown_as="exercise.toml")
    return document.data.get("version") if isinstance(document, Document) else None


def _pack_folders(root: Path) -> Iterator[Path]:
    yield from sorted(each for each in root.iterdir() if (each / "exercise.toml").is_file())
