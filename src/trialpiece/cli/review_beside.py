"""What submissions are run and read beside: a folder of data, and the exercise that they answer."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import click

from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.material import Material, lay_out
from trialpiece.core.exercises.pack import BadPack
from trialpiece.runner.jobfolder import NEVER_COPIED
from trialpiece.runner.limits import MIB, Limits


class BadMaterial(ValueError):
    """What was asked for cannot be laid beside a submission; the message is one line for people."""


def beside(
    *, data: Path | None, exercise: str | None, seed: int | None, run: bool, scratch: Path
) -> tuple[Material, list[str]]:
    """The material that the options ask for, and what a person should know about it.

    Args:
        data: `--data`, laid beside the code in place of the exercise's own data.
        exercise: `--exercise`, a shipped pack's name or a pack's folder.
        seed: `--seed`, whose variant of its data.
        run: whether anything is run.
        scratch: an empty folder for an exercise's data.

    Raises:
        BadMaterial: an option is missing, contradicts another, or names what is not there or cannot be used.
    """
    if data is not None and not run:
        raise BadMaterial("--data: data are laid beside the code for its run, and --no-run asks for none.")
    made = _of_exercise(exercise, seed, scratch)
    if data is None:
        return made, []
    folder, left_out = _checked(data)
    return replace(made, data=folder), left_out


def _of_exercise(exercise: str | None, seed: int | None, scratch: Path) -> Material:
    if exercise is None:
        if seed is not None:
            raise BadMaterial("--seed: it chooses a candidate's variant of an exercise; name that with --exercise.")
        return Material()
    try:
        pack = load_pack(exercise)
        if pack.dataset is not None and seed is None:
            raise BadMaterial(
                f"--exercise {exercise}: every candidate has other data; say whose with --seed, as at `exercise issue`."
            )
        return lay_out(pack, seed or 0, scratch)
    except BadPack as error:
        raise BadMaterial(f"--exercise {exercise}: {error}") from None


def _checked(data: Path) -> tuple[Path, list[str]]:
    """The folder without links in its own path, and what of it is left out, in sentences."""
    limits = Limits()
    if not data.is_dir():
        what = "this is a file; name the folder that holds it" if data.exists() else "there is no such folder"
        raise BadMaterial(f"--data {data}: {what}.")
    folder, links, count, size = data.resolve(), list[str](), 0, 0
    for top, folders, files in os.walk(folder, onerror=_unreadable):
        links += [str(Path(top, name).relative_to(folder)) for name in folders if Path(top, name).is_symlink()]
        folders[:] = [name for name in folders if name not in NEVER_COPIED]
        for name in files:
            entry = Path(top, name).lstat()
            if stat.S_ISLNK(entry.st_mode):
                links.append(str(Path(top, name).relative_to(folder)))
            elif stat.S_ISREG(entry.st_mode):
                if not os.access(Path(top, name), os.R_OK):
                    raise BadMaterial(f"--data {Path(top, name)}: it cannot be read.")
                count, size = count + 1, size + entry.st_size
        if count > limits.work_files:
            raise BadMaterial(
                f"--data {data}: it holds more than {limits.work_files:,} files, which the sandbox refuses."
            )
        if size > limits.work_bytes:
            raise BadMaterial(
                f"--data {data}: it holds more than {limits.work_bytes / MIB:,.0f} MiB, which the sandbox refuses."
            )
    if not count:
        raise BadMaterial(f"--data {data}: there is no file in it{' but links, which are not followed' * bool(links)}.")
    return folder, [_left_out(data, links)] if links else []


def _left_out(data: Path, links: list[str]) -> str:
    first, more = min(links), len(links) - 1
    others = f" and {more} more" if more else ""
    return f"--data {data}: links are not followed; left out: {click.format_filename(first)}{others}."


def _unreadable(error: OSError) -> None:
    raise BadMaterial(f"--data {error.filename}: it cannot be read ({error.strerror}).")
