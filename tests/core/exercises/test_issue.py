"""What a candidate gets: everything needed, nothing of the key, all of it or nothing."""

import io
import zipfile

import pytest

from trialpiece.core.exercises.issue import OutIsTaken, issue_archive, issue_folder, issued_files, new_seed
from trialpiece.core.exercises.variant import make_variant

SEED = 4_611_686_018


@pytest.fixture(scope="module")
def issued(pack):
    return issued_files(pack, SEED)


def test_brief_rubric_starter_and_data_are_there(pack, issued):
    assert {"README.md", "brief.md", "rubric.md", "data-dictionary.md", "data/customers.csv"} <= set(issued)
    for criterion in pack.rubric.criteria:
        for level in criterion.levels:
            assert level.anchor in issued["rubric.md"].decode()
    assert "6 hours" in issued["README.md"].decode()


def test_nothing_of_the_key_is_issued(pack, issued):
    variant = make_variant(pack, SEED)
    text = b"\n".join(content for name, content in issued.items() if not name.startswith("data/")).decode()
    for defect in variant.key:
        for secret in (defect.id, defect.what, defect.detect, defect.handling, defect.harm, *defect.questions):
            assert secret not in text
    for path in (pack.folder / "key").rglob("*"):
        if path.is_file():
            assert path.read_bytes() not in issued.values()
            assert path.name not in {name.rpartition("/")[2] for name in issued} - {"requirements.txt"}


def test_the_future_is_not_issued(pack, issued):
    to_score = issued["data/to_score.csv"].decode().splitlines()
    assert to_score[0] == "customer_id,review_date"
    held_out = {line.split(",")[0] for line in to_score[1:]}
    known = {line.split(",")[0] for line in issued["data/outcomes.csv"].decode().splitlines()[1:]}
    audited = {line.split(",")[0] for line in issued["data/outcome_audit.csv"].decode().splitlines()[1:]}
    assert len(held_out) == 1333
    assert not held_out & (known | audited)


def test_the_seed_stands_in_nothing_that_is_issued(issued):
    for content in issued.values():
        assert str(SEED).encode() not in content


def test_the_dictionary_speaks_of_this_candidates_columns(pack, issued):
    column = make_variant(pack, SEED).choices["leak_column"]
    assert f"| {column} |" in issued["data-dictionary.md"].decode()
    assert column in issued["data/customers.csv"].decode().splitlines()[0]


def test_the_archive_is_the_same_each_time_and_holds_the_same_files(pack, issued):
    archive = issue_archive(pack, SEED)
    assert archive == issue_archive(pack, SEED)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {each: opened.read(f"{pack.slug}/{each}") for each in issued} == issued


def test_a_folder_with_something_in_it_is_left_alone(pack, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(OutIsTaken):
        issue_folder(pack, 1, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_when_writing_fails_nothing_stays(pack, tmp_path, monkeypatch):
    from pathlib import Path

    written = []
    really = Path.write_bytes

    def full_after_three(self, content):
        written.append(self)
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        return really(self, content)

    monkeypatch.setattr(Path, "write_bytes", full_after_three)
    with pytest.raises(OSError, match="No space"):
        issue_folder(pack, 1, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_seeds_are_not_to_be_guessed_and_fit_a_database():
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert max(seeds) < 2**63
