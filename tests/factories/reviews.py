"""Reports over work of our own, read by the engine as it is, without running it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.factories.sittings import zip_of

from trialpiece.core.review.engine import review as review_submission
from trialpiece.core.review.reader import read_submission
from trialpiece.web.reviews import claims, domain
from trialpiece.web.reviews.document import document_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.work import Work, _keep, deeply
from trialpiece.web.sittings.blind import without_names, words_to_hide

CODE = (
    "# Who leaves next quarter\n\nThe question is whom to call. Baseline: call nobody.",
    """import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler""",
    """df = pd.read_csv("customers.csv")
df.duplicated("customer_id").sum()
df = df.drop_duplicates("customer_id", keep="last")
df.isna().mean()""",
    """y = df.pop("left")
num = df.select_dtypes("number").columns
X = df[num]""",
    "X = SimpleImputer().fit_transform(X)",
    "X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y)",
    """pipe = make_pipeline(StandardScaler(), LogisticRegression())
cross_val_score(pipe, X_tr, y_tr, scoring="roc_auc")""",
    "pipe.fit(X_tr, y_tr)\nroc_auc_score(y_te, pipe.predict_proba(X_te)[:, 1])",
)
"""A notebook with strengths (a pipeline inside the folds) and an imputer that saw the test rows."""


def notebook(cells=CODE, *, looking=0):
    """The cells as a notebook; `looking` puts so many cells of exploration between reading and modelling."""
    extra = [f'df["visits_{n}"].describe()\n# the {n}th look' for n in range(looking)]
    sources = [*cells[:3], *extra, *cells[3:]]
    return {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "cells": [_cell(number, source) for number, source in enumerate(sources)],
    }  # fmt: skip


def _cell(number, source):
    if source.startswith("#"):
        return {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": source}
    outputs = [{"output_type": "stream", "name": "stdout", "text": f"output {number}\n"}] if number % 3 == 0 else []
    return {
        "cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": number, "outputs": outputs,
        "source": source,
    }  # fmt: skip


def work_of(cells=CODE, *, looking=0, name="analysis.ipynb"):
    """A zip with the notebook and a short report."""
    return zip_of({
        name: json.dumps(notebook(cells, looking=looking)),
        "report.md": "# Report\n\nWe call those who stopped logging in. AUC is .84.\n",
    })  # fmt: skip


def make_report(sitting, *, content=None, change=None):
    """The latest review of the sitting, done; `content` is read in place of what was handed in, `change` edits the report."""
    found = Review.objects.filter(submission__sitting=sitting).order_by("-submission__version", "-reading").first()
    candidate = sitting.application.candidate
    masked = (lambda text: without_names(text, candidate)) if words_to_hide(sitting) else str
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "work.zip"
        path.write_bytes(content or work_of())
        files = read_submission(path)
    report = deeply(review_submission(files, name=str(candidate)).to_json(), masked)
    if change:
        change(report)
    document = _keep(deeply(document_of(files), masked))
    assert domain.finish(
        claims.claim(found.pk), work=Work(report=report, document=document, engine_version="0.1.0+test")
    )
    found.refresh_from_db()
    return found
