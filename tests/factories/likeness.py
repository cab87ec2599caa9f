"""Two candidates whose work is alike, read by the worker's verb but not run."""

import json
import os
import tempfile
from contextlib import contextmanager
from itertools import count

from tests.factories.hiring import make_application, make_opening
from tests.factories.sittings import make_sitting, upload, zip_of

from trialpiece.web.reviews.domain import run_review
from trialpiece.web.reviews.models import Review
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.enums import SittingState

SHARED = """def tidy(frame, limit=3):
    kept = frame.dropna(thresh=limit).assign(total=frame.a + frame.b * 2)
    kept["rate"] = kept.total.div(kept.days.clip(lower=1)).round(4)
    return kept.sort_values("rate").reset_index(drop=True)
"""
OWN = (
    "import csv\nwith open('a.csv') as stream:\n    rows = [line.strip().split(';') for line in stream if line[0] != '#']\n",
    "import pandas as pd\nprint(pd.DataFrame({'a': [1, 2]}).groupby('a').agg('count').rename(columns={'a': 'b'}).melt())\n",
)

_number = count(1)


@contextmanager
def no_runtime():
    """While this lasts nothing is run, as on a machine without a sandbox."""
    before = os.environ.get("TRIALPIECE_RUNTIME")
    with tempfile.TemporaryDirectory() as nowhere:
        os.environ["TRIALPIECE_RUNTIME"] = nowhere
        try:
            yield
        finally:
            if before is None:
                del os.environ["TRIALPIECE_RUNTIME"]
            else:
                os.environ["TRIALPIECE_RUNTIME"] = before


def notebook(*sources):
    """A notebook of these code cells."""
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": n + 1, "outputs": [], "source": source}
        for n, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def hand_in_notebook(sitting, *sources, finish=True):
    """Hand a notebook of these cells in for a started sitting, and let it be read."""
    submission = upload(sitting, zip_of({"work/analysis.ipynb": notebook(*sources)}), "work.zip")
    if finish:
        domain.finish(sitting=sitting)
        sitting.refresh_from_db()
    read(sitting)
    return submission


def read(sitting):
    """Let everything be read that waits for it."""
    with no_runtime():
        for review in Review.objects.filter(submission__sitting=sitting, state="queued"):
            assert run_review(review.pk)


def make_work(*sources, by, opening, **candidate):
    """A candidate in the opening who has handed in a notebook of these cells; the submission."""
    application = make_application(opening=opening, by=by, **candidate)
    sitting = make_sitting(by=by, application=application, state=SittingState.STARTED)
    return hand_in_notebook(sitting, *sources)


def _people():
    number = next(_number)
    return ("Ben", number), ("Cleo", number)


def make_alike(*, by, opening=None):
    """Two submissions that share a function, each beside something of its own."""
    opening = opening or make_opening(manager=by)
    ben, cleo = ({"name": f"{who} Adler-{n}", "email": f"{who}{n}@mail.example"} for who, n in _people())
    first = make_work(f"# Author: {ben['name']}\n" + SHARED, OWN[0], by=by, opening=opening, **ben)
    second = make_work(OWN[1], SHARED.replace("frame", "table"), by=by, opening=opening, **cleo)
    return first, second
