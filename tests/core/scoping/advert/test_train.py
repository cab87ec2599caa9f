"""What training reads from its folder, and how sources are left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from trialpiece.core.scoping.advert import corpus, train
from trialpiece.core.scoping.advert.marks import MARKS, marked_adverts
from trialpiece.core.scoping.advert.reading import CLASSES

Row = tuple[str, str, str, str]


def _parquet(file: Path, rows: list[Row]) -> None:
    with duckdb.connect() as base:
        base.execute("create table adverts (advert_id text, source text, title text, description text)")
        base.executemany("insert into adverts values (?, ?, ?, ?)", rows)
        base.execute(f"copy adverts to '{file}' (format parquet)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _parquet(tmp_path / "adverts.parquet", [("here:1", "here", "ML engineer", "Train models.")])
    label = {"advert_id": "here:1", "primary": "ml_engineer", "adjacent": None, "confidence": "medium", "conflicts": []}
    (tmp_path / "labels.jsonl").write_text(json.dumps(label) + "\n")
    return tmp_path


def test_a_folder_without_further_adverts_is_enough(folder: Path) -> None:
    [advert] = corpus.load(folder)
    assert (advert.id, advert.kind, advert.weight) == ("here:1", "ml_engineer", corpus.CERTAINTY["medium"])


def test_adverts_of_more_parquet_teach_with_the_labels_and_marks_of_the_package(folder: Path) -> None:
    known = next(name for name in corpus.labels() if name in _found() and name in _marked())
    _parquet(
        folder / corpus.MORE, [(known, "more somebody", "Scientist", "Invent methods."), ("x:1", "more x", "", "")]
    )
    adverts = {advert.id: advert for advert in corpus.load(folder)}
    assert set(adverts) == {"here:1", known, "x:1"}
    assert (adverts[known].kind, adverts[known].weight) == corpus.labels()[known]
    assert adverts[known].marked is not None
    assert adverts["x:1"].kind is None
    assert corpus.absent(list(adverts.values())) == len(corpus.labels()) - 1


def test_every_source_of_further_adverts_is_left_out_whole_and_apart_from_the_first_collection() -> None:
    groups = {source: corpus.source_group(source) for source in ("more a", "more b", "more c", "indeed_us_2020")}
    assert groups == {"more a": "more 2", "more b": "more 3", "more c": "more 1", "indeed_us_2020": "older and smaller"}


def test_every_advert_that_was_found_says_where_it_is_and_has_label_and_marks() -> None:
    found = _found()
    assert len(found) > 2_000
    assert found <= corpus.labels().keys()
    assert not found - _marked()
    assert {kind for kind, _ in corpus.labels().values()} <= set(CLASSES)


def test_a_folder_without_adverts_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main([str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(tmp_path / "adverts.parquet") in said


def _found() -> set[str]:
    """Identifiers of sources.tsv, whose lines are "= repository, commit, file" or an advert of that file."""
    names = set()
    for line in (corpus.LABELS.parent / "sources.tsv").read_text().splitlines():
        if line.startswith("= "):
            assert len(line.split("\t")) == 3
        elif not line.startswith("#"):
            name, _, digest = line.split("\t")
            assert re.fullmatch(r"[\w-]+:[0-9a-f]{8}", name)
            assert re.fullmatch(r"[0-9a-f]{16}", digest)
            names.add(name)
    return names


def _marked() -> set[str]:
    return set(marked_adverts(MARKS.read_text().splitlines()))
