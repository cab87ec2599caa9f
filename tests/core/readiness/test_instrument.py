import tomllib

import pytest

from trialpiece.core.documents import BadDocument, packaged
from trialpiece.core.readiness.instrument import blank_answers, load_answers, load_instrument, shipped_instrument


def test_the_shipped_instrument_asks_four_dimensions_of_six_to_eight_items():
    instrument = shipped_instrument()
    assert [each.id for each in instrument.dimensions] == ["data", "process", "technology", "leadership"]
    assert all(6 <= len(each.items) <= 8 for each in instrument.dimensions)
    assert all(len(item.levels) == 5 for item in instrument.items())


def test_a_blank_form_can_be_handed_in_and_says_nothing_is_known(tmp_path):
    form = tmp_path / "sales.toml"
    form.write_text(blank_answers(shipped_instrument()), encoding="utf-8")
    instrument, answers = load_answers(form)
    assert not answers.levels
    assert answers.unknown == {item.key for item in instrument.items()}


def edited(tmp_path, old, new, source):
    text = source.replace(old, new, 1)
    assert text != source
    file = tmp_path / "edited.toml"
    file.write_text(text, encoding="utf-8")
    return file, [number for number, line in enumerate(text.splitlines(), 1) if new in line]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("access = ", "acess = ", "There is no item data.acess"),
        ('baseline = "unknown"', "baseline = 5", "`answers`, `process`, `baseline` is 5"),
        ("version = 1", "version = 7", "There is no version 7"),
    ],
)
def test_an_error_in_answers_names_file_and_line(tmp_path, old, new, says):
    file, lines = edited(tmp_path, old, new, blank_answers(shipped_instrument()))
    with pytest.raises(BadDocument) as error:
        load_answers(file)
    assert str(error.value).startswith(f"{file}:{lines[0]}: {says}")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "owner"', 'id = "access"', "There are two items with the id 'access' in data"),
        ('first_step = "List the sources', 'first = "List the sources', "Unknown key `first`"),
        ('id = "process"', 'id = "proces"', "is 'proces'; it must be one of"),
    ],
)
def test_an_error_in_an_instrument_names_file_and_line(tmp_path, old, new, says):
    source = packaged("readiness", "instrument.toml").read_text(encoding="utf-8")
    file, lines = edited(tmp_path, old, new, source)
    with pytest.raises(BadDocument) as error:
        load_instrument(file)
    found = [each for each in error.value.problems if says in each.says]
    assert [each.line for each in found] == lines  # a doubled id is named at both places


def test_anchors_are_not_repeated_anywhere():
    data = tomllib.loads(packaged("readiness", "instrument.toml").read_text(encoding="utf-8"))
    anchors = [level for dimension in data["dimension"] for item in dimension["item"] for level in item["levels"]]
    assert len(anchors) == len(set(anchors))
