"""Whom rows belong to is remembered when the column that says so is left out, and never guessed."""

import numpy as np

from trialpiece.runner.witness.cells import table_of
from trialpiece.runner.witness.rows import Registry
from trialpiece.runner.witness.sides import Sides

CHANCE = np.random.default_rng(11)
VISITS = np.column_stack([np.repeat(np.arange(100), 4), CHANCE.normal(size=400), CHANCE.normal(size=400)])
NAMES = ("patient", "a", "b")


def seen(registry, sides, array, names=(None, None, None)):
    table = table_of(array)
    table.names = names
    registry.resolve(table)
    sides.learn(table)
    return table


def test_patients_on_both_sides_are_counted_after_their_column_is_gone():
    registry, sides = Registry(), Sides(["patient"])
    seen(registry, sides, VISITS, NAMES)
    bare = VISITS[:, 1:]
    train, test = (seen(registry, sides, part, ("a", "b")) for part in (bare[::2], bare[1::2]))
    facts = sides.compared(train, test)
    assert facts["column"] == "patient"
    assert facts["counts"] == {"groups": 100, "shared": 100, "rows": 200, "n": 200, "known": 100}


def test_patients_who_are_apart_are_none_in_common():
    registry, sides = Registry(), Sides(["patient"])
    train, test = (seen(registry, sides, part, NAMES) for part in (VISITS[:200], VISITS[200:]))
    assert sides.compared(train, test)["counts"]["shared"] == 0


def test_rows_of_whom_nothing_is_known_count_for_nothing():
    registry, sides = Registry(), Sides(["patient"])
    train, test = (seen(registry, sides, CHANCE.normal(size=(50, 3))) for _ in range(2))
    assert sides.compared(train, test) == {}
