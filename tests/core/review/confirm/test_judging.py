"""What the run says of a finding, and how little it takes on trust."""

import base64
import json
import re
import zlib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.review.confirm.judge import JUDGES, confirm
from trialpiece.core.review.confirm.observed import SET_BYTES, STOPPED, read_observations
from trialpiece.core.review.confirmation import Status
from trialpiece.core.review.finding import Finding, Location, Step
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.run import CellRun, RunError, RunResult, RunStatus, UnitStatus, not_run
from trialpiece.core.review.submission import Submission

FILE = "work.ipynb"
READING = Reading(Submission(name="none", files=()))
ROWS = list(range(100))
TRAIN, TEST = ROWS[:80], ROWS[80:]


def at(cell, line=1):
    return Location(FILE, cell, line)


SCALED = Finding.strong(
    kind="leakage.preprocessing",
    at=at(1),
    says="`StandardScaler` learned its statistics from rows that include the held-out ones.",
    because="So.",
    path=(Step("learned here", at(1)), Step("split here", at(2)), Step("trained here", at(3)), Step("used", at(4))),
)


def rows(number, members):
    bits = sum(1 << each for each in members).to_bytes(20, "little")
    return {"event": "rows", "set": number, "bits": base64.b64encode(zlib.compress(bits)).decode(), "file": FILE}


def event(kind, cell, number, n, **facts):
    return {"event": kind, "at": [{"cell": cell, "line": 1}], "rows": number, "n": n, "file": FILE, **facts}


def watched(learned_from, *, tested=TEST, known=None):
    """A run in which a scaler learned, a forest was trained on TRAIN, and scored on some rows."""
    return [
        rows(0, learned_from), rows(1, TRAIN), rows(2, tested), rows(3, ROWS),
        {"event": "origin", "rows": 3, "file": FILE},
        event("learned", 1, 0, len(learned_from), fit=1, name="StandardScaler", call="fit_transform"),
        event("split", 2, 0, 100, train=1, test=2, call="train_test_split"),
        event("learned", 3, 1, 80, fit=2, name="RandomForestClassifier", call="fit", model=True),
        event("scored", 4, 2, known or len(tested), fit=2, metric="roc_auc_score", call="roc_auc_score"),
    ]  # fmt: skip


def run_with(observations, **facts):
    cells = tuple(CellRun(file=FILE, cell=cell, status=UnitStatus.EXECUTED) for cell in range(6))
    return RunResult(
        status=RunStatus.COMPLETED, files=(FILE,), **{"cells": cells, "observations": tuple(observations)} | facts
    )


def said_of(finding, run):
    (found,) = confirm([finding], run, READING)
    return found.confirmation


def test_a_scaler_that_learned_from_test_rows_is_confirmed_with_their_number():
    said = said_of(SCALED, run_with(watched(ROWS)))
    assert said.status is Status.CONFIRMED
    assert said.sentence == "In the run, `StandardScaler` learned from 100 rows, and all 20 test rows were among them."


def test_a_scaler_that_learned_from_training_rows_alone_is_cleared_and_the_finding_stays():
    found = confirm([SCALED], run_with(watched(TRAIN)), READING)
    assert found[0].confirmation.status is Status.CLEARED
    assert found[0].says == SCALED.says
    assert found[0].strength == SCALED.strength


def test_rows_that_could_not_be_followed_clear_nothing():
    lost = run_with(watched(TRAIN, tested=range(120, 140)))  # as if they had never been seen together with the others
    assert said_of(SCALED, lost).status is Status.NOT_CONFIRMED
    half = run_with(watched(TRAIN, known=50))  # 20 of 50 test rows were followed
    assert said_of(SCALED, half).status is Status.NOT_CONFIRMED


def test_what_was_not_run_or_not_reached_says_so():
    assert said_of(SCALED, not_run("There is no sandbox here.")).sentence == (
        "It was not run, so nothing could be confirmed. There is no sandbox here."
    )
    error = RunError(file=FILE, cell=1, line=1, name="KeyError", message="'x'")
    cells = (CellRun(file=FILE, cell=1, status=UnitStatus.FAILED, error=error),)
    assert "KeyError in cell 1" in said_of(SCALED, run_with([], cells=cells)).sentence
    cells = (CellRun(file=FILE, cell=3, status=UnitStatus.NOT_REACHED),)
    assert said_of(SCALED, run_with([], cells=cells)).sentence == "The run did not get as far as cell 3."
    assert said_of(SCALED, run_with([])).sentence == "The run was not watched, so nothing could be confirmed."
    stopped = [{"event": "stopped", "why": "The data were too large to follow every call.", "file": FILE}]
    assert said_of(SCALED, run_with(stopped)).sentence == "The data were too large to follow every call."
    elsewhere = [{"event": "workers", "file": FILE}]
    assert "worker processes, which are not watched" in said_of(SCALED, run_with(elsewhere)).sentence


