"""Scores given in the text are held against what the saved outputs show; where nothing can be checked, nothing is said."""

import json

import pytest
from tests.core.review.submissions import code, found, notebook, report_of, text

SHOWN = code(
    "print('accuracy', accuracy_score(y_test, y_pred))",
    outputs=({"output_type": "stream", "name": "stdout", "text": "accuracy 0.8534\nrecall 0.41\n"},),
)


def mismatches(folder, *prose: str, shown: dict = SHOWN) -> list:
    report = report_of(folder, work__ipynb=notebook(shown, *(text(p) for p in prose)))
    return found(report, "claims.mismatch")


@pytest.mark.parametrize(
    "said",
    [
        "The accuracy is 91.2%, which is excellent.",
        "La exactitud es de 0.91 en la prueba.",
        "O modelo tem uma acurácia de 91,3%.",
        "We reach 91.2% accuracy on the test set.",
        "| model | accuracy |\n| --- | --- |\n| forest | 0.912 |",
        "The recall of class 1 = 0.54 is what matters.",
    ],
)
def test_a_number_that_no_output_shows_is_asked_about(tmp_path, said):
    assert len(mismatches(tmp_path, said)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "The accuracy is 85.3%.",
        "Accuracy of 0.85, recall of 41%.",
        "An accuracy of about 86%.",
        "A paper reports an accuracy of 99%.",
        "We want an accuracy of at least 90%.",
        "The AUC is 0.93.",
        "We compare accuracy over 5 folds.",
        '"The model reached an accuracy of 99%" (somebody else)',
        "| model | accuracy |\n| --- | --- |\n| forest | 0.853 |",
    ],
)
def test_what_agrees_or_cannot_be_checked_is_left_in_peace(tmp_path, said):
    assert mismatches(tmp_path, said) == []


def test_without_saved_outputs_nothing_is_said(tmp_path):
    assert mismatches(tmp_path, "The accuracy is 91.2%.", shown=code("print(accuracy_score(y, p))")) == []


def test_agreement_is_a_strength(tmp_path):
    report = report_of(tmp_path, work__ipynb=notebook(SHOWN, text("The accuracy is 85.3%.")))
    assert [f.strength.value for f in found(report, "claims.checked")] == ["note"]
    json.dumps(report.to_json())
