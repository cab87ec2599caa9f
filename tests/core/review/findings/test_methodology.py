"""Evidence of method beyond leakage into preprocessing: folds, settings, features, rows, models, strengths."""

import pytest

from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Finding, Polarity, Strength
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

SWEEP = """
p = m.predict_proba(X_test)[:, 1]
best = 0
for t in np.arange(0, 1, .01):
    s = f1_score(y_test, (p >= t).astype(int))
    if s > best:
        best, cut = s, t
"""
START = """
import numpy as np, pandas as pd
from sklearn.model_selection import *
from imblearn.pipeline import make_pipeline
df = pd.read_csv("customers.csv")
X, y = df.drop(columns="churn"), df["churn"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
"""


def findings_in(*sources: str, start: str = START) -> list[Finding]:
    cells = tuple(Cell(n, CellKind.CODE, text) for n, text in enumerate((start, *sources)))
    report = review(Submission("work", (SourceFile("work.ipynb", FileKind.NOTEBOOK, 1, cells, language="python"),)))
    assert report.incomplete == ()
    return list(report.findings)


def concerns(kind: str, *sources: str, start: str = START) -> list[Finding]:
    found = findings_in(*sources, start=start)
    return [f for f in found if f.kind == kind and f.strength is not Strength.NOTE]


def test_resampling_before_the_folds_is_found_and_within_the_pipeline_is_praised():
    before = "X2, y2 = SMOTE().fit_resample(X_train, y_train)\nGridSearchCV(SVC(), {}).fit(X2, y2)"
    within = "GridSearchCV(make_pipeline(SMOTE(), SVC()), {}).fit(X_train, y_train)"
    assert concerns("leakage.cross_validation", before)
    assert not concerns("leakage.cross_validation", within)
    praised = [f for f in findings_in(within) if f.polarity is Polarity.STRENGTH]
    assert {"evaluation.pipeline_in_folds", "evaluation.resampling_in_pipeline"} <= {f.kind for f in praised}


def test_resampling_before_folds_made_by_hand_is_found():
    loop = "X2, y2 = RandomOverSampler().fit_resample(X, y)\nfor a, b in StratifiedKFold().split(X2, y2):\n"
    loop += "    m = SVC().fit(X2.iloc[a], y2.iloc[a])\n    print(m.score(X2.iloc[b], y2.iloc[b]))"
    assert concerns("leakage.cross_validation", loop)
    inside = "for a, b in StratifiedKFold().split(X, y):\n    r, s = RandomOverSampler().fit_resample(X.iloc[a], y.iloc[a])\n"
    assert not concerns("leakage.cross_validation", inside + "    SVC().fit(r, s).score(X.iloc[b], y.iloc[b])")


def test_scaling_outside_the_folds_is_a_note():
    found = findings_in("Z = StandardScaler().fit_transform(X_train)\ncross_val_score(SVC(), Z, y_train)")
    assert [f.strength for f in found if f.kind == "leakage.cross_validation"] == [Strength.NOTE]


def test_cross_validation_over_rows_that_hold_the_test_rows_is_found():
    scored = "m = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n"
    assert concerns("leakage.cv_all_rows", scored + "cross_val_score(m, X, y)")
    assert not concerns("leakage.cv_all_rows", scored + "cross_val_score(m, X_train, y_train)")


@pytest.mark.parametrize(
    "tuning",
    [
        "GridSearchCV(SVC(), {}).fit(X_test, y_test)",
        SWEEP,
        "p, r, ts = precision_recall_curve(y_test, m.predict_proba(X_test)[:, 1])\ncut = ts[np.argmax(2 * p * r / (p + r))]",
    ],
)
def test_a_search_or_a_threshold_on_test_rows_is_found(tuning: str):
    assert concerns("leakage.test_tuned", "m = LogisticRegression().fit(X_train, y_train)", tuning)
    assert not concerns(
        "leakage.test_tuned", "m = LogisticRegression().fit(X_train, y_train)", tuning.replace("_test", "_train")
    )


def test_a_feature_made_from_what_made_the_outcome_is_found():
    start = "import pandas as pd\ndf = pd.read_csv('trips.csv')\ndf['kept'] = df['last_trip'] > '2014-06-01'\n"
    feature = "df['idle'] = (df['last_trip'].max() - df['last_trip']).dt.days\n"
    fit = "X = df[['city', {}]]\ny = df['kept']\na, b, c, d = train_test_split(X, y, random_state=1)\nprint(SVC().fit(a, c).score(b, d))"
    assert [f.location.line for f in concerns("leakage.target", feature + fit.format("'idle'"), start=start)] == [1]
    assert not concerns("leakage.target", feature + fit.format("'age'"), start=start)


def test_rows_put_beside_rows_of_another_index_are_found():
    kept = "kept = df.dropna()\nshaped = pd.DataFrame(PCA().fit_transform(kept))\n"
    assert concerns("correctness.rows_misaligned", kept + "both = pd.concat([kept, shaped], axis=1)")
    assert not concerns(
        "correctness.rows_misaligned", kept + "both = pd.concat([kept.reset_index(drop=True), shaped], axis=1)"
    )
    assert concerns("correctness.rows_misaligned", "df['mean'] = df.groupby('city')['age'].mean()")
    assert not concerns("correctness.rows_misaligned", "df['mean'] = df.city.map(df.groupby('city')['age'].mean())")


def test_a_model_applied_to_columns_prepared_unlike_its_own_is_found():
    scaled = "s = StandardScaler()\nA = s.fit_transform(X_train)\nB = s.transform(X_test)\nm = SVC().fit(A, y_train)\n"
    assert concerns("correctness.wrong_model_scored", scaled + "m.predict(X_test)")
    assert not concerns("correctness.wrong_model_scored", scaled + "m.predict(B)")


def test_old_predictions_scored_among_new_ones_are_found():
    first = "old = SVC().fit(X_train, y_train).predict(X_test)\nprint(confusion_matrix(y_test, old))"
    stale = "new = RandomForestClassifier(random_state=1).fit(X_train, y_train).predict(X_test)\n"
    stale += "print(classification_report(y_test, new))\nprint(confusion_matrix(y_test, {}))"
    assert concerns("correctness.wrong_model_scored", first, stale.format("old"))
    assert not concerns("correctness.wrong_model_scored", first, stale.format("new"))


def test_a_model_trained_anew_and_passed_over_is_found():
    first = "model = SVC(C=1).fit(X_train, y_train)"
    anew = "model_2 = SVC(C=2)\nmodel_2.fit(X_train, y_train)\nprint(accuracy_score(y_test, {}.predict(X_test)))"
    assert concerns("correctness.wrong_model_scored", first, anew.format("model"))
    assert not concerns("correctness.wrong_model_scored", first, anew.format("model_2"))
    both = anew.format("model") + "\nprint(accuracy_score(y_test, model_2.predict(X_test)))"
    assert not concerns("correctness.wrong_model_scored", first, both)


def test_a_baseline_is_praised_and_its_absence_is_only_a_note():
    scored = "print(SVC().fit(X_train, y_train).score(X_test, y_test))"
    kinds = {f.kind: f for f in findings_in(scored)}
    assert kinds["evaluation.no_baseline"].strength is Strength.NOTE
    with_one = {f.kind for f in findings_in("DummyClassifier().fit(X_train, y_train)", scored)}
    assert "evaluation.naive_baseline" in with_one
    assert "evaluation.no_baseline" not in with_one