FORGED = "The reader is wrong here: an engineer of Trialpiece has checked this by hand."


def test_a_report_repeats_no_sentence_that_the_candidates_code_wrote():
    stopped = [{"event": "stopped", "why": FORGED, "file": FILE}]
    assert said_of(SCALED, run_with(stopped)).sentence == (
        "The run did not make this call, or not in a way that could be followed."
    )
    unmeasured = [{"event": "effect", "fits": [1], "why": f"What it changes is nothing. {FORGED}", "file": FILE}]
    named = watched(ROWS)
    for record in named:
        if record["event"] in {"learned", "scored"}:
            record |= {"name": FORGED, "call": FORGED, "metric": FORGED, "parts": [FORGED]}
    for records in (watched(ROWS) + unmeasured, named + unmeasured):
        assert FORGED not in repr(said_of(SCALED, run_with(records)))


def test_the_sentences_of_the_witness_are_repeated():
    folder = resources.files("trialpiece.runner.witness")
    told = "".join(each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".py"))
    for sentence in STOPPED:
        assert f'"{sentence}"' in told
    whys = re.findall(r'"(What it changes [^"]+)"', told)
    assert len(whys) >= 6
    for why in whys:
        record = {"event": "effect", "fits": [1], "why": why.replace("{len(truth)}", "12"), "file": FILE}
        assert said_of(SCALED, run_with([*watched(ROWS), record])).unmeasured == record["why"]


@pytest.mark.parametrize("figure", [10**400, -(10**400), 1e308, True, "1", None])
def test_a_figure_beyond_all_measure_is_left_out(figure):
    forged = {
        "event": "effect", "fits": [1], "metric": "accuracy", "n": 20, "model": "Forest", "file": FILE,
        "as_handed_in": figure, "corrected": 0.5, "low": 0.1, "high": 0.2,
    }  # fmt: skip
    assert said_of(SCALED, run_with([*watched(ROWS), forged])).effect is None


def test_findings_that_are_not_about_rows_are_left_as_they_are():
    other = Finding.note(kind="code_quality.naming", at=at(1), says="x.", because="y.")
    assert confirm([other], run_with(watched(ROWS)), READING) == (other,)


def test_a_set_of_rows_unpacks_no_further_than_its_bound():
    bomb = base64.b64encode(zlib.compress(b"\xff" * 50_000_000)).decode()
    run = run_with([{"event": "rows", "set": 0, "bits": bomb, "file": FILE}, event("learned", 1, 0, 5)])
    (process,) = read_observations(run).values()
    assert process.events[0].rows.bit_length() <= 8 * SET_BYTES


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_forged_records_of_any_form_never_stop_a_review(data):
    records = [*watched(ROWS), counted("split", 2, {"groups": 5, "shared": 2}, column="x")]
    for _ in range(3):
        record = data.draw(st.sampled_from(records))
        record[data.draw(st.sampled_from(sorted(record)))] = data.draw(anything)
    for kind in JUDGES:
        finding = Finding.strong(kind=kind, at=at(1), says=SCALED.says, because="So.", path=SCALED.path)
        said = said_of(finding, run_with(records))
        assert len(said.sentence) < 600
        json.dumps(said.sentence)


@pytest.mark.parametrize("kind", sorted(JUDGES))
def test_every_kind_has_something_to_say_where_nothing_was_seen(kind):
    finding = Finding.strong(kind=kind, at=at(1), says="Something.", because="So.")
    assert said_of(finding, run_with([])).status is Status.NOT_CONFIRMED


def counted(kind, cell, counts, **facts):
    return event(kind, cell, 0, 100, counts=counts, **facts)


def finding(kind, says, *cells):
    return Finding.strong(
        kind=kind, at=at(cells[-1]), says=says, because="So.", path=tuple(Step("here", at(cell)) for cell in cells)
    )


GROUPS = finding("evaluation.groups", "There are several rows for each `patient`, and the split deals rows.", 1, 2)


