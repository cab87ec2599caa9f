"""What a leak changes is measured in the candidate's own folds, on the rows that these hold out."""

import json

import pytest

from trialpiece.runner import selfcheck
from trialpiece.runner.watched import run_watched

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}"),
]

SCRIPT = """
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.preprocessing import StandardScaler
chance = np.random.default_rng(3)
X = chance.normal(size=(300, 4))
z = X[:, 0] + chance.normal(size=300)
Z = StandardScaler().fit_transform(X)
"""
NUMBERS = "print(cross_val_score(Ridge(), Z, 50 + z, cv=TimeSeriesSplit(5), scoring='r2').mean())\n"
WORDS = "print(cross_val_score(LogisticRegression(), Z, np.array(['low', 'middle', 'high'])[np.digitize(z, [-1, 1])], cv=5).mean())\n"


@pytest.mark.parametrize(("scored", "metric", "n"), [(NUMBERS, "R2", 250), (WORDS, "accuracy", 300)])
def test_rows_that_no_fold_holds_out_are_not_scored_and_outcomes_may_be_words(tmp_path, scored, metric, n):
    (tmp_path / "main.py").write_text(SCRIPT + scored)
    seen = run_watched(tmp_path, watch={})
    [effect] = [each for each in seen.observations if each["event"] == "effect"]
    assert (effect.get("metric"), effect.get("n")) == (metric, n), json.dumps(effect)
    assert effect["as_handed_in"] > 0.3
    assert effect["low"] <= effect["as_handed_in"] - effect["corrected"] <= effect["high"]
