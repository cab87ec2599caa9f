"""Zip and tar archives, read entry by entry with every claim in their headers doubted."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, TypeVar

from trialpiece.core.review.intake import names
from trialpiece.core.review.intake.model import Limits, Refused
from trialpiece.core.review.intake.writer import Writer, too_many

Entry = TypeVar("Entry")

_DAMAGED = "The archive is damaged or was cut off on the way. Please pack it again and upload it once more."
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_NESTED = {".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".whl", ".egg"}


class Capped(io.RawIOBase):
    """A stream without reads above `most` or positions past `end`: the libraries trust sizes in headers."""

    def __init__(self, stream: BinaryIO, *, most: int, end: int) -> None:
        super().__init__()
        self._stream, self._most, self._end = stream, most, end

    def read(self, size: int = -1, /) -> bytes:
        """At most `most` bytes at once."""
        self._check(self._stream.tell())
        piece = self._stream.read(self._most + 1 if size < 0 else min(size, self._most + 1))
        if len(piece) > self._most:
            raise Refused("The archive's table of contents is too large. Please pack fewer files.")
        return piece

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move, but not past the end that was allowed."""
        if whence == io.SEEK_SET:
            self._check(offset)
        return self._check(self._stream.seek(offset, whence))

    def tell(self) -> int:
        """Where the stream stands."""
        return self._stream.tell()

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def _check(self, position: int) -> int:
        if position > self._end:
            raise Refused("Unpacked, the upload is too large. Please leave out data that we sent.")
        return position


def unpack_zip(source: Path, writer: Writer) -> None:
    """Every ordinary file of a zip; only plain and deflated entries are read.

    Raises:
        Refused: damaged, encrypted, oversized, overlapping, or with names that lead outside.
    """
    with source.open("rb") as stream:
        guarded = Capped(stream, most=writer.limits.directory, end=source.stat().st_size)
        try:
            with zipfile.ZipFile(guarded) as archive:
                _refuse_overlaps(archive)
                entries = _plan_zip(archive, writer)
                for entry, parts in entries:
                    with archive.open(entry) as content:
                        writer.add(parts, content.read)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the server's own trouble (disk full, permissions), not the archive's
            raise Refused(_DAMAGED) from error


def _plan_zip(archive: zipfile.ZipFile, writer: Writer) -> list[tuple[zipfile.ZipInfo, list[str]]]:
    """The entries that will be written, with their paths; refuses before anything is written where it can."""
    entries = []
    for entry in archive.infolist():
        raw = names.repaired(entry.orig_filename, utf8=bool(entry.flag_bits & _UTF8_NAME))
        parts = names.parts_of(raw, writer.limits)
        if not parts or raw.replace("\\", "/").endswith("/") or writer.skip(parts):
            continue
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            writer.skip_special(_special(mode))
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise Refused("The zip is protected by a password. Please pack it without one.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("The zip uses an unusual compression. Please pack it with the ordinary one (deflate).")
        entries.append((entry, parts))
    _refuse_many(len(entries), writer.limits)
    return _without_common_root(entries)


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Entries that share bytes are how a small zip unpacks to terabytes (Fifield 2019)."""
    entries = sorted(archive.infolist(), key=lambda each: each.header_offset)
    ends = [each.header_offset + _LOCAL_HEADER + each.compress_size for each in entries]
    starts = [*(each.header_offset for each in entries[1:]), archive.start_dir]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise Refused("Files in the zip overlap, as in archives made to do harm. Please pack it again.")


def unpack_tar(source: Path, writer: Writer, *, gzipped: bool) -> None:
    """Every ordinary file of a tar or tar.gz; links, devices and sparse files are never made.

    Raises:
        Refused: damaged, oversized, or with names that lead outside.
    """
    limits = writer.limits
    with source.open("rb") as stream:
        plain: BinaryIO = gzip.GzipFile(fileobj=stream) if gzipped else stream  # type: ignore[assignment]  # GzipFile reads, seeks and tells
        ceiling = min(limits.total, max(limits.ratio_from, limits.ratio * writer.packed)) * 2
        try:
            guarded = Capped(plain, most=limits.directory, end=ceiling)
            with tarfile.open(fileobj=guarded, mode="r:", errorlevel=1) as archive:
                _take_tar(archive, writer)
        except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, OverflowError, RecursionError) as error:
            if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile) and error.errno is not None:
                raise  # the server's own trouble
            raise Refused(_DAMAGED) from error


def _take_tar(archive: tarfile.TarFile, writer: Writer) -> None:
    """Two passes: all names first, so that nothing is written of an archive that will be refused."""
    members = []
    entries = 0
    for member in archive:
        entries += 1
        writer.check_time()
        _refuse_many(entries // 10, writer.limits)
        raw = member.name.encode("utf-8", "surrogateescape")
        parts = names.parts_of(_decoded(raw), writer.limits)
        if not parts or member.isdir() or writer.skip(parts):
            continue
        if not member.isreg() or member.issparse():
            writer.skip_special(_tar_special(member))
            continue
        if member.size < 0:
            raise Refused(_DAMAGED)
        members.append((member, parts))
    _refuse_many(len(members), writer.limits)
    for member, parts in _without_common_root(members):
        content = archive.extractfile(member)
        if content is not None:
            with content:
                writer.add(parts, content.read)


def note_nested(writer: Writer) -> None:
    """Archives within the archive stay packed; say so once."""
    nested = [each.name for each in writer.files if Path(each.name).suffix.lower() in _NESTED]
    if nested:
        writer.note(f"Archives within the upload were left packed: {', '.join(map(names.shown, nested[:5]))}.")


def _without_common_root(entries: list[tuple[Entry, list[str]]]) -> list[tuple[Entry, list[str]]]:
    """Drop the one folder that holds everything: it is often named after the candidate."""
    roots = {parts[0] for _, parts in entries}
    if len(roots) == 1 and all(len(parts) > 1 for _, parts in entries):
        return [(entry, parts[1:]) for entry, parts in entries]
    return entries


def _refuse_many(count: int, limits: Limits) -> None:
    if count > limits.files:
        raise too_many(limits)


def _special(mode: int) -> str:
    return "links are not followed" if stat.S_ISLNK(mode) else "devices and pipes are not made"


def _tar_special(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "links are not followed"
    return "sparse files are not read" if member.issparse() else "devices and pipes are not made"


def _decoded(raw: bytes) -> str:
    """A tar's name as UTF-8, or as the Latin-1 of older systems."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
