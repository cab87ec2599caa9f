"""The weights: small, free of anybody's text, and read without numpy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.scoping.advert.weights import WEIGHTS, BadWeights, pack, unpack, weights


def test_the_weights_are_small():
    assert Path(WEIGHTS).stat().st_size < 3_000_000


def test_the_weights_hold_pairs_of_words_at_most():
    names = [name for table in weights().tables.values() for name in table.features()]
    assert max(len(name.split()) for name in names) <= 3  # "first2:work with", "claims only:data scientist"


def row(found, table, feature):
    """A feature's weights."""
    return found.parts[table].of(found.add([feature]))


def test_what_is_packed_is_unpacked():
    table = {"text": (["train model", "report"], [[1.0, -0.5], [0.25, 0.0]])}
    found = unpack(pack(table, {"heat": 1.0}))
    assert found.numbers == {"heat": 1.0}
    assert row(found, "text", "report") == pytest.approx([0.25, 0.0], abs=1e-4)
    assert row(found, "text", "unknown") == [0.0, 0.0]


def test_tables_share_their_names_and_keep_their_rows():
    tables = {
        "duty": (["train", "we", "report"], [[0.5], [-1.0], [0.25]]),
        "text": (["report", "train model"], [[1.0, 2.0], [3.0, 4.0]]),
        "voice": (["train", "report"], [[5.0, 6.0], [7.0, 8.0]]),
    }
    found = unpack(pack(tables, {}))
    for name in ("text", "voice"):
        for feature, cells in zip(*tables[name], strict=True):
            assert row(found, name, feature) == pytest.approx(cells, abs=1e-3)
    assert row(found, "text", "train") == [0.0, 0.0]  # only the others know it
    said = {"train", "we", "never met"}
    assert found.parts["duty"].one(found.add(said)) == pytest.approx(-0.5, abs=1e-4)
    assert sorted(found.tables["duty"].features()) == ["report", "train", "we"]


CELLS = st.lists(st.integers(-3000, 3000).map(lambda n: n / 1000), min_size=4, max_size=4)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_rows_that_are_added_as_whole_numbers_are_what_they_are_added_as_fractions(said, chance):
    names = [f"feature {n}" for n in range(len(said))]
    one, other = zip(*said, strict=True)
    found = unpack(pack({"text": (names, [*one]), "voice": (names, [*other])}, {}))
    cells = {table: {name: row(found, table, name) for name in names} for table in ("text", "voice")}
    some = chance.sample(names, chance.randint(0, len(names)))
    for table, rows in cells.items():
        added = found.parts[table].of(found.add([*some, "unknown"]))
        assert added == pytest.approx([sum(rows[name][n] for name in some) for n in range(4)], abs=1e-9)


@pytest.mark.parametrize("length", [19, 25, 100, 700_000])
def test_weights_that_were_cut_short_are_refused(length):
    with pytest.raises(BadWeights):
        unpack(Path(WEIGHTS).read_bytes()[:length])


def test_other_bytes_are_refused():
    with pytest.raises(BadWeights):
        unpack(b"something else")


@pytest.mark.parametrize("module", ["numpy", "dataclasses", "inspect", "pathlib", "tomllib"])
def test_reading_the_first_advert_does_not_wait_for(module):
    program = f"import sys; from trialpiece.core.scoping.advert.engine import read; read('Train models.'); sys.exit({module!r} in sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-S", "-c", program], env=environment, check=False).returncode == 0
