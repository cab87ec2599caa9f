"""Rows are known again after they were filtered, shuffled, cast or transformed, and never guessed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.runner.witness.cells import ROWS, table_of
from trialpiece.runner.witness.rows import UNKNOWN, Registry

CHANCE = np.random.default_rng(4)
PEOPLE = np.column_stack([CHANCE.normal(size=500), CHANCE.integers(0, 4, 500), CHANCE.normal(size=500)])


def known_to(registry, array):
    return registry.resolve(table_of(array)).roots


@given(st.permutations(range(60)), st.integers(5, 60))
def test_rows_are_known_again_in_any_order_and_number(order, count):
    registry = Registry()
    whole = known_to(registry, PEOPLE)
    part = np.array(order[:count]) * 8
    assert (known_to(registry, PEOPLE[part]) == whole[part]).all()


@pytest.mark.parametrize(
    "change", [lambda a: a.astype(np.float32), lambda a: a.tolist(), lambda a: a[:, :2], lambda a: a[:, ::-1]]
)
def test_casting_and_leaving_columns_out_hides_no_row(change):
    registry = Registry()
    whole = known_to(registry, PEOPLE)
    assert (known_to(registry, change(PEOPLE)) == whole).mean() > 0.99


def test_what_a_transformer_gives_leads_back_to_what_it_was_given():
    registry = Registry()
    whole = registry.resolve(table_of(PEOPLE))
    scaled = (PEOPLE - PEOPLE.mean(axis=0)) / PEOPLE.std(axis=0)
    registry.placed(table_of(scaled), whole.roots)
    assert (known_to(registry, scaled[100:200]) == whole.roots[100:200]).all()


def test_rows_that_look_alike_are_unknown_rather_than_guessed():
    registry = Registry()
    twins = PEOPLE.copy()
    twins[1] = twins[0]
    whole = known_to(registry, twins)
    assert whole[0] != whole[1]
    found = known_to(registry, twins[::-1][250:])
    assert (found[-2:] == UNKNOWN).all()
    assert (found[:-2] == whole[::-1][250:-2]).all()


def test_other_peoples_rows_are_new():
    registry = Registry()
    whole = set(known_to(registry, PEOPLE).tolist())
    others = np.column_stack([CHANCE.normal(size=300), CHANCE.integers(0, 4, 300), CHANCE.normal(size=300)])
    assert whole.isdisjoint(known_to(registry, others).tolist())
    both = known_to(registry, np.vstack([others[:50], PEOPLE[:150]]))
    assert whole.isdisjoint(both[:50].tolist())
    assert set(both[50:].tolist()) <= whole


def test_what_is_no_table_or_too_long_is_not_followed():
    assert table_of(None) is None
    assert table_of("text") is None
    assert table_of(np.array(3)) is None
    assert table_of(np.zeros((0, 3))) is None
    assert table_of(np.zeros((ROWS + 1, 1))) is None
    assert table_of(np.arange(24).reshape(4, 3, 2)).n == 4


@pytest.mark.parametrize(
    "computed", [lambda a: (a - a.mean(axis=0)) / a.std(axis=0), lambda a: np.log1p(a - a.min(axis=0)), lambda a: 3 * a]
)
def test_what_was_computed_by_hand_value_by_value_leads_back_to_its_rows(computed):
    registry = Registry()
    whole = known_to(registry, PEOPLE)
    assert (known_to(registry, computed(PEOPLE)) == whole).all()


def test_another_table_with_the_same_calendar_is_not_taken_for_the_same_rows():
    months = np.tile(np.arange(12.0), 60)
    registry = Registry()
    one = known_to(registry, np.column_stack([months, CHANCE.normal(size=720)]))
    other = known_to(registry, np.column_stack([months, CHANCE.normal(size=720)]))
    assert set(one.tolist()).isdisjoint(other.tolist())
