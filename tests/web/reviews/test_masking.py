"""A masked report keeps its own terms and its pictures, and loses the name in every text."""

import pytest
from tests.factories.sittings import make_sitting, upload, zip_of

from trialpiece.web.reviews.work import deeply
from trialpiece.web.sittings.blind import names_of, without_names
from trialpiece.web.sittings.enums import SittingState


@pytest.fixture
def candidate(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.STARTED)
    found = sitting.application.candidate
    found.name, found.email = "José Strong", "jose.data@example.org"
    found.save()
    return sitting, found


def test_terms_digests_and_pictures_of_a_report_stay_whole(candidate):
    _, person = candidate
    report = {
        "schema": "trialpiece.review/1",
        "findings": [{"kind": "Strong", "strength": "strong", "says": "Jose Strong wrote it", "location": {"file": "Strong.py"}}],
        "run": {"cells": [{"outputs": [{"picture": "aa+Strong/bb", "text": "by JOSÉ"}]}]},
    }  # fmt: skip
    masked = deeply(report, lambda text: without_names(text, person))
    assert masked["findings"][0] == {
        "kind": "Strong", "strength": "strong", "says": "[name] wrote it", "location": {"file": "[name].py"},
    }  # fmt: skip
    assert masked["run"]["cells"][0]["outputs"][0] == {"picture": "aa+Strong/bb", "text": "by [name]"}


def test_an_ordinary_word_in_an_address_hides_no_code(candidate):
    _, person = candidate
    assert "data" not in names_of(person)
    assert without_names("data = load(data)", person) == "data = load(data)"


def test_files_that_code_needs_keep_their_names(candidate):
    sitting, person = candidate
    person.name, person.email = "Ana Tom", "ana@example.org"
    person.save()
    sitting.application.candidate.name = person.name
    done = upload(sitting, zip_of({"Ana/analysis.py": "import custom", "Ana/custom.py": "x = 1", "Ana/ana tom.py": ""}))
    assert {each["name"].rpartition("/")[2] for each in done.contents} == {"analysis.py", "custom.py", "candidate.py"}
