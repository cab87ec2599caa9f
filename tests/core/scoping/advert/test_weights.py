"""The weights: small, free of anybody's text, and read without numpy."""

import subprocess
import sys

import pytest

from trialpiece.core.scoping.advert.weights import WEIGHTS, BadWeights, pack, unpack, weights


def test_the_weights_are_small():
    assert WEIGHTS.stat().st_size < 3_000_000


def test_the_weights_hold_pairs_of_words_at_most():
    names = [name for table in weights().tables.values() for name in table.place]
    assert max(len(name.split()) for name in names) <= 3  # "first2:work with", "claims only:data scientist"


def test_what_is_packed_is_unpacked():
    table = {"text": (["train model", "report"], [[1.0, -0.5], [0.25, 0.0]])}
    found = unpack(pack(table, {"heat": 1.0}))
    assert found.numbers == {"heat": 1.0}
    assert found.tables["text"].rows["report"] == pytest.approx((0.25, 0.0), abs=1e-4)
    assert found.tables["text"].rows["unknown"] is None


def test_other_bytes_are_refused():
    with pytest.raises(BadWeights):
        unpack(b"something else")


def test_reading_an_advert_does_not_wait_for_numpy():
    program = "import sys; from trialpiece.core.scoping.advert.engine import read; read('Train models.'); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
