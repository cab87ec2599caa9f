"""Writing unpacked files under limits, into a folder that appears only when everything went well."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from trialpiece.core.review.intake import names
from trialpiece.core.review.intake.model import MB, Limits, Refused, StoredFile

PIECE = 64 * 1024
Reader = Callable[[int], bytes]


def too_many(limits: Limits) -> Refused:
    """The refusal of an upload with too many files."""
    return Refused(
        f"The upload holds more than {limits.files:,} files. Please leave out environments, caches and the data "
        "that we sent, and pack again."
    )


class Writer:
    """A folder in the making beside its target; leaving with an error removes it whole."""

    def __init__(self, target: Path, *, packed: int, limits: Limits, hide: Sequence[str] = ()) -> None:
        self.target, self.packed, self.limits, self.hide = target, max(packed, 1), limits, hide
        self.written = 0
        self.until = time.monotonic() + limits.seconds
        self._files: list[StoredFile] = []
        self._taken: dict[str, str] = {}
        self._skipped: Counter[str] = Counter()
        self._notes: list[str] = []

    def __enter__(self) -> Self:
        if self.target.exists():
            raise FileExistsError(self.target)
        self.folder = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.", suffix=".partial", dir=self.target.parent))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.folder.chmod(0o755)
            self.folder.rename(self.target)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """What was written, in path order."""
        return tuple(sorted(self._files, key=lambda each: each.name))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out or renamed, in sentences."""
        left_out = [f"{count} file{'s' * (count > 1)} left out: {why}." for why, count in sorted(self._skipped.items())]
        return (*left_out, *self._notes[:20], *([f"{len(self._notes) - 20} more remarks."] if self._notes[20:] else []))

    def note(self, sentence: str) -> None:
        """Remember something that the candidate and the reviewers should know."""
        self._notes.append(sentence)

    def skip(self, parts: Sequence[str]) -> bool:
        """Whether a file is left out by its place; counted by reason."""
        reason = names.skipped_because(parts)
        if reason:
            self._skipped[reason] += 1
        return reason is not None

    def skip_special(self, what: str) -> None:
        """A link, device or pipe: never made, only counted."""
        self._skipped[f"{what}; send the file itself where it matters"] += 1

    def add(self, parts: Sequence[str], read: Reader) -> None:
        """Write one file from `read(n)`, which answers b"" at its end.

        Raises:
            Refused: a limit is passed; nothing of the upload is kept.
        """
        if len(self._files) >= self.limits.files:
            raise too_many(self.limits)
        name = self._name_for(parts)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "wb") as out:
            size = self._copy(read, out.write, shown=names.shown("/".join(parts)))
        self._files.append(StoredFile(name, size))

    def _copy(self, read: Reader, write: Callable[[bytes], object], *, shown: str) -> int:
        """Copy in pieces and count; the count decides, not what an archive's header claims."""
        size = 0
        while piece := read(PIECE):
            size += len(piece)
            self.count(len(piece))
            if size > self.limits.file:
                raise Refused(f"{shown} is larger than {self.limits.file // MB} MB. Please leave it out or shorten it.")
            write(piece)
        return size

    def count(self, size: int) -> None:
        """Count unpacked bytes against the limits on total, ratio and time."""
        self.written += size
        if self.written > self.limits.total:
            raise Refused(
                f"Unpacked, the upload is larger than {self.limits.total // MB} MB. Please leave out data that we sent."
            )
        if self.written > self.limits.ratio_from and self.written > self.limits.ratio * self.packed:
            raise Refused(
                f"The upload unpacks to more than {self.limits.ratio} times its size, as archives made to do harm "
                "do. Please leave out large files that are nearly empty, and pack again."
            )
        self.check_time()

    def check_time(self) -> None:
        """Raise Refused when unpacking has taken too long."""
        if time.monotonic() > self.until:
            raise Refused("Unpacking took too long. Please pack fewer or smaller files.")

    def _name_for(self, parts: Sequence[str]) -> str:
        """A free, safe name; folders that differ by case alone become one, files get a number."""
        safe = [names.safe_part(each, self.hide) for each in parts]
        if safe != list(parts):
            self._note_rename(parts, safe)
        folder = ""
        for part in safe[:-1]:
            folder = self._folder(folder, part)
        stem, suffix = PurePosixPath(safe[-1]).stem, PurePosixPath(safe[-1]).suffix
        name, number = f"{folder}{safe[-1]}", 1
        while name.lower() in self._taken:
            number += 1
            name = f"{folder}{stem}-{number}{suffix}"
        if number > 1:
            self.note(
                f"There are two files called {names.shown('/'.join(safe))}; the later one is now {names.shown(name)}."
            )
        self._taken[name.lower()] = name
        return name

    def _folder(self, above: str, part: str) -> str:
        """The folder `part` in `above`, with a slash; another name where a file already has it."""
        name = f"{above}{part}"
        while not self._taken.setdefault(name.lower(), f"{name}/").endswith("/"):
            name += "-folder"
        return self._taken[name.lower()]

    def _note_rename(self, parts: Sequence[str], safe: Sequence[str]) -> None:
        before, after = names.shown("/".join(parts)), names.shown("/".join(safe))
        if [names.safe_part(each) for each in parts] != list(safe):
            self.note("A file name that held the candidate's name was made neutral.")
        elif before == after:
            self.note(f"Characters that cannot be seen were taken out of a file name; it is now {after}.")
        else:
            self.note(f"{before} was renamed to {after}.")
