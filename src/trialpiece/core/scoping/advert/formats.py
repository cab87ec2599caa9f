"""Reads adverts from files: text, Markdown, HTML, PDF, DOCX, and JSON Lines with many."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pypdf

LARGEST = 20_000_000  # bytes of a file with one advert, pictures included
LONGEST = 300_000  # characters of an advert: a hundred pages
MOST_PAGES = 200
"""Of a PDF."""


class BadAdvert(ValueError):
    """A file that cannot be read as adverts; the message is one line that names the file and the place."""


class Advert(NamedTuple):
    """One text to read: its id, its title where the file gives one, and the text that spans will point into."""

    id: str
    title: str
    text: str


def read_file(path: Path) -> Iterator[Advert]:
    """The adverts in a file, by its ending; raises BadAdvert."""
    try:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            with path.open("rb") as file:
                yield from read_lines(file, str(path))
            return
        if path.stat().st_size > LARGEST:
            raise BadAdvert(
                f"{path}: {path.stat().st_size / 1e6:.0f} MB is too long for one advert; many adverts go into a .jsonl file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise BadAdvert(f"{path}: {error.strerror or error}") from error
    yield Advert(path.name, "", read_bytes(data, path.suffix.lower(), str(path)))


def read_stream(file: IO[bytes], name: str = "-") -> Iterator[Advert]:
    """Adverts from standard input: JSON Lines when the first line is a JSON object, else one text."""
    first = file.readline()
    if first.lstrip().startswith(b"{"):
        yield from read_lines(_Chained(first, file), name)
        return
    data = first + file.read(LARGEST)
    yield Advert(name, "", read_bytes(data, "", name))


class _Chained:
    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self.first, self.rest = first, rest

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.rest


def read_lines(lines: IO[bytes] | _Chained, name: str) -> Iterator[Advert]:
    """One advert for each line of JSON: id, description, and optionally title."""
    seen = False
    for n, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        seen = True
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise BadAdvert(f"{name}, line {n}: not JSON ({first_line(error)})") from error
        if not isinstance(line, dict) or not isinstance(line.get("description"), str):
            raise BadAdvert(f'{name}, line {n}: needs a "description" that is text')
        title = line.get("title")
        if title is not None and not isinstance(title, str):
            raise BadAdvert(f'{name}, line {n}: "title" must be text')
        yield Advert(str(line.get("id", n)), title or "", _clean(line["description"], f"{name}, line {n}"))
    if not seen:
        raise BadAdvert(f"{name}: empty")


def read_bytes(data: bytes, suffix: str, name: str) -> str:
    """The text of one document; raises BadAdvert where there is none.

    What reads a format is imported when a file of it comes: most are plain text, and the first should not wait.
    """
    if data.startswith(b"%PDF") or suffix == ".pdf":
        text = _pdf(data, name)
    elif suffix == ".docx" or data.startswith(b"PK\x03\x04"):
        from trialpiece.core.scoping.advert.from_docx import from_docx

        text = from_docx(data, name)
    else:
        text = _decode(data, name)
        if suffix in (".html", ".htm") or re.match(r"\s*(?:<!doctype html|<html)", text[:200], re.IGNORECASE):
            from trialpiece.core.scoping.advert.from_html import from_html

            text = from_html(text)
    if not text.strip():
        raise BadAdvert(f"{name}: no text in it" + (" (a scanned PDF has pictures only)" if suffix == ".pdf" else ""))
    return _clean(text, name)


def _clean(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise BadAdvert(f"{name}: {too_long(text)}")
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")  # databases take no NUL


def too_long(text: str) -> str:
    """What to say of a text longer than LONGEST."""
    return f"{len(text):,} characters are too many for one advert (at most {LONGEST:,})"


def first_line(error: BaseException) -> str:
    """What an error says, without what follows."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        raise BadAdvert(f"{name}: not a text, PDF, DOCX or HTML file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _pdf(data: bytes, name: str) -> str:
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are about the file's dress, not its words
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        text = "" if locked else _text_of(reader, name)
    except BadAdvert:
        raise
    except (
        MemoryError,
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        NotImplementedError,
    ) as error:
        raise BadAdvert(f"{name}: not a readable PDF ({first_line(error)})") from error
    if locked:
        raise BadAdvert(f"{name}: the PDF asks for a password")
    return text


def _text_of(reader: pypdf.PdfReader, name: str) -> str:
    """The words of all pages; a page is not begun once the text is too long."""
    if len(reader.pages) > MOST_PAGES:
        raise BadAdvert(f"{name}: {len(reader.pages)} pages are too many for one advert (at most {MOST_PAGES})")
    parts, length = [], 0
    for page in reader.pages:
        parts.append(page.extract_text())
        length += len(parts[-1])
        if length > LONGEST:
            raise BadAdvert(f"{name}: more than {LONGEST:,} characters are too many for one advert")
    return "\n".join(parts)
