"""The report page: code, evidence in the margin, paths, filters, and what the reader could not do."""

import pytest
from tests.factories.reviews import CODE, make_report, work_of
from tests.factories.sittings import make_sitting

from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.sittings.enums import SittingState


@pytest.fixture
def sitting(hiring_manager):
    return make_sitting(by=hiring_manager, state=SittingState.SUBMITTED)


def look(client, review, query=""):
    response = client.get(f"/o/northquay/reviews/{review.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_strengths_come_first_and_paths_are_links_in_order(sitting, client_as, hiring_manager):
    review = make_report(sitting)
    found = evidence_of(review)
    assert found[0].tone == "strength"
    page = look(client_as(hiring_manager), review)
    leak = next(number for number, one in enumerate(found, 1) if one.kind == "leakage.preprocessing")
    card = page[page.index(f'id="e{leak}"') :].split("</article>")[0]
    assert 'data-path="f0-c4-L1 f0-c5-L1' in card
    assert card.index('href="#f0-c4-L1">cell 4, line 1') < card.index('href="#f0-c5-L1">cell 5, line 1')
    for place in ("f0-c4-L1", "f0-c5-L1"):
        assert f'id="{place}"' in page
    assert f'href="#e{leak}"' in page.split('id="f0-c4-L1"')[1][:300]


@pytest.mark.parametrize(
    ("query", "kept", "left_out"),
    [
        ("?show=strength", "evaluation.pipeline_in_folds", "leakage.preprocessing"),
        ("?about=leakage", "leakage.preprocessing", "evaluation.pipeline_in_folds"),
        ("?about=leakage.preprocessing", "leakage.preprocessing", "reproducibility.split_unseeded"),
        ("?show=concern&firm=strong", "leakage.preprocessing", "evaluation.pipeline_in_folds"),
    ],
)
def test_a_choice_of_evidence_is_an_address(sitting, client_as, hiring_manager, query, kept, left_out):  # noqa: PLR0917 (fixtures)
    review = make_report(sitting)
    numbers = {one.kind: number for number, one in enumerate(evidence_of(review), 1)}
    page = look(client_as(hiring_manager), review, query)
    assert f'id="e{numbers[kept]}"' in page
    assert f'id="e{numbers[left_out]}"' not in page
    assert f'href="#e{numbers[left_out]}"' not in page  # nor is the code marked for it
    assert "Show everything" in page


def test_nonsense_in_the_address_shows_everything(sitting, client_as, hiring_manager):
    review = make_report(sitting)
    page = look(client_as(hiring_manager), review, "?show=%3Cb%3E&about=..%2F&firm=9")
    assert page.count('<article class="finding') >= len(evidence_of(review))


def test_a_cell_that_does_not_parse_says_so_at_its_place_and_on_top(sitting, client_as, hiring_manager):
    review = make_report(sitting, content=work_of((*CODE, "df = = 3")))
    assert review.report["limits"][0]["at"] == {"file": "analysis.ipynb", "cell": 8, "line": 1}
    page = look(client_as(hiring_manager), review)
    assert "What the reader could not do here" in page
    assert page.count("is no Python that parses") == 1  # at its place a finding says it


def test_what_was_bounded_or_failed_is_said(sitting, client_as, hiring_manager):
    def change(report):
        report["incomplete"] = ["leakage.overlap: KeyError"]
        report["limits"] = [{"says": "The code is larger than a reading takes time for.", "at": None}]

    page = look(client_as(hiring_manager), make_report(sitting, change=change))
    assert "leakage.overlap" in page
    assert "larger than a reading takes time for" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("confirmed", "Confirmed by running."),
        ("cleared", "Cleared: the run speaks against it."),
        ("not_confirmed", "Could not be confirmed."),
    ],
)
def test_what_running_said_to_a_finding_stands_beside_it_in_words(sitting, client_as, hiring_manager, status, words):
    def change(report):
        leak = next(one for one in report["findings"] if one["kind"] == "leakage.preprocessing")
        leak["confirmation"] = {
            "status": status,
            "sentence": "The imputer saw 250 test rows.",
            "effect": {"sentence": "AUC moves by .002."},
        }

    page = look(client_as(hiring_manager), make_report(sitting, change=change))
    assert words in page
    assert "The imputer saw 250 test rows." in page
    assert "AUC moves by .002." in page


def test_the_report_can_be_taken_along_as_json_masked_as_the_page_is(sitting, client_as, hiring_manager):
    review = make_report(sitting)
    response = client_as(hiring_manager).get(f"/o/northquay/reviews/{review.pk}/review.json")
    assert response.json()["schema"] == "trialpiece.review/1"
    assert sitting.application.candidate.name not in response.content.decode()


def test_outputs_of_our_run_stand_beside_those_handed_in_where_they_differ(sitting, client_as, hiring_manager):
    def change(report):
        cells = [(3, "output 3"), (6, "other words")]
        report["run"] = {
            "status": "completed", "seconds": 2.0, "files": ["analysis.ipynb"],
            "cells": [
                {"file": "analysis.ipynb", "cell": n, "status": "ok", "outputs": [{"text": f"{text}\n"}]} for n, text in cells
            ],
        }  # fmt: skip

    page = look(client_as(hiring_manager), make_report(sitting, change=change))
    assert page.count("our run printed the same") == 1
    assert page.count("Outputs of our run, which differ") == 1


def test_many_findings_with_the_same_words_are_folded_after_the_first(sitting, client_as, hiring_manager):
    def change(report):
        leak = next(one for one in report["findings"] if one["kind"] == "leakage.preprocessing")
        report["findings"] += [
            {**leak, "location": {"file": "analysis.ipynb", "cell": 1, "line": line}} for line in range(1, 6)
        ]

    review = make_report(sitting, change=change)
    page = look(client_as(hiring_manager), review)
    assert "5 more places with the same words" in page
    assert all(f'id="e{number}"' in page for number in range(1, len(evidence_of(review)) + 1))
