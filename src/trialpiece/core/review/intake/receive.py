"""From the bytes of an upload to a folder of safe files, or one clear line of refusal."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from trialpiece.core.review.intake import archives, bundle, names, notebook
from trialpiece.core.review.intake.model import MB, Intake, Kind, Limits, Refused, fingerprint
from trialpiece.core.review.intake.writer import Writer

SCRIPTS = {".py", ".r", ".jl", ".sql", ".md", ".rmd", ".qmd"}
_OFFICE = {".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"}
_OTHER_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\xfd7zXZ": "xz", b"BZh": "bzip2"}
_DEFAULT = Limits()


def receive(
    upload: Path | bytes, *, name: str, into: Path, limits: Limits = _DEFAULT, hide: Sequence[str] = ()
) -> Intake:
    """As `unpack`, but a refusal is part of the answer instead of an exception."""
    try:
        return unpack(upload, name=name, into=into, limits=limits, hide=hide)
    except Refused as refusal:
        return Intake(Kind.UNKNOWN, fingerprint(upload), refused=refusal.reason)


def unpack(
    upload: Path | bytes, *, name: str, into: Path, limits: Limits = _DEFAULT, hide: Sequence[str] = ()
) -> Intake:
    """Unpack an upload into the new folder `into`, which exists afterwards only when all went well.

    Args:
        upload: the original bytes, or the file that holds them; never changed.
        name: what the candidate's file was called; only its ending is used.
        into: a folder that does not exist yet, in one that does.
        limits: how much there may be.
        hide: words to keep out of file names, such as the candidate's names where review is blind.

    Raises:
        Refused: with one line for the candidate.
        FileExistsError: `into` is there already.
    """
    if isinstance(upload, bytes):
        with tempfile.TemporaryDirectory(prefix="trialpiece-upload-") as folder:
            path = Path(folder) / "upload"
            path.write_bytes(upload)
            return unpack(path, name=name, into=into, limits=limits, hide=hide)
    size = upload.stat().st_size
    if size == 0:
        raise Refused("The file is empty. Please check it and upload it once more.")
    if size > limits.upload:
        raise Refused(f"The file is larger than {limits.upload // MB} MB. Please leave out data that we sent.")
    kind, suffix = _kind_of(upload, PurePosixPath(name.replace("\\", "/")).suffix.lower())
    with Writer(into, packed=size, limits=limits, hide=hide) as writer:
        _take(upload, kind, suffix, writer)
        if not writer.files:
            raise Refused("There is no file in the upload that could be reviewed. Please check it and pack it again.")
        _look_at_notebooks(writer, alone=kind is Kind.NOTEBOOK)
        archives.note_nested(writer)
    return Intake(kind, fingerprint(upload), writer.files, writer.notes)


def _take(upload: Path, kind: Kind, suffix: str, writer: Writer) -> None:
    if kind is Kind.ZIP:
        archives.unpack_zip(upload, writer)
    elif kind is Kind.TAR:
        archives.unpack_tar(upload, writer, gzipped=_begins(upload, b"\x1f\x8b"))
    elif kind is Kind.GIT_BUNDLE:
        bundle.unpack_bundle(upload, writer)
    else:
        # A single file gets a neutral name: candidates like to put their own into it.
        with upload.open("rb") as content:
            writer.add([f"submission{suffix}"], content.read)


def _kind_of(upload: Path, suffix: str) -> tuple[Kind, str]:
    """What the bytes are; the name's ending decides only between kinds of text.

    Raises:
        Refused: nothing that can be reviewed.
    """
    with upload.open("rb") as stream:
        head = stream.read(512)
    if suffix in _OFFICE or head.startswith(b"%PDF"):
        raise Refused("This is a report alone. Please put it into a zip together with your code.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP, ".zip"
    if head.startswith(bundle.MAGICS):
        return Kind.GIT_BUNDLE, ".bundle"
    if head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        return Kind.TAR, ".tar"
    for magic, called in _OTHER_ARCHIVES.items():
        if head.startswith(magic):
            raise Refused(f"This is a {called} archive, which is not read here. Please pack the files as a zip.")
    if suffix == ".ipynb":
        return Kind.NOTEBOOK, suffix
    if suffix in SCRIPTS and b"\0" not in head:
        return Kind.SCRIPT, suffix
    if suffix in (".zip", ".gz", ".tgz", ".tar", ".bundle"):
        raise Refused("The archive is damaged or was cut off on the way. Please pack it again and upload it once more.")
    raise Refused("This kind of file is not read here. Please upload a zip, a notebook, a script or a git bundle.")


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _look_at_notebooks(writer: Writer, *, alone: bool) -> None:
    """Say which notebooks cannot be read; one that comes alone is refused, so that it can be mended now."""
    for stored in writer.files:
        if not stored.name.lower().endswith(".ipynb"):
            continue
        path = writer.folder / stored.name
        trouble = notebook.trouble_with(path)
        if trouble and alone:
            raise Refused(f"The notebook {trouble}.")
        if trouble:
            writer.note(f"{names.shown(stored.name)} {trouble}.")
        elif (major := notebook.format_of(path)) is not None and major < notebook.CURRENT_FORMAT:
            writer.note(
                f"{names.shown(stored.name)} was saved in the older notebook format {major}; it is read as it is."
            )
