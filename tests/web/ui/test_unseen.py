"""Code is shown as it runs: what turns text around or hides in it is written out, and lines are Python's lines."""

import pytest

from trialpiece.web.reviews.pages import _cell, _Margin
from trialpiece.web.ui.words import highlighted


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u2069", "\u200b", "\ufeff", "\x0c", "\x1b", "\u2028"])
def test_unseen_characters_are_written_out(unseen):
    (line,) = highlighted(f"x = 1  # a{unseen}b")
    assert unseen not in line
    assert f"[U+{ord(unseen):04X}]" in line


def test_words_in_other_scripts_stay_as_they_are():
    (line,) = highlighted("# Überstunden für José, 李伟, عمر")
    assert "Überstunden für José, 李伟, عمر" in line


def test_lines_are_numbered_as_python_numbers_them():
    cell = {"index": 0, "kind": "code", "source": "a = 1\x0c\u2028\r\nb = 2\nc = 3", "count": None, "outputs": []}
    assert _cell("a.py", "f0", cell, _Margin.of({}, [])).source.split("\n")[1:] == ["b = 2", "c = 3"]
