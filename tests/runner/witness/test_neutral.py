"""A watched run gives what the same run gives unwatched, down to tracebacks and the state of chance."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from trialpiece.core.review.run import RunStatus
from trialpiece.runner import selfcheck
from trialpiece.runner.submission import run_submission
from trialpiece.runner.witness import POSTAMBLE, preamble

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]

NOTEBOOK = """import pickle, random, inspect
import numpy as np, pandas as pd
np.random.seed(3); random.seed(3)
# %%
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.svm import SVC
from sklearn.preprocessing import StandardScaler
from sklearn.pipeline import make_pipeline
from sklearn.model_selection import train_test_split, GridSearchCV, KFold, cross_val_score
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
# %%
class Clipper(BaseEstimator, TransformerMixin):
    def fit(self, X, y=None):
        self.top_ = np.quantile(X, .9)
        return self
    def transform(self, X):
        return np.minimum(X, self.top_)
# %%
X = pd.DataFrame(np.random.normal(size=(300, 4)), columns=list('abcd'))
X['e'] = list('xyz') * 100
y = (X['a'] + np.random.normal(size=300) > 0).astype(int)
X.describe()
# %%
num = X[list('abcd')]
Z = StandardScaler().fit_transform(num)
A, B, ya, yb = train_test_split(Z, y)
m = RandomForestClassifier(20).fit(A, ya)
print(roc_auc_score(yb, m.predict_proba(B)[:, 1]), random.random(), np.random.random())
m
# %%
search = GridSearchCV(make_pipeline(Clipper(), SVC()), {'svc__C': [.1, 1]}, cv=3).fit(A, ya)
print(search.best_score_, cross_val_score(SGDClassifier(), A, ya, cv=KFold(3, shuffle=True)))
# %%
import cloudpickle  # as worker processes are sent what they work on
print(b'witness' in cloudpickle.dumps((search, Clipper, train_test_split)))
print(inspect.signature(StandardScaler.fit), train_test_split.__name__, pickle.loads(pickle.dumps(m)).score(B, yb))
# %%
m.predict(B[:, :2])
# %%
train_test_split(A, yb)
# %%
StandardScaler().transform(A)
# %%
SVC().predict_proba
# %%
pd.DataFrame({'a': ['x']}).mean()
# %%
print(np.mean(Z, axis=0).round(9), Z.std(axis=0).round(9), np.median(Z), np.quantile(Z, .3, axis=0).round(6))
print(np.nanmean(Z), Z.min(axis=0).round(6), np.max(Z), Z.mean(axis=1)[:2], np.average(Z[:, 0]), Z.sum(), np.sum(Z, 0))
print([pickle.loads(pickle.dumps(f)) is f for f in (np.mean, pd.concat, pd.merge)], inspect.signature(np.median))
# %%
np.array([]).mean(), np.mean([]), np.median([])
np.array([1.]).std(ddof=1)
# %%
for _ in range(3):
    np.array([]).mean()
# %%
W = pd.concat([X.iloc[::2], pd.DataFrame(Z)], axis=1)
W['g'] = X['a'].groupby(X['e']).mean()
W['h'] = X['a'].sort_values()
X[['a', 'b']].iloc[:5]['a'] = W['h']
print(W.shape, W['g'].isna().sum(), round(W['h'].sum(), 9))
print(X.merge(X[['e']].drop_duplicates(), on='e').drop(columns='e').sort_values('a').reset_index().head(2))
# %%
for train, test in KFold(3).split(Z):
    print(len(train), len(test))
import polars as pl
p = pl.DataFrame({'u': Z[:, 0], 'k': ['x', 'y', 'z'] * 100})
print(p.with_columns((pl.col('u') - pl.col('u').mean()).alias('u')).select(pl.col('u').sum().round(6)), p['u'].std())
# %%
np.zeros((2, 3)).mean(axis=5)
# %%
pd.concat([X, 3], axis=1)
# %%
W['zz'] = pd.Series([1, 2], index=[0, 0])
# %%
p.with_columns(pl.col('nothing').mean())
# %%
print(random.random(), np.random.random(), num.groupby(X['e']).transform('mean').sum().round(9).tolist())
sorted(k for k in dir() if 'trial' in k or 'witness' in k), In[1][:8]

"""
WATCH = {
    "cells": [[cell, line] for cell in range(30) for line in range(1, 12)],
    "files": [],
    "groups": ["e"],
    "shapes": True,
    "functions": True,
}
"""Every line, and everything that a finding may ask for."""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neutral")
    nbformat.write(
        new_notebook(cells=[new_code_cell(source) for source in NOTEBOOK.split("\n# %%\n")]), folder / "a.ipynb"
    )
    return run_submission(folder), run_submission(folder, preamble=preamble(WATCH), postamble=POSTAMBLE)


def test_outputs_errors_and_chance_are_the_same(both):
    plain, watched = both
    for one, other in zip(plain.cells, watched.cells, strict=True):
        assert one.status == other.status
        assert one.error == other.error
        assert [output.text for output in one.outputs] == [output.text for output in other.outputs]
    assert plain.status == watched.status
    assert plain.notes == watched.notes
    assert sum(cell.error is not None for cell in plain.cells) == 9, plain.cells  # the cells that are meant to fail did
    assert watched.cells[-1].outputs[-1].text == "([], 'import p')"


def test_the_watched_run_saw_the_calls_and_had_no_trouble(both):
    _, watched = both
    events = [each["event"] for each in watched.observations]
    assert {"learned", "applied", "scored", "split", "crossed", "rows", "origin", "joined", "folds"} <= set(events)
    learned = {each["name"] for each in watched.observations if each["event"] == "learned"}
    assert {"StandardScaler", "mean", "std", "median", "quantile", "min", "sum", "with_columns"} <= learned
    assert "RuntimeWarning" in watched.cells[14].outputs[0].text  # shown with the candidate's line, once for each
    assert "trouble" not in events, [each for each in watched.observations if each["event"] == "trouble"]
    assert len(json.dumps(watched.observations)) < 100_000


def test_a_script_without_any_of_it_runs_as_it_is(tmp_path):
    (tmp_path / "main.py").write_text(
        "import sys\nprint(sorted(m for m in sys.modules if m in {'numpy', 'pandas'}))\n1 / 0\n"
    )
    plain, watched = run_submission(tmp_path), run_submission(tmp_path, preamble=preamble())
    assert plain.cells[0].outputs[0].text == watched.cells[0].outputs[0].text == "[]\n"
    assert plain.first_error == watched.first_error
    assert watched.observations == ()


def test_a_witness_that_fails_is_not_felt_and_says_so(tmp_path):
    (tmp_path / "main.py").write_text(
        "import sys\n"
        "sys.modules['trialpiece.runner.witness.watch'].table_of = lambda value: 1 / 0\n"
        "import numpy as np\nfrom sklearn.preprocessing import StandardScaler\n"
        "print(StandardScaler().fit_transform(np.eye(3)).shape)\n"
    )
    result = run_submission(tmp_path, preamble=preamble())
    assert result.status is RunStatus.COMPLETED, result.first_error
    assert result.cells[0].outputs[0].text == "(3, 3)\n"
    assert {each["event"] for each in result.observations} == {"trouble"}
