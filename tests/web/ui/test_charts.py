"""Where points, intervals and dots are put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.web.ui import charts

levels = st.one_of(st.none(), st.integers(1, 5))


@given(st.floats(-1e6, 1e6))
def test_a_point_never_leaves_its_track(value):
    assert 0 <= charts.percent(value, 1, 5) <= 100


def test_a_scale_without_extent_is_a_mistake():
    with pytest.raises(ValueError, match="upper end"):
        charts.percent(1, 2, 2)


@given(st.lists(levels, max_size=8))
def test_every_rating_stands_in_its_own_column_once(chosen):
    row = charts.dots_row({"label": "Methodology", "raters": [(f"R{i}", level) for i, level in enumerate(chosen)]})
    placed = [(rater.initials, level) for level, raters in row.columns for rater in raters]
    expected = [(f"R{i}", level) for i, level in enumerate(chosen) if level is not None]
    assert sorted(placed) == sorted(expected)
    assert len(row.abstained) == chosen.count(None)


def test_the_widest_disagreement_comes_first():
    rows = [{"label": "close", "raters": [("A", 4), ("B", 4)]}, {"label": "wide", "raters": [("A", 2), ("B", 5)]}]
    assert [row.label for row in charts.dots_rows(rows)] == ["wide", "close"]


def test_an_interval_may_be_a_pair_or_an_object_or_missing():
    class Interval:
        low, high = 0.1, 0.4

    assert charts.ends_of(Interval()) == charts.ends_of((0.1, 0.4)) == (0.1, 0.4)
    assert charts.ends_of(None) is None
