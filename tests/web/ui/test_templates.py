"""No template needs what the content policy forbids; errors speak plainly; forms tie their words together."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from trialpiece.web.ui import errors
from trialpiece.web.ui.samples import SampleForm

WEB = Path(__file__).parents[3] / "src" / "trialpiece" / "web"
PAGES = [path for path in WEB.rglob("*.html") if not {"mail", "email"} & set(path.parts[path.parts.index("web") + 2 :])]
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle=",
    "a style element": r"<style",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "an event attribute": r"<[^>]*\son[a-z]+=",
    "htmx code": r"hx-on|hx-vals=['\"]js:",
}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(WEB)))
def test_no_page_has_what_the_content_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.too_many, 429),
    ],
)
def test_errors_say_what_to_do_next(rf, view, status):
    response = view(rf.get("/nowhere"))
    assert response.status_code == status
    assert "Go to the start" in response.content.decode()


def test_our_own_failure_needs_neither_context_nor_database():
    assert "Something broke on our side" in render_to_string("500.html")


def test_a_field_is_tied_to_its_help_and_its_error():
    drawn = str(SampleForm({"email": "nonsense"}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'id="id_title_helptext"' in drawn
    assert 'id="id_title_error"' in drawn
    assert 'href="#id_title"' in drawn


def test_the_style_page_is_for_builders_only(client, db):
    assert client.get("/ui/").status_code == 404
