import csv
import random
import re

import numpy as np
import pytest

from trialpiece.core.readiness.audit import audit


def duplicates(tmp_path, rows):
    file = tmp_path / "table.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return [each for each in audit(str(file)).tables[0].observations if each.kind == "duplicate-rows"]


def test_no_more_rows_are_expected_to_repeat_than_there_are(tmp_path):
    chance = random.Random(6)
    rows = [{"a": chance.choice("xy"), "b": chance.choice("uv")} for _ in range(1_000)]
    [found] = duplicates(tmp_path, rows)
    assert found.says == (
        "996 of 1,000 rows repeat an earlier row in every column. With so few different values about 996 would do so by chance."
    )


@pytest.mark.parametrize("digits", [0, 1])
def test_repeats_by_chance_are_foretold_also_where_values_are_skewed_or_many(tmp_path, digits):
    chance, seen = np.random.default_rng(7), []
    for _ in range(3):
        sizes = np.round(chance.normal(50, 9, 900), digits)
        rows = [{"size": size, "region": chance.choice(["n", "s", "e"], p=[0.8, 0.1, 0.1])} for size in sizes]
        [found] = duplicates(tmp_path, rows)
        expected = re.search(r"about ([\d,]+) would", found.says)
        assert expected is not None
        seen.append(found.share.hits / int(expected[1].replace(",", "")))
    assert sum(seen) / 3 == pytest.approx(1, abs=0.25)
