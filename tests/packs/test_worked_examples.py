"""The three worked submissions: real files that go the way of any upload, of clearly different quality."""

import csv
import importlib.util
import json

import numpy as np
import pytest

from trialpiece.core.exercises.examples import worked_examples
from trialpiece.core.exercises.issue import held_out
from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.review.intake import unpack

PACK = load_pack("subscription-retention")
EXAMPLES = {each.name: each for each in worked_examples(PACK)}


def notebook(example):
    (path,) = example.folder.glob("*.ipynb")
    return json.loads(path.read_text())["cells"]


def predictions(example):
    with (example.folder / "predictions.csv").open() as lines:
        return [(row["customer_id"], float(row["probability"])) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_taken_in_like_any_upload(name, tmp_path):
    archive = EXAMPLES[name].archive()
    assert archive == EXAMPLES[name].archive()
    taken = unpack(archive, name="work.zip", into=tmp_path / "work")
    assert taken.notes == ()
    assert "predictions.csv" in {each.name for each in taken.files}
    assert any(cell.get("outputs") for cell in notebook(EXAMPLES[name]))


def test_the_strong_and_the_middling_one_predict_every_customer_of_their_own_data():
    for name in ("strong", "middling"):
        ids = [customer for customer, _ in predictions(EXAMPLES[name])]
        assert sorted(ids) == sorted(held_out(PACK, EXAMPLES[name].seed)["customer_id"].tolist())


def test_the_middling_one_promises_more_than_it_holds():
    spec = importlib.util.spec_from_file_location("reference_solution", PACK.folder / "key" / "reference.py")
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    example = EXAMPLES["middling"]
    truth = held_out(PACK, example.seed)
    score = dict(predictions(example))
    reached = reference.auc(
        truth["churned_60d"].astype(float), np.array([score[each] for each in truth["customer_id"].tolist()])
    )
    printed = "".join(
        text for cell in notebook(example) for out in cell.get("outputs", []) for text in out.get("text", [])
    )
    promised = float(printed.split("tuned ")[1].split()[0])
    assert promised > 0.88
    assert reached < promised - 0.08


def test_the_weak_one_has_hidden_state_and_doubled_customers():
    cells = [cell for cell in notebook(EXAMPLES["weak"]) if cell["cell_type"] == "code"]
    counts = [cell["execution_count"] for cell in cells]
    assert counts != sorted(counts)
    source = "\n".join("".join(cell["source"]) for cell in cells)
    assert "df[cols]" in source
    assert "cols =" not in source
    ids = [customer for customer, _ in predictions(EXAMPLES["weak"])]
    assert len(set(ids)) < len(ids)
