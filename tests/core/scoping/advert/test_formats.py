"""Adverts from files: every format gives its words, and a bad file gives one clear line."""

import io
import json
import zipfile

import pytest

from trialpiece.core.scoping.advert.formats import BadAdvert, read_file, read_stream
from trialpiece.core.scoping.advert.from_html import from_html

WORD = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Train models</w:t></w:r></w:p><w:p><w:r><w:t>Deploy them</w:t></w:r></w:p></w:body></w:document>'


def docx(xml):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def pdf(words):
    """The smallest PDF with one line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % table


def words_of(tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data)
    return " ".join(" ".join(advert.text.split()) for advert in read_file(file))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"Train models\nDeploy them"),
        ("a.md", b"Train models\nDeploy them"),
        (
            "a.html",
            b"<html><head><title>x</title><style>p{}</style></head><p>Train models</p><script>x()</script><p>Deploy them</p></html>",
        ),
        ("a.docx", docx(WORD)),
        ("a.pdf", pdf("Train models Deploy them")),
        ("a.jsonl", json.dumps({"id": 7, "description": "Train models\nDeploy them"}).encode()),
        ("latin.txt", "Train models\nDeploy them \u00e9".encode("cp1252")[:-2]),
    ],
)
def test_every_format_gives_its_words(tmp_path, name, data):
    assert words_of(tmp_path, name, data) == "Train models Deploy them"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"  \n", "no text in it"),
        ("a.txt", b"\x00\x01\x02", "not a text, PDF, DOCX or HTML file"),
        ("a.pdf", b"%PDF-1.4 broken", "not a readable PDF"),
        ("a.docx", b"PK\x03\x04 broken", "not a readable DOCX"),
        ("a.docx", docx("<w:document"), "not a readable DOCX"),
        ("a.docx", docx('<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'), "XML entities"),
        ("a.txt", b"Train models. " * 30_000, "420,000 characters are too many"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b'{"id": 1, "description": "x"}\nnot json', "line 2: not JSON"),
        ("a.jsonl", b'{"id": 1, "description": "x", "title": 3}', '"title" must be text'),
    ],
)
def test_a_bad_file_is_named_in_one_line(tmp_path, name, data, says):
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(BadAdvert) as raised:
        list(read_file(file))
    assert str(file) in str(raised.value)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadAdvert, match="No such file"):
        list(read_file(tmp_path / "nothing.txt"))


def test_standard_input_may_be_text_or_json_lines():
    assert [advert.text for advert in read_stream(io.BytesIO(b"Train models"))] == ["Train models"]
    lines = b'{"id": "a", "description": "Train models"}\n{"id": "b", "description": "Deploy"}\n'
    assert [advert.id for advert in read_stream(io.BytesIO(lines))] == ["a", "b"]


def test_html_keeps_its_list_items_apart():
    assert from_html("<ul><li>Train</li><li>Deploy</li></ul>").splitlines() == ["• Train", "", "• Deploy"]
