"""Sittings and uploads in any state, taken there by the verbs that users call."""

import io
import json
import zipfile

from tests.factories.hiring import make_application, make_opening

from trialpiece.web.openings.queries import plan_of
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.consent import consent_hash
from trialpiece.web.sittings.enums import SittingState

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "authors": [{"name": "Ada Kowalska"}],
        "kernelspec": {"name": "python3", "display_name": "ada-laptop", "language": "python"},
    },
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Who leaves\n\nAuthor: Ada Kowalska"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"user": "ada"},
            "execution_count": 1,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "/home/ada/work/customers.csv\n"},
            ],
            "source": "import pandas as pd\nprint('/home/ada/work/customers.csv')",
        },
    ],
}


def zip_of(files, *, stamp=0):
    """A zip's bytes; `stamp` makes another zip of the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(2026, 1, 5, 9, 0, 0)), text)  # the same bytes each time
        archive.comment = str(stamp).encode()
    return buffer.getvalue()


def work(stamp=0):
    """A plausible submission that names its author wherever files can."""
    return zip_of(
        {
            "Ada_Kowalska/analysis.ipynb": json.dumps(NOTEBOOK),
            "Ada_Kowalska/report.md": "# Report\n\nCall the ones who stopped logging in.\n",
            "Ada_Kowalska/train.py": "# Author: Ada Kowalska\nprint('ok')\n",
            "Ada_Kowalska/.git/config": "[user]\nname = Ada Kowalska\n",
        },
        stamp=stamp,
    )


def make_sitting(*, by, opening=None, application=None, state=SittingState.PLANNED, uploads=1, **fields):
    """A sitting in the state asked for; those handed in have `uploads` accepted versions."""
    if application is None:
        application = make_application(opening=opening or make_opening(manager=by), by=by, **fields)
    sitting = domain.plan_sitting(application=application, stage=plan_of(application.opening).first(), by=by)
    if state == SittingState.PLANNED:
        return sitting
    domain.issue(sitting=sitting, by=by)
    if state == SittingState.ISSUED:
        return sitting
    domain.consent(sitting=sitting, text_hash=consent_hash(sitting))
    domain.start(sitting=sitting)
    if state == SittingState.STARTED:
        return sitting
    for number in range(uploads):
        upload(sitting, work(number))
    domain.finish(sitting=sitting)
    if state == SittingState.SUBMITTED:
        return sitting
    if state == SittingState.CLOSED:
        domain.close(sitting=sitting, by=by, reason="The post was filled.")
        return sitting
    raise NotImplementedError(f"scored sittings are made by scoring ({state})")


def upload(sitting, content, filename="Ada_Kowalska_takehome.zip"):
    """Hand bytes in."""
    return domain.hand_in(sitting=sitting, file=io.BytesIO(content), filename=filename)


def card_for(sitting, rater, **fields):
    """The rater's scorecard for the sitting, made or found, with these fields."""
    values = {"organisation": sitting.organisation, **fields}
    return Scorecard.objects.update_or_create(sitting=sitting, rater=rater, defaults=values)[0]
