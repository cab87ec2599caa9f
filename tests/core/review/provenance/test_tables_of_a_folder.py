"""Tables that one expression reads from a folder are tables of their own."""

from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.rows import disjoint
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading

CODE = """
import pandas as pd
from pathlib import Path

def load():
    return {path.stem: pd.read_csv(path) for path in Path("data").glob("*.csv")}

def clean(tables):
    tables = dict(tables)
    tables["usage"] = tables["usage"].dropna()
    return tables

tables = clean(load())
table = pd.DataFrame(index=tables["customers"]["customer_id"])
table["minutes"] = tables["usage"].groupby("customer_id")["minutes"].mean()
tables["customers"].groupby("plan")["age"].mean()
"""


def trace(tmp_path, code):
    (tmp_path / "work.py").write_text(code)
    return Reading(read_submission(tmp_path / "work.py")).once(trace_of)


def test_what_is_learned_from_one_table_is_not_learned_from_another(tmp_path):
    usage, customers = trace(tmp_path, CODE).learned.values()
    assert disjoint(usage.rows, customers.rows)


def test_values_per_group_belong_into_a_table_that_is_made_by_that_group(tmp_path):
    assert not trace(tmp_path, CODE).misaligned


def test_values_per_group_put_into_rows_that_count_from_0_are_misaligned(tmp_path):
    code = "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['mean'] = df.groupby('plan')['age'].mean()\n"
    assert trace(tmp_path, code).misaligned
