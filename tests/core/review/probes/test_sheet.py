"""A probe sheet asks about this submission, with places in it, and asks the same again."""

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.probes.sheet import LEAST, MOST, probe_sheet, sheet_json, templates
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
    assert [p.at for p in sheet("")] == [None] * 4


def test_every_question_is_about_a_kind_that_can_be_found_or_a_choice():
    kinds = {kind for entry in registered() for kind in entry.kinds}
    assert {about for about in templates() if not about.startswith("choice.")} <= kinds


def test_every_question_says_what_strong_and_weak_answers_sound_like():
    for template in templates().values():
        assert template.ask.rstrip().endswith(("?", "."))
        assert template.strong
        assert template.weak
        assert template.strong != template.weak
