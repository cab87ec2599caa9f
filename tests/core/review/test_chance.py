"""Whatever draws on chance without a seed is found, and a seed given in any usual way is seen."""

import pytest
from tests.core.review.submissions import found, notebook, report_of

from trialpiece.core.review.finding import Polarity, Strength

SPLIT, MODEL, SET = (f"reproducibility.{kind}" for kind in ("split_unseeded", "model_unseeded", "seeds_set"))
IMPORTS = (
    "import numpy as np\nfrom sklearn.model_selection import *\nfrom sklearn.ensemble import *\n"
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.svm import SVC\nimport sklearn.tree as st\n"
)


def kinds(tmp_path, source: str) -> set[str]:
    report = report_of(tmp_path, a__ipynb=notebook(IMPORTS, source))
    return {finding.kind for finding in report.findings} & {SPLIT, MODEL, SET}


@pytest.mark.parametrize(
    "source",
    [
        "a, b, c, d = train_test_split(X, y, test_size=0.2)",
        "a, b = train_test_split(df, random_state=None)",
        "k = StratifiedKFold(5, shuffle=True)",
        "s = ShuffleSplit(n_splits=5)",
        "train = df.sample(frac=0.8)",
        "a, b = train_test_split(df)\nnp.random.seed(0)",
    ],
)
def test_a_split_without_a_seed_is_found(tmp_path, source):
    assert kinds(tmp_path, source) == {SPLIT}


@pytest.mark.parametrize(
    "source",
    [
        "train_test_split(X, y, random_state=42)",
        "train_test_split(X, y, random_state=SEED)",
        "train_test_split(X, y, **{'random_state': 1})",
        "np.random.seed(0)\ntrain_test_split(X, y)",
        "import numpy\nnumpy.random.seed(0)\ntrain_test_split(X, y)",
        "def settle(s):\n    np.random.seed(s)\nsettle(1)\ntrain_test_split(X, y)",
        "train = df.sample(frac=0.8, random_state=1)",
    ],
)
def test_a_split_with_a_seed_is_a_strength(tmp_path, source):
    assert kinds(tmp_path, source) == {SET}


@pytest.mark.parametrize(
    "source", ["train_test_split(X, y, shuffle=False)", "k = KFold(5)", "some = df.sample(5)", "TimeSeriesSplit(3)"]
)
def test_a_split_that_does_not_draw_needs_no_seed(tmp_path, source):
    assert kinds(tmp_path, source) == set()


@pytest.mark.parametrize(
    "source",
    [
        "m = RandomForestClassifier()",
        "m = st.DecisionTreeClassifier(max_depth=3)",
        "from sklearn.ensemble import GradientBoostingRegressor as G\nm = G()",
        "m = LogisticRegression(solver='saga')",
        "m = SVC(probability=True)",
        "models = [('rf', RandomForestClassifier(random_state=None))]",
        "from tensorflow import keras\nm = keras.Sequential()",
        "from keras.models import Sequential\nnp.random.seed(1)\nm = Sequential()",
        "from imblearn.over_sampling import SMOTE\ns = SMOTE()",
        "p = {'max_depth': 3}\nm = RandomForestClassifier(max_depth=p['max_depth'])",
        "m = VotingClassifier([('t', st.DecisionTreeClassifier())])",
    ],
)
def test_a_model_without_a_seed_is_found(tmp_path, source):
    assert kinds(tmp_path, source) == {MODEL}


@pytest.mark.parametrize(
    "source",
    [
        "m = LogisticRegression()",
        "m = SVC()",
        "m = RandomForestClassifier(random_state=0)",
        "m = RandomForestClassifier(**params)",
        "p = dict(random_state=3)\nm = RandomForestClassifier(**p)",
        "m = RandomForestClassifier()\nm.set_params(random_state=1)",
        "m = RandomForestClassifier()\nm.random_state = 1",
        "np.random.seed(3)\nm = RandomForestClassifier()",
        "m = BaggingClassifier(st.DecisionTreeClassifier(), random_state=1)",
        "import tensorflow as tf\ntf.random.set_seed(1)\nm = tf.keras.Sequential()",
        "import xgboost as xgb\nm = xgb.XGBClassifier()",
        "print('RandomForestClassifier()')",
    ],
)
def test_a_model_that_comes_out_the_same_raises_no_alarm(tmp_path, source):
    assert MODEL not in kinds(tmp_path, source)


def test_many_places_are_one_finding_with_a_path(tmp_path):
    source = "a = RandomForestClassifier()\nb = ExtraTreesClassifier()\nc = RandomForestClassifier()"
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook(IMPORTS, source)), MODEL)
    assert finding.strength is Strength.STRONG
    assert [step.at.line for step in finding.path] == [1, 2, 3]
    assert finding.quote == "a = RandomForestClassifier()"


def test_a_strength_never_counts_as_a_concern(tmp_path):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook(IMPORTS, "train_test_split(X, random_state=1)")), SET)
    assert finding.polarity is Polarity.STRENGTH
    assert finding.strength is Strength.NOTE
