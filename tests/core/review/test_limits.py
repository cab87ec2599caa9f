"""Where a reading stops short it says so, with the place; where it does not, it says nothing."""

import jsonschema
from tests.factories.reviews import CODE, work_of

from trialpiece.core.review.engine import report_on, review
from trialpiece.core.review.limits import MOST, limits_of
from trialpiece.core.review.provenance.events import Trace
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.report import json_schema


def read(tmp_path, cells=CODE):
    path = tmp_path / "work.zip"
    path.write_bytes(work_of(cells))
    return read_submission(path)


def test_ordinary_work_has_no_limits(tmp_path):
    assert review(read(tmp_path)).to_json()["limits"] == []


def test_what_was_bounded_or_not_followed_is_told_with_its_place_and_without_programmers_words(tmp_path):
    reading = Reading(read(tmp_path))
    trace = Trace()
    trace.bounded = "The code is larger than a reading takes time for; what comes after was not followed."
    trace.failures = ["analysis.ipynb, cell 4: KeyError: 'secret of ours'"] * 3
    reading.known(trace_of, trace)
    bounded, once = limits_of(reading)
    assert bounded.at is None
    assert (once.at.file, once.at.cell) == ("analysis.ipynb", 4)
    assert "KeyError" not in once.says


def test_hundreds_of_such_places_are_counted_and_the_report_keeps_its_form(tmp_path):
    broken = [f"x = = {n}" for n in range(200)]
    report = review(read(tmp_path, (*CODE, *broken))).to_json()
    assert len(report["limits"]) == MOST + 1
    assert report["limits"][-1]["says"] == "And 140 more places like these."
    jsonschema.validate(report, json_schema())


def test_a_trace_that_cannot_be_made_costs_no_report(tmp_path):
    reading = Reading(read(tmp_path))
    reading.known(trace_of, None)  # whatever asks it for anything fails
    report = report_on(reading).to_json()
    assert report["limits"][0]["says"] == "The flow of the data could not be followed at all."
