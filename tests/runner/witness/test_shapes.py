"""Scaling that was forgotten moves columns; another draw of the same rows does not."""

import numpy as np
import pytest

from trialpiece.runner.witness.shapes import Shapes

CHANCE = np.random.default_rng(7)
RAW = np.column_stack([CHANCE.gamma(2, 9, 400), CHANCE.normal(170, 9, 400), CHANCE.integers(0, 2, 400)])
SCALED = (RAW - RAW.mean(axis=0)) / RAW.std(axis=0)


@pytest.mark.parametrize(
    ("trained", "applied", "apart"), [(RAW, RAW[:60], 0), (SCALED, RAW, 3), (RAW, SCALED, 3), (SCALED[:300], SCALED, 0)]
)
def test_columns_that_were_moved_are_counted(trained, applied, apart):
    shapes = Shapes(wanted=True)
    shapes.keep(1, trained)
    assert shapes.compared(1, applied) == {"counts": {"columns": 3, "apart": apart}}


def test_what_is_no_table_of_numbers_or_was_not_asked_for_is_not_compared():
    shapes = Shapes(wanted=True)
    shapes.keep(1, RAW)
    for other in (RAW[:5], RAW[:, :2], np.array([["a", "b", "c"]] * 50), None):
        assert shapes.compared(1, other) == {}
    idle = Shapes(wanted=False)
    idle.keep(1, RAW)
    assert idle.compared(1, RAW) == {}
