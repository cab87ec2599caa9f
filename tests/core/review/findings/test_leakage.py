"""What leaks is found where it was learned, and careful work is left in peace."""

import pytest

from trialpiece.core.review.cells import parse
from trialpiece.core.review.engine import review
from trialpiece.core.review.finding import Finding, Strength
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

START = """
import pandas as pd
from sklearn.model_selection import train_test_split, cross_val_score, GridSearchCV, KFold
from sklearn.preprocessing import StandardScaler, OneHotEncoder, Normalizer
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.metrics import accuracy_score
from imblearn.over_sampling import SMOTE
df = pd.read_csv("customers.csv")
X = df.drop(columns=["churn"])
y = df["churn"]
"""
END = """
model = LogisticRegression()
model.fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)\n"


def findings_in(source: str, *more: str) -> list[Finding]:
    cells = tuple(Cell(n, CellKind.CODE, text) for n, text in enumerate((START, source, *more)))
    for cell in cells:
        assert parse(cell.source)[1] is None
    file = SourceFile("work.ipynb", FileKind.NOTEBOOK, 1, cells, language="python")
    report = review(Submission("work", (file,)))
    assert report.incomplete == ()
    return list(report.findings)


def strong(kind: str, source: str, *more: str) -> list[Finding]:
    return [f for f in findings_in(source, *more) if f.kind.startswith(kind) and f.strength is Strength.STRONG]


@pytest.mark.parametrize(
    "learning",
    [
        "X = StandardScaler().fit_transform(X)",
        "scaler = StandardScaler()\nscaler.fit(X)\nX = scaler.transform(X)",
        "X = X.fillna(X.mean())",
        "X['age'].fillna(X['age'].median(), inplace=True)",
        "middle = X['age'].median()\nX['age'] = X['age'].fillna(middle)",
        "for column in X.columns:\n    X[column] = X[column].fillna(X[column].mean())",
        "def clean(frame):\n    return (frame - frame.mean()) / frame.std()\nX = clean(X)",
        "X['level'] = X.groupby('city')['age'].transform('mean')",
        "best = X.corrwith(y).abs()\nX = X[[c for c in X.columns if best[c] > .1]]",
        "X['age'] = X['age'].apply(lambda v: X['age'].mean() if pd.isnull(v) else v)",
        "class Cleaner:\n    def run(self, f):\n        self.s = StandardScaler()\n        return self.s.fit_transform(f)\nX = Cleaner().run(X)",
    ],
)
def test_a_statistic_of_all_rows_is_found_where_it_was_learned(learning: str):
    found = strong("leakage.preprocessing", learning, SPLIT + END)
    assert found
    assert {f.location.cell for f in found} == {1}
    assert [s.at.cell for s in found[0].path] == sorted(s.at.cell for s in found[0].path)


@pytest.mark.parametrize(
    "careful",
    [
        SPLIT + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)" + END,
        SPLIT + "X_train = X_train.fillna(X_train.mean())\nX_test = X_test.fillna(X_train.mean())" + END,
        "print(X.mean(), X.corr())\n" + SPLIT + END,
        "X = pd.get_dummies(X)\n" + SPLIT + END,
        "X = Normalizer().fit_transform(X)\n" + SPLIT + END,
        "X['share'] = X['a'] / X[['a', 'b']].sum(axis=1)\n" + SPLIT + END,
        "df['late'] = df['delay'] > df['delay'].median()\ny = df['late']\nX = df.drop(columns=['late', 'delay'])\n"
        + SPLIT
        + END,
        "X = X.loc[:, X.isnull().mean() < .5]\n" + SPLIT + END,
    ],
)
def test_what_was_learned_from_training_rows_or_only_looked_at_is_no_leak(careful: str):
    assert strong("leakage.", careful) == []


def test_categories_learned_from_all_rows_are_a_note():
    found = findings_in("X = OneHotEncoder().fit_transform(X)\n" + SPLIT + END)
    assert [f.strength for f in found if f.kind == "leakage.encoder_vocabulary"] == [Strength.NOTE]
    assert not [f for f in found if f.kind == "leakage.preprocessing"]


def test_resampling_before_the_split_puts_copies_of_test_rows_into_training():
    found = strong("leakage.overlap", "X, y = SMOTE().fit_resample(X, y)", SPLIT + END)
    assert [f.location.cell for f in found] == [1]
    assert strong("leakage.overlap", SPLIT + "X_train, y_train = SMOTE().fit_resample(X_train, y_train)" + END) == []


def test_a_model_trained_on_all_rows_and_scored_on_some_is_overlap():
    assert strong("leakage.overlap", SPLIT + "m = LogisticRegression().fit(X, y)\nprint(m.score(X_test, y_test))")


def test_two_models_on_one_test_are_graded_by_whether_a_choice_was_made():
    both = SPLIT + "models = {'a': LogisticRegression(), 'b': RandomForestClassifier()}\nscores = {}\n"
    loop = "for name, m in models.items():\n    m.fit(X_train, y_train)\n    scores[name] = m.score(X_test, y_test)\n"
    assert [f.kind for f in strong("leakage.multi_test", both + loop)] == ["leakage.multi_test.side_by_side"]
    chosen = both + loop + "best = max(scores, key=scores.get)\n"
    assert [f.kind for f in strong("leakage.multi_test", chosen)] == ["leakage.multi_test.selected_on_test"]


def test_one_model_scored_once_or_with_several_metrics_is_no_multiple_test():
    assert strong("leakage.multi_test", SPLIT + END + "print(model.score(X_test, y_test))") == []


def test_models_compared_on_validation_rows_leave_the_test_alone():
    three = "X_rest, X_test, y_rest, y_test = train_test_split(X, y, random_state=1)\n"
    three += "X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, random_state=1)\n"
    three += "a = LogisticRegression().fit(X_train, y_train)\nb = RandomForestClassifier().fit(X_train, y_train)\n"
    three += "print(a.score(X_val, y_val), b.score(X_val, y_val))\nprint(a.score(X_test, y_test))\n"
    assert strong("leakage.multi_test", three) == []
