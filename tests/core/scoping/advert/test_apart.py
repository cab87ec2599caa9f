"""Documents of strangers are read in a process apart: what they cost is bounded, and what they say is only text."""

import io
import time
import zipfile
import zlib

import pytest

from trialpiece.core.scoping.advert import apart
from trialpiece.core.scoping.advert.apart import read_apart
from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.formats import BadAdvert


def pdf(*objects):
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)


def page(stream, *, packed=False):
    """The objects of a document with one page that shows the stream."""
    content = zlib.compress(stream, 9) if packed else stream
    kind = b"/Filter /FlateDecode " if packed else b""
    return (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


LINE = b"BT /F1 12 Tf 72 720 Td (You will train models) Tj ET\n"


def test_a_pdf_gives_its_words():
    assert "You will train models" in read_apart(pdf(*page(LINE)), ".pdf", "advert.pdf")


def test_text_of_any_alphabet_comes_through_whole():
    said = "Sie trainieren Modelle – und מודלים, 模型 😀"
    assert read_apart(said.encode(), ".txt", "advert.txt") == said


@pytest.mark.parametrize(
    "data",
    [
        pdf(*page(b"\0" * 400_000_000, packed=True)),
        pdf(*page(LINE * 400_000, packed=True)),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000 >>", b"<< /Type /Page /Parent 2 0 R >>"),
        b"%PDF-1.7\n" + b"<<" * 500_000,
        b"%PDF-1.7\n" + b"[" * 1_000_000,
    ],
    ids=["unpacks to 400 MB", "text without end", "pages within themselves", "100,000 pages", "names in names", "lists in lists"],
)  # fmt: skip
def test_a_hostile_pdf_ends_soon_in_one_line_that_names_it(data):
    started = time.monotonic()
    with pytest.raises(BadAdvert) as caught:
        read_apart(data, ".pdf", "hostile.pdf")
    assert time.monotonic() - started < apart.WALL_SECONDS + 10
    assert str(caught.value).startswith("hostile.pdf: ")
    assert "\n" not in str(caught.value)


def test_a_zip_bomb_in_a_docx_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_000)
    with pytest.raises(BadAdvert, match=r"bomb\.docx: the document inside unpacks to 200 MB"):
        read_apart(out.getvalue(), ".docx", "bomb.docx")


def test_a_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)
    with pytest.raises(BadAdvert, match="took longer than"):
        read_apart(b"You train models", ".txt", "slow.txt")


HARD = ["x", " ", "- ", "5+ years ", "a; ", ". ", "aBc ", "12 months contract ", "\u2022 ", "Duties:\n", "you will "]


@pytest.mark.parametrize("part", HARD)
def test_reading_takes_time_in_proportion_to_length(part):
    def seconds(length):
        text = (part * length)[:length]
        started = time.process_time()
        read(text)
        return time.process_time() - started

    read("You will train models.")
    assert seconds(100_000) < 20 * max(seconds(20_000), 0.02)
