"""Sets of rows: what is disjoint stays disjoint, and a part lies within its whole."""

from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.review.provenance.cuts import opposite
from trialpiece.core.review.provenance.rows import Rows, apart, contains, disjoint, narrowed, union

CUT = st.tuples(st.integers(1, 3), st.sampled_from(["train", "test", "above", "below", "=1", "!1", "=2"]))
ATOM = st.tuples(st.integers(1, 2), st.frozensets(CUT, max_size=3))
ROWS = st.frozensets(ATOM, min_size=1, max_size=3)


@given(ROWS, st.integers(10, 12), st.sampled_from(["train", "test", "above", "=x", "picked"]))
def test_a_part_lies_within_its_whole(rows: Rows, cut: int, side: str):
    part = narrowed(rows, cut, side)
    assert contains(rows, part)


@given(ROWS, st.integers(10, 12), st.sampled_from(["train", "test", "above", "=x", "picked"]))
def test_the_two_sides_of_a_cut_share_no_row(rows: Rows, cut: int, side: str):
    one = frozenset({next(iter(rows))})
    assert disjoint(narrowed(one, cut, side), narrowed(one, cut, opposite(side)))


@given(ROWS, ROWS)
def test_disjoint_and_apart_ask_both_sides_alike(one: Rows, other: Rows):
    assert disjoint(one, other) == disjoint(other, one)
    assert apart(one, other) == apart(other, one)
    assert not apart(one, one) or disjoint(one, one)


@given(ROWS, ROWS, ROWS)
def test_a_union_is_disjoint_only_from_what_both_are(one: Rows, other: Rows, third: Rows):
    assert disjoint(union(one, other), third) == (disjoint(one, third) and disjoint(other, third))