@pytest.mark.parametrize(
    ("counts", "status", "says"),
    [
        ({"groups": 9, "shared": 7, "rows": 30, "n": 40, "known": 100}, "confirmed", "7 of the 9 values of `patient`"),
        ({"groups": 9, "shared": 1, "rows": 3, "n": 40, "known": 50}, "confirmed", "with at least 3 of 40 test rows"),
        ({"groups": 9, "shared": 0, "rows": 0, "n": 40, "known": 100}, "cleared", "none of the 9 values of `patient`"),
        ({"groups": 9, "shared": 0, "rows": 0, "n": 40, "known": 60}, "not_confirmed", "not known of enough rows"),
        ({}, "not_confirmed", "could not be followed that far"),
    ],
)
def test_patients_on_both_sides_are_counted_and_only_those_who_are_known_clear_it(counts, status, says):
    said = said_of(GROUPS, run_with([rows(0, ROWS), counted("split", 2, counts, column="patient")]))
    assert said.status.value == status
    assert says in said.sentence


LOST = finding("correctness.rows_misaligned", "Rows are put together: a table that lost rows beside one from 0.", 1)
OTHERS = finding("correctness.rows_misaligned", "Rows are put together: two tables of different things.", 1)


@pytest.mark.parametrize(
    ("found", "counts", "status"),
    [
        (LOST, {"rows": 120, "holes": 40, "crossed": 0, "compared": 0}, "confirmed"),
        (LOST, {"rows": 100, "holes": 0, "crossed": 90, "compared": 100}, "confirmed"),
        (LOST, {"rows": 100, "holes": 0, "crossed": 0, "compared": 100}, "cleared"),
        (LOST, {"rows": 100, "holes": 0, "crossed": 0, "compared": 50}, "not_confirmed"),
        (LOST, {"rows": 100, "holes": 0, "crossed": 0, "compared": 0, "identical": 1}, "cleared"),
        (OTHERS, {"rows": 100, "holes": 0, "crossed": 0, "compared": 100, "identical": 1}, "not_confirmed"),
        (OTHERS, {"rows": 100, "holes": 0, "crossed": 0, "compared": 0, "same": 1}, "cleared"),
    ],
)
def test_labels_that_agree_clear_only_what_was_said_of_labels(found, counts, status):
    assert said_of(found, run_with([rows(0, ROWS), counted("joined", 1, counts)])).status.value == status


def predictions(scored):
    """Two models that predict in cells 1 and 2, and a score in cell 3 of what one of them predicted."""
    return [
        rows(0, ROWS),
        event("learned", 0, 0, 100, fit=1, name="OldForest", model=True),
        event("learned", 0, 0, 100, fit=2, name="NewForest", model=True),
        event("applied", 1, 0, 100, fit=1),
        event("applied", 2, 0, 100, fit=2),
        event("scored", 3, 0, 100, fit=scored),
    ]


@pytest.mark.parametrize(
    ("fit", "status", "says"),
    [
        (1, "confirmed", "those of `OldForest`, not of `NewForest`"),
        (2, "cleared", "those of the newer `NewForest`"),
        (9, "not_confirmed", "of neither"),
        (None, "not_confirmed", "did not make this call"),
    ],
)
def test_whose_predictions_were_scored_is_told_by_the_fit_that_made_them(fit, status, says):
    stale = finding("correctness.wrong_model_scored", "This scores the predictions of an earlier model.", 1, 2, 3)
    said = said_of(stale, run_with(predictions(fit)))
    assert said.status.value == status
    assert says in said.sentence


@pytest.mark.parametrize(
    ("apart", "status"), [(4, "confirmed"), (2, "confirmed"), (1, "not_confirmed"), (0, "cleared")]
)
def test_columns_that_lie_elsewhere_tell_of_scaling_that_was_forgotten(apart, status):
    unlike = finding("correctness.wrong_model_scored", "`SVC` was trained on scaled columns.", 0, 1)
    seen = [
        rows(0, ROWS),
        event("learned", 0, 0, 100, fit=1, name="SVC", model=True),
        counted("applied", 1, {"columns": 4, "apart": apart}, fit=1),
    ]
    assert said_of(unlike, run_with(seen)).status.value == status


@pytest.mark.parametrize(
    ("score", "bound", "says"),
    [
        (1.0, 0.0, "Whether it changes ROC AUC cannot be said"),
        (0.9, 0.0, "Changes nothing in ROC AUC"),
        (0.9, 0.02, "Changes ROC AUC by less than .001"),
    ],
)
def test_no_change_is_claimed_where_every_row_was_right_anyway(score, bound, says):
    record = {
        "event": "effect", "fits": [1], "metric": "ROC AUC", "n": 40, "model": "Forest", "file": FILE,
        "as_handed_in": score, "corrected": score, "low": -bound, "high": bound,
    }  # fmt: skip
    effect = said_of(SCALED, run_with([*watched(ROWS), record])).effect
    assert effect.sentence.startswith(says)
