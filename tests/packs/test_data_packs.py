import shutil

import pytest

from trialpiece.core.documents import packaged
from trialpiece.core.packs import check_packs


@pytest.fixture
def copies(tmp_path):
    for folder in ("readiness", "work"):
        shutil.copytree(packaged(folder), tmp_path / folder)
    return tmp_path


def test_every_shipped_pack_is_without_problems():
    count, problems = check_packs(packaged())
    assert problems == []
    assert count >= 4


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("readiness/instrument.toml", 'title = "Owners"', 'titel = "Owners"', "Unknown key `titel`"),
        ("readiness/gate.toml", 'outcome = "go"', 'outcome = "went"', "There is no outcome 'went'"),
        ("work/work.toml", "models = [3, 9]", "models = [4, 9]", "begins at 4 models; 3 is where"),
        ("work/work.toml", 'id = "baseline"', 'id = "basline"', "Missing or unknown requirements: baseline, basline"),
        ("work/work.toml", "salary_year = ", "salary = ", "Missing or unknown assumptions: salary, salary_year"),
    ],
)
def test_a_mistake_in_a_pack_is_named_with_file_and_line(copies, file, old, new, says):
    path = copies / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [each for each in check_packs(copies)[1] if says in each.says]
    assert [each.file for each in found] == [file]
    assert found[0].line > 1
