"""The text of a Word document."""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from trialpiece.core.scoping.advert.formats import BadAdvert, first_line

LONGEST_XML = 50_000_000
"""Bytes of the document inside, once unpacked."""


def from_docx(data: bytes, name: str) -> str:
    """The paragraphs of a Word document, one a line; raises BadAdvert."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = archive.getinfo("word/document.xml")
            if about.file_size > LONGEST_XML:
                raise BadAdvert(f"{name}: the document inside unpacks to {about.file_size / 1e6:.0f} MB")
            xml = archive.read(about)
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]  # zlib is what zipfile decompresses with
        raise BadAdvert(f"{name}: not a readable DOCX ({first_line(error)})") from error
    return _word_xml(xml, name)


def _word_xml(xml: bytes, name: str) -> str:
    """Paragraphs of a Word document. Expat alone: no entity is ever expanded, so none can blow up."""
    out: list[str] = []
    inside = [False]

    def start(tag: str, _: object) -> None:
        local = tag.rpartition(":")[2]
        inside[0] = local == "t"
        if local in ("p", "br", "cr"):
            out.append("\n")
        elif local == "tab":
            out.append("\t")
        elif local == "numPr":
            out.append("• ")

    def end(_: str) -> None:
        inside[0] = False

    def data(part: str) -> None:
        if inside[0]:
            out.append(part)

    def entity(*_: object) -> None:
        raise BadAdvert(f"{name}: the DOCX declares XML entities, which no word processor writes")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise BadAdvert(f"{name}: not a readable DOCX ({error})") from error
    return "".join(out).strip()
