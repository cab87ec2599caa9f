"""Rows are told apart however they were cut: by split, slice, mask, sample, label, or a seam between two tables."""

import pytest

from trialpiece.core.review.provenance.events import Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.provenance.rows import disjoint
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

START = "import pandas as pd\ndf = pd.read_csv('a.csv')\ntwo = pd.concat([pd.read_csv('train.csv'), pd.read_csv('test.csv')])\n"
START += "one, other = pd.read_csv('train.csv'), pd.read_csv('test.csv')\n"


def traced(source: str) -> Trace:
    cell = Cell(0, CellKind.CODE, START + source + "\nm = SVC().fit(a, a['y'])\np = m.predict(b)")
    trace = trace_of(Reading(Submission("made", (SourceFile("a.py", FileKind.SCRIPT, 0, (cell,), language="python"),))))
    assert trace.failures == []
    return trace


@pytest.mark.parametrize(
    "cutting",
    [
        "a, b = train_test_split(df)",
        "a, b = df[:100], df[100:]",
        "a, b = df.iloc[:-50], df.iloc[-50:]",
        "a, b = df[df.year < 2020], df[df.year >= 2020]",
        "a, b = df[df.part == 'train'], df[df.part != 'train']",
        "a, b = df[df.y.notnull()], df[df.y.isnull()]",
        "mask = np.random.rand(len(df)) < .8\na, b = df[mask], df[~mask]",
        "a = df.sample(frac=.8)\nb = df.drop(a.index)",
        "a = df.sample(frac=.8)\nb = df[~df.index.isin(a.index)]",
        "i, j = next(iter(ShuffleSplit(n_splits=1).split(df)))\na, b = df.iloc[i], df.iloc[j]",
        "a, b = df.loc['train'], df.loc['test']",
        "a, b = two[:len(one)], two[len(one):]",
        "a, b = two[:-len(other)], two[-len(other):]",
        "n = one.shape[0]\na, b = two.iloc[0:n], two.iloc[n:]",
        "a, b = my_own_split(df)\nX_train, X_test = my_own_split(df)\na, b = X_train, X_test",
        "(a, c), (b, d) = mnist.load_data()",
    ],
)
def test_the_two_parts_share_no_row(cutting: str):
    trace = traced(cutting)
    fit, use = list(trace.fitted.values())[-1], list(trace.predicted.values())[-1]
    assert fit.rows
    assert use.rows
    assert disjoint(fit.rows, use.rows)


def test_a_seam_between_two_tables_gives_them_back():
    trace = traced("n = one.shape[0]\na, b = two[:n], two[n:]")
    (fit,), (use,) = trace.fitted.values(), trace.predicted.values()
    assert {trace.sources[s] for s, _ in fit.rows} == {"train.csv"}
    assert {trace.sources[s] for s, _ in use.rows} == {"test.csv"}


def test_two_splits_with_one_seed_are_the_same_split():
    trace = traced("a, c = train_test_split(df, random_state=1)\nd, b = train_test_split(df, random_state=1)")
    (fit,), (use,) = trace.fitted.values(), trace.predicted.values()
    assert disjoint(fit.rows, use.rows)


def test_a_branch_may_have_been_taken_or_not():
    trace = traced("a, b = train_test_split(df)\nif flag:\n    a = StandardScaler().fit_transform(a)\n")
    (fit,) = trace.fitted.values()
    assert len(fit.learned) == 1
