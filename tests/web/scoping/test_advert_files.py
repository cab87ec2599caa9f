"""Adverts from files: read into the editor, saved by the next click only, and never longer than is allowed."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.pages import visible_text

from trialpiece.core.papers.brief import About, brief_pdf
from trialpiece.core.scoping.advert.formats import LONGEST
from trialpiece.core.scoping.work import WorkBrief
from trialpiece.web.scoping import domain
from trialpiece.web.scoping.models import Advert

BASE = "/o/northquay/work/"
DUTY = "You will train and tune machine-learning models."
WORD = f'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>{DUTY}</w:t></w:r></w:p></w:body></w:document>'


def docx(xml=WORD):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def a_pdf():
    import datetime as dt

    return brief_pdf(WorkBrief(title=DUTY), About("x", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)))


def send(client, name, content, path="adverts/new/", **fields):
    return client.post(BASE + path, {"file": SimpleUploadedFile(name, content), "text": "", **fields})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("advert.txt", DUTY.encode()),
        ("advert.md", DUTY.encode()),
        ("advert.HTML", f"<html><script>x()</script><p>{DUTY}</p></html>".encode()),
        ("advert.docx", docx()),
        ("advert.pdf", a_pdf()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_read_into_the_editor_and_saved_by_the_next_click_only(client_as, hiring_manager, name, content):
    client = client_as(hiring_manager)
    page = send(client, name, content, title="ML engineer")
    text = page.content.decode()
    assert DUTY in text
    assert 'value="ML engineer"' in text
    assert "Look it over, then save" in visible_text(page)
    assert "<script>x()" not in text
    assert not Advert.objects.exists()
    client.post(f"{BASE}adverts/new/", {"title": "ML engineer", "text": DUTY})
    assert Advert.objects.get().text == DUTY


def test_a_file_for_an_advert_that_is_there_changes_nothing_before_it_is_saved(client_as, hiring_manager):
    advert = domain.write_advert(by=hiring_manager, title="ML engineer", text="Old words.")
    page = send(client_as(hiring_manager), "advert.txt", DUTY.encode(), f"adverts/{advert.pk}/edit/", text="Old words.")
    assert DUTY in page.content.decode()
    advert.refresh_from_db()
    assert advert.text == "Old words."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("advert.exe", b"MZ", "advert.exe is not a PDF, DOCX, HTML, Markdown or text file"),
        ("advert.pdf", b"%PDF-1.4 broken", "advert.pdf: not a readable PDF"),
        ("advert.docx", docx(" " * 60_000_000), "advert.docx: the document inside unpacks to 60 MB"),
        ("advert.txt", b"x" * (LONGEST + 1), "300,001 characters are too many for one advert (at most 300,000)"),
        ("advert.txt", b"\x00\x01", "not a text, PDF, DOCX or HTML file"),
        ("advert.txt", b" \n", "no text in it"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_what_was_typed_stays(
    client_as, hiring_manager, name, content, says
):
    page = send(client_as(hiring_manager), name, content, title="Typed", text="Typed words.")
    assert says in visible_text(page)
    assert "Typed words." in page.content.decode()
    assert "This field is required" not in visible_text(page)
    assert not Advert.objects.exists()


def test_reading_without_a_file_asks_for_one(client_as, hiring_manager):
    page = client_as(hiring_manager).post(f"{BASE}adverts/new/", {"fill": "1", "text": ""})
    assert "Choose a file first." in visible_text(page)


def test_a_text_of_the_greatest_length_is_read_and_saved_and_one_more_is_refused(client_as, hiring_manager):
    client, text = client_as(hiring_manager), (DUTY + " ") * (LONGEST // (len(DUTY) + 1))
    assert len(text) > LONGEST - 100
    assert "<mark" in client.post(f"{BASE}read/advert/", {"text": text}).content.decode()
    client.post(f"{BASE}adverts/new/", {"title": "x", "text": text})
    assert Advert.objects.count() == 1
    longer = "x" * (LONGEST + 1)
    assert "at most 300,000" in visible_text(client.post(f"{BASE}read/advert/", {"text": longer}))
    assert "at most 300000" in visible_text(client.post(f"{BASE}adverts/new/", {"title": "x", "text": longer}))
    assert Advert.objects.count() == 1


def test_the_text_field_lets_the_server_say_what_is_too_long(client_as, hiring_manager):
    assert 'maxlength="300000"' not in client_as(hiring_manager).get(f"{BASE}adverts/new/").content.decode()
