"""A model judged on rows that it has seen is found; keeping rows back, in any usual way, is a strength."""

import pytest
from tests.core.review.submissions import found, notebook, report_of

FITTED = (
    "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression()\nm.fit(X, y)\nprint(m.score(X, y))"
)


def test_a_model_scored_on_the_rows_it_learned_from_is_found_where_it_learns(tmp_path):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook("X, y = load()", FITTED)), "evaluation.no_holdout")
    assert (finding.location.cell, finding.location.line, finding.quote) == (1, 3, "m.fit(X, y)")


def test_conclusions_from_a_model_that_is_never_scored_are_found_too(tmp_path):
    source = "from sklearn.feature_selection import RFE\ns = RFE(tree, n_features_to_select=3)\ns = s.fit(X, y)\nprint(s.ranking_)"
    (finding,) = found(report_of(tmp_path, a__py=source), "evaluation.no_holdout")
    assert finding.location.line == 3


@pytest.mark.parametrize(
    "more",
    [
        "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(X, y)",
        "from sklearn.model_selection import cross_val_score\ncross_val_score(m, X, y)",
        "g = GridSearchCV(m, {})\ng.fit(X, y)",
        "m.fit(X, y, validation_split=0.2)",
        "X_test = X[800:]",
        "other = pd.read_csv('test.csv')",
        "valid = df[df.date > '2020']",
        "from src.split import two_parts\ntwo_parts(X)",
    ],
)
def test_rows_kept_back_in_any_way_raise_no_alarm(tmp_path, more):
    assert found(report_of(tmp_path, a__ipynb=notebook(FITTED, more)), "evaluation.no_holdout") == []


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(X, y)",
        "from sklearn.cluster import KMeans\nKMeans(3, random_state=1).fit(X)",
        "import statsmodels.api as sm\nprint(sm.OLS(y, X).fit().summary())",
        "print(df.describe())",
    ],
)
def test_work_without_a_predictive_model_needs_no_rows_kept_back(tmp_path, source):
    assert found(report_of(tmp_path, a__ipynb=notebook(source)), "evaluation.no_holdout") == []


def test_a_stratified_split_is_named_as_a_strength(tmp_path):
    source = "a, b, c, d = train_test_split(X, y, stratify=y, random_state=1)\nm.fit(a, c)"
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook(source)), "evaluation.held_out")
    assert "shares of the classes" in finding.says


def test_cross_validation_is_a_strength_and_its_absence_is_not_claimed_as_one(tmp_path):
    with_it = report_of(tmp_path / "1", a__ipynb=notebook("cross_val_score(m, X, y, cv=5)"))
    without = report_of(tmp_path / "2", a__ipynb=notebook("m.fit(X, y)"))
    assert len(found(with_it, "evaluation.cross_validated")) == 1
    assert found(without, "evaluation.cross_validated") == []
