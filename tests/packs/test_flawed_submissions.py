"""Submissions with known flaws: what reading finds, and what the run in the sandbox makes of it."""

import csv
import io
from dataclasses import replace

import pytest

from trialpiece.core.exercises.flawed import Flaw, Tally, flawed_submissions
from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.variant import make_variant
from trialpiece.core.review.confirm.judge import JUDGES
from trialpiece.core.review.confirm.watching import places_to_watch
from trialpiece.core.review.engine import report_on
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.runner import selfcheck
from trialpiece.runner.watched import run_watched

PACK = load_pack("subscription-retention")
FLAWED = {each.name: each for each in flawed_submissions(PACK)}
VARIANT = make_variant(PACK, 202)
FACTS = {"known_after": VARIANT.known_after}


@pytest.fixture(scope="session")
def a_quarter(tmp_path_factory):
    """The exercise's data for a quarter of the customers: enough for every flaw, and quick."""
    folder = tmp_path_factory.mktemp("exercise")
    (folder / "data").mkdir()
    for name, table in VARIANT.data.tables.items():
        head, *rows = csv.reader(io.StringIO(table.to_csv().decode()))
        own = head.index("customer_id")
        with (folder / "data" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *(row for row in rows if sum(map(ord, row[own])) % 4 == 0)])
    return folder


def about_rows(reading):
    return [each for each in report_on(reading).findings if each.kind in JUDGES]


@pytest.mark.parametrize("name", FLAWED)
def test_reading_alone_finds_what_was_written_into_it_and_only_the_bait_beside_it(name):
    known = FLAWED[name]
    found = about_rows(Reading(read_submission(known.folder), exercise=FACTS))
    for flaw in (*known.flaws, *known.baits):
        assert any(flaw.is_found_by(each) for each in found), flaw
    for each in found:
        assert any(flaw.is_found_by(each) for flaw in (*known.flaws, *known.baits)), each.says


@pytest.mark.sandbox
@pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}")
@pytest.mark.parametrize("name", [name for name, each in FLAWED.items() if each.flaws or each.baits])
def test_the_run_confirms_flaws_and_clears_bait(name, a_quarter):
    known = FLAWED[name]
    reading = Reading(read_submission(known.folder), exercise=FACTS)
    run = run_watched(known.folder, watch=places_to_watch(reading), data_dir=a_quarter)
    assert not [each for each in run.observations if each.get("event") in {"trouble", "stopped"}]
    found = about_rows(replace(reading, run=run))
    for flaw in (*known.flaws, *known.baits):
        said = [each.confirmation for each in found if flaw.is_found_by(each)]
        assert {each.status.value if each else "" for each in said} == {flaw.run}, (flaw, said)
        if flaw.effect:
            effect = said[0].effect
            assert effect is not None, said[0].unmeasured
            assert effect.low <= effect.difference <= effect.high
            assert effect.n >= 30


def test_known_flaws_are_at_least_a_dozen_in_several_languages_and_styles():
    assert sum(bool(each.flaws) for each in FLAWED.values()) >= 12
    assert {path.suffix for each in FLAWED.values() for path in each.folder.iterdir()} == {".ipynb", ".py"}


def test_a_tally_tells_missed_flaws_from_false_alarms():
    clean = FLAWED["clean-pipeline"]
    wished = replace(clean, flaws=(Flaw(kind="leakage.overlap", line="x", by="y"),))
    tally = Tally()
    tally.add(wished, ())
    tally.add(clean, about_rows(Reading(read_submission(FLAWED["scaled-first"].folder))))
    assert (tally.known, tally.missed) == (1, ["clean-pipeline: leakage.overlap by y"])
    assert tally.false == {"not asked": 2}
