"""What is drawn of a data audit says what the rows say, and shows no text of anybody."""

import pytest

from trialpiece.core.readiness.audit import audit


@pytest.fixture
def table(tmp_path):
    rows = ["order_id,amount,customer,late,day,is_paid"]
    rows += [
        f"{n},{n % 50 + (500 if n >= 600 else 0)},Ada Kowalska {n % 7},{int(n % 5 == 0)},2026-{n // 100 + 1:02d}-{n % 27 + 1:02d},{'true' if n < 600 else 'false'}"
        for n in range(1200)
    ]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join(rows))
    return audit(str(file), label_column="late", time_column="day").tables[0]


def test_a_histogram_holds_every_row_between_its_ends_and_counts_the_rest(table):
    amount = next(each for each in table.histograms if each.column == "amount")
    assert sum(amount.counts) + amount.outside == 1200
    assert (amount.low, amount.high) == (0.0, 548.0)
    assert amount.counts[0] > 0
    assert amount.counts[8] == 0


def test_keys_texts_and_the_outcomes_classes_are_not_drawn_as_numbers(table):
    assert {each.column for each in table.histograms} == {"amount"}
    assert "Kowalska" not in repr((table.histograms, table.trends, table.classes))


def test_a_column_that_drifted_is_drawn_month_by_month(table):
    trends = {each.column: each for each in table.trends}
    assert trends["amount"].points[0][0] == "2026-01"
    assert trends["amount"].points[-1][1] > 500
    assert [round(share) for _, share, _ in trends["is_paid"].points] == [1] * 6 + [0] * 6
    assert sum(n for *_, n in trends["amount"].points) == 1200


def test_the_outcomes_are_counted_most_frequent_first(table):
    assert table.classes.counts == (("0", 960), ("1", 240))


@pytest.mark.parametrize(
    "column", ["x\n1\n1\n1\n", "x\nnan\nnan\n", "x\n1e200\n-1e200\n", "x\ntrue\nfalse\n", "x\n5\n\n5\n"]
)
def test_columns_that_cannot_be_drawn_are_left_out(tmp_path, column):
    file = tmp_path / "x.csv"
    file.write_text(column)
    assert audit(str(file)).tables[0].histograms == ()
