"""What is explained in words is seen in three languages; its absence is told softly."""

import pytest
from tests.core.review.submissions import found, notebook, report_of, text

from trialpiece.core.review.finding import Polarity, Strength

ENGLISH = """# Churn
The goal is to learn which customers leave. The dataset has one row for each customer and 21 columns; 11 missing values
were dropped. I chose a random forest because it needs little preparation. Recall on the held-out part is .71 and the
confusion matrix shows most errors near the threshold. A limitation is the short history: seasonal effects cannot be seen.
As a next step I would recommend to collect two more years. """
SPANISH = """# Evasión
El objetivo es saber qué clientes se van. Los datos tienen una fila por cliente y 21 columnas, con valores nulos en 11 filas.
Escogí un bosque aleatorio porque necesita poca preparación. La exactitud es de 0,8 y la matriz de confusión muestra errores.
Una limitación es la historia corta. Se recomienda como próximos pasos reunir más datos. """
PORTUGUESE = """# Evasão
O objetivo é saber quais clientes vão embora. Os dados têm uma linha por cliente e 21 colunas, com valores ausentes em 11 linhas.
Escolhi uma floresta aleatória porque precisa de pouca preparação. A acurácia é de 0,8 e a matriz de confusão mostra erros.
Uma limitação é o histórico curto. Recomenda-se como próximos passos reunir mais dados. """


@pytest.mark.parametrize("words", [ENGLISH, SPANISH, PORTUGUESE])
def test_an_explanation_of_everything_is_a_strength_in_each_language(tmp_path, words):
    report = report_of(tmp_path, a__ipynb=notebook(text(words * 3), "x = 1"))
    (finding,) = found(report, "explanation.present")
    assert finding.polarity is Polarity.STRENGTH
    assert len(finding.path) == 6
    assert len(found(report, "explanation.limits")) == 2
    assert found(report, "explanation.topics") == []
    assert found(report, "explanation.missing") == []


def test_what_the_text_leaves_out_is_named_as_a_question(tmp_path):
    words = "The goal is churn. The dataset has columns. Accuracy was measured. " + "More about rows and columns. " * 30
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook(text(words), "x = 1")), "explanation.topics")
    assert finding.polarity is Polarity.NEUTRAL
    assert "its limits" in finding.says


def test_nothing_explained_is_weak_evidence_at_the_first_cell(tmp_path):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook(text("# Churn"), "x = 1")), "explanation.missing")
    assert finding.strength is Strength.WEAK
    assert (finding.location.cell, finding.location.line) == (0, 1)


def test_a_report_beside_the_code_explains_it(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook("x = 1"), report__md=ENGLISH * 2)
    assert found(report, "explanation.missing") == []
    assert found(report, "explanation.present")[0].location.file == "report.md"


def test_a_script_may_explain_itself_in_comments(tmp_path):
    comments = "".join(f"# {line}\n" for line in (ENGLISH * 2).split("\n"))
    report = report_of(tmp_path, a__py=comments + "x = 1\n")
    assert found(report, "explanation.missing") == []
    assert len(found(report, "explanation.present")) == 1


def test_code_that_is_commented_out_explains_nothing(tmp_path):
    source = "".join(f"# model_{n} = fit(rows, {n}) or None\n" for n in range(30)) + "x = 1\n"
    assert len(found(report_of(tmp_path, a__py=source), "explanation.missing")) == 1
