"""A probe sheet asks about this submission, with places in it, and asks the same again."""

import os
import subprocess
import sys

import pytest

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.probes.decisions import decisions_of
from trialpiece.core.review.probes.sheet import LEAST, MOST, _from_decision, probe_sheet, sheet_json, templates
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import registered
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

FLAWED = (
    """import pandas as pd
df = pd.read_csv("a.csv")
X = StandardScaler().fit_transform(df.drop(columns="y"))
""",
    """X_train, X_test, y_train, y_test = train_test_split(X, df["y"])
model = RandomForestClassifier().fit(X_train, y_train)
other = SVC().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)), accuracy_score(y_test, other.predict(X_test)))
""",
)


def reading(*sources: str) -> Reading:
    cells = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(sources))
    return Reading(Submission("made", (SourceFile("a.ipynb", FileKind.NOTEBOOK, 0, cells, language="python"),)))


def sheet(*sources: str):
    read = reading(*sources)
    return probe_sheet(read, report_on(read).findings)


def test_questions_name_the_places_of_this_submission():
    first = next(p for p in sheet(*FLAWED) if p.about == "leakage.preprocessing")
    assert "cell 0, line 3" in first.ask
    assert "cell 1, line 1" in first.ask
    assert first.quote.startswith("X = StandardScaler()")


def test_there_are_eight_to_twelve_questions_each_once_and_the_same_every_time():
    probes = sheet(*FLAWED)
    assert LEAST <= len(probes) <= MOST
    assert len({p.ask for p in probes}) == len(probes)
    assert sheet_json("made", probes) == sheet_json("made", sheet(*FLAWED))


def test_a_submission_with_nothing_in_it_is_asked_what_anybody_can_be_asked():
    assert [p.at for p in sheet("")] == [None] * 6


def test_every_question_is_about_a_kind_that_can_be_found_or_a_choice():
    kinds = {kind for entry in registered() for kind in entry.kinds}
    assert {about for about in templates() if not about.startswith("choice.")} <= kinds


CAREFUL = (
    """import pandas as pd
orders = pd.read_csv("orders.csv").merge(pd.read_csv("clients.csv"), on="client", how="left")
orders = orders[orders["weight"] > 12.5]
orders["per_day"] = orders["weight"] / orders["days"]
orders["region"] = orders["region"].fillna("elsewhere")
orders["late"] = orders["delay"] >= 3
""",
    """X, y = orders.drop(columns=["late", "delay", "driver"]), orders["late"]
X_fit, X_held, y_fit, y_held = train_test_split(X, y, test_size=0.3, random_state=1)
model = HistGradientBoostingClassifier(learning_rate=0.04, random_state=1).fit(X_fit, y_fit)
late = model.predict_proba(X_held)[:, 1] > 0.35
print(roc_auc_score(y_held, model.predict_proba(X_held)[:, 1]))
""",
)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("choice.threshold", ["`0.35`", "cell 1, line 4"]),
        ("choice.flag", ["`late`", "`orders['delay'] >= 3`"]),
        ("choice.filter", ["`orders['weight'] > 12.5`"]),
        ("choice.feature", ["`per_day`"]),
        ("choice.join", ["`client`", "`how='left'`"]),
        ("choice.left_out", ["`delay` and `driver`"]),
        ("choice.fill_value", ["`'elsewhere'`", "`region`"]),
        ("choice.settings", ["`HistGradientBoostingClassifier`", "`learning_rate=0.04`"]),
    ],
)
def test_what_was_decided_is_asked_about_by_its_own_names_and_numbers(about, words):
    read = reading(*CAREFUL)
    decided = next(d for d in decisions_of(read) if d.about == about)
    asked = _from_decision(read, decided).ask
    assert [word for word in words if word not in asked] == []


def test_no_topic_is_asked_twice_where_there_is_enough_to_ask():
    topics = [p.topic for p in sheet(*CAREFUL)]
    assert len(topics) == len(set(topics))


def test_most_questions_name_something_of_this_submission():
    for sources in (FLAWED, CAREFUL):
        probes = sheet(*sources)
        assert sum(p.at is not None for p in probes) >= len(probes) * 2 / 3


def test_two_submissions_are_asked_different_things():
    one, other = {p.ask for p in sheet(*FLAWED)}, {p.ask for p in sheet(*CAREFUL)}
    assert len(one & other) <= 2


def test_the_sheet_does_not_depend_on_the_process():
    script = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.core.review.probes.test_sheet import CAREFUL, FLAWED, sheet;"
        "print([p.ask for s in (CAREFUL, FLAWED) for p in sheet(*s)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_secret_in_the_code_is_in_no_question_and_no_quote():
    secret = "AKIA" + "IOSFODNN7EXAMPL2"
    sources = (f'password = "{secret}"\norders = orders[orders["key"] > "{secret}"]\n', *CAREFUL)
    assert secret not in str(sheet(*sources))


def test_code_with_braces_and_backticks_breaks_no_question():
    probes = sheet('df = pd.read_csv("a.csv")\ndf = df[df["{x}"] > 3]\ndf["`a`"] = df["{0}"] / df["b"]\n')
    assert any("{x}" in p.ask for p in probes)


def test_places_name_the_file_where_there_is_more_than_one_notebook():
    cells = (Cell(0, CellKind.CODE, 'df = df[df["a"] > 3]'),)
    files = tuple(SourceFile(name, FileKind.NOTEBOOK, 0, cells, language="python") for name in ("a.ipynb", "b.ipynb"))
    read = Reading(Submission("made", files))
    assert any("a.ipynb, cell 0, line 1" in p.ask for p in probe_sheet(read, ()))


def test_every_question_says_what_strong_and_weak_answers_sound_like():
    for template in templates().values():
        assert template.ask.rstrip().endswith(("?", "."))
        assert template.strong
        assert template.weak
        assert template.strong != template.weak
