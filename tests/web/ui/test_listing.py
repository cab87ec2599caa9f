"""Python as numbered lines: every character is there, escaped, on its line, whatever the code is like."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.web.ui.listing import numbered, python_lines


def said(line):
    return html.unescape(re.sub(r"<[^>]*>", "", line))


@given(st.text(alphabet="abc_df 019.'\"\\#\n()<>&\tfr", max_size=200))
def test_nothing_is_lost_added_or_moved(code):
    assert [said(line) for line in python_lines(code)] == code.removesuffix("\n").split("\n")
    assert all(line.count("<span") == line.count("</span>") for line in python_lines(code))


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("def fit(x): return 3", ["k", "nf", "k", "m"]),
        ("x = 'a' + f\"b\"  # c", ["s", "s", "c"]),
        ("y2 = frame3.x5 * 0x1F + 2.5e-3", ["m", "m"]),
        ("classy = important", []),
        ("'''a\nb'''", ["s", "s"]),
        ("x = 'never closed\ny = 1", ["s", "m"]),
        ("'''never closed\\", ["s"]),
    ],
)
def test_the_four_inks(code, kinds):
    assert re.findall(r'class="(\w+)"', "\n".join(python_lines(code))) == kinds


def test_hostile_code_takes_no_more_time_than_other_code():
    started = time.process_time()
    for piece in ('"""\\', "'''\\", '"\\', "\\", "'", "0_", "def "):
        python_lines(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 20


def test_marks_are_escaped():
    told = numbered(["x"], {1: {"line": 1, "tone": "via", "href": '#"><b>', "title": '"><script>'}}, 'p"')
    assert "<script>" not in told
    assert "<b>" not in told
