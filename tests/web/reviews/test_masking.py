"""A masked report keeps its own terms and its pictures, and loses the name in every text."""

import pytest
from tests.factories.reviews import CODE, make_report, work_of
from tests.factories.sittings import make_sitting, upload, zip_of

from trialpiece.web.openings.domain import change_opening
from trialpiece.web.reviews import claims, domain
from trialpiece.web.reviews.disputes import dispute
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.reviews.work import Work, deeply
from trialpiece.web.sittings.blind import names_of, without_names
from trialpiece.web.sittings.domain import finish
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


def test_an_opening_that_begins_to_hide_names_hides_them_in_the_reports_that_it_has(hiring_manager, viewer, client_as):
    sitting = make_sitting(by=hiring_manager, state=SittingState.STARTED)
    opening, name = sitting.application.opening, sitting.application.candidate.name
    change_opening(opening=opening, by=hiring_manager, hides_names=False)
    sitting = type(sitting).objects.get(pk=sitting.pk)
    content = work_of((f"# By {name}", *CODE), name=f"{name}.ipynb")
    upload(sitting, content)
    finish(sitting=sitting)
    review = make_report(sitting, content=content)
    said = dispute(
        review=review, finding=evidence_of(review)[0].key, wrong="not_true", reason="", by=hiring_manager
    )  # fmt: skip
    addresses = [f"/o/northquay/reviews/{review.pk}/{page}" for page in ("", "review.json")]
    client = client_as(viewer)
    assert all(name in client.get(address).content.decode() for address in addresses)
    opening.refresh_from_db()
    change_opening(opening=opening, by=hiring_manager, hides_names=True)
    for address in addresses:
        assert name.split()[0] not in client.get(address).content.decode()
    review.refresh_from_db()
    said.refresh_from_db()
    assert said.finding in {one.key for one in evidence_of(review)}


def test_names_hidden_while_the_work_was_being_read_are_hidden_when_it_is_done(hiring_manager):
    sitting = make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)
    review = Review.objects.get(submission__sitting=sitting)
    name = sitting.application.candidate.name
    work = Work(report={"findings": [], "submission": name}, names_hidden=False)
    assert domain.finish(claims.claim(review.pk), work=work)
    review.refresh_from_db()
    assert name not in str(review.report)
