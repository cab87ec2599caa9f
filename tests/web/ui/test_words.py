"""Values read as a person would say them, and outside text cannot do harm."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.web.ui import words

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
ONE_LINE_BREAK = st.characters(exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [(420, "EUR", "€420"), (Decimal("420.50"), "EUR", "€420.50"), (1200, "CHF", "CHF\N{NO-BREAK SPACE}1,200")],
)
def test_money(amount, currency, says):
    assert words.money(amount, currency) == says


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0.4, "0.4 s"), (41, "41 s"), (720, "12 min"), (130, "2 min 10 s"), (5400, "1 h 30 min"), (432000, "5 days")],
)
def test_durations(seconds, says):
    assert words.duration(seconds) == words.duration(timedelta(seconds=seconds)) == says


@pytest.mark.parametrize(
    ("octets", "says"), [(1, "1 byte"), (812, "812 bytes"), (14_200, "14 KB"), (3_200_000, "3.2 MB")]
)
def test_sizes(octets, says):
    assert words.size(octets) == says


@pytest.mark.parametrize(
    ("gap", "says"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=12), "12 minutes ago"),
        (timedelta(hours=20), "20 hours ago"),
        (timedelta(days=-3), "in 3 days"),
        (timedelta(days=30), "21 October"),
    ],
)
def test_moments(gap, says):
    assert words.ago(NOW - gap, now=NOW) == says


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![beacon](https://elsewhere.example/pixel.png)",
        "<p style='position:fixed'>x</p>",
    ],
)
def test_outside_markdown_runs_nothing_and_fetches_nothing(hostile):
    drawn = words.markdown(hostile)
    for part in ("<script", "<img", 'href="javascript', 'href="data', "<p style"):
        assert part not in drawn


def test_links_pass_nothing_on():
    assert 'rel="nofollow noopener noreferrer"' in words.markdown("[its source](https://example.org)")


@given(st.text(alphabet=ONE_LINE_BREAK))
def test_a_listing_has_as_many_lines_as_its_code(code):
    assert len(words.highlighted(code)) == len(code.removesuffix("\n").split("\n"))


def test_code_is_escaped():
    assert "<script>" not in "".join(words.highlighted("x = '<script>'"))


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (timedelta(days=9, hours=23, minutes=59), "9 days 23 h"),
        (timedelta(days=3), "3 days"),
        (timedelta(hours=30, minutes=5), "30 h 5 min"),
        (timedelta(minutes=7), "7 min"),
    ],
)
def test_a_clock_that_runs_keeps_its_hours(left, says):
    assert words.remaining(left) == says
