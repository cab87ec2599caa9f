"""Authors' mistakes: each is named with its file and line, all at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.exercises.check import check_pack
from trialpiece.core.exercises.loader import digest_of, load_pack
from trialpiece.core.exercises.located import Document, read
from trialpiece.core.exercises.pack import BadPack

MISTAKES = {
    "unknown key": ("exercise.toml", 'level = "mid"', 'level = "mid"\ncolour = "red"', "Unknown key `colour`"),
    "missing key": ("exercise.toml", 'practice = "take-home"', "", "`practice` is missing"),
    "wrong type": ("exercise.toml", "window_days = 10", 'window_days = "ten"', "must be a whole number, not text"),
    "out of range": ("exercise.toml", "time_cap_hours = 6", "time_cap_hours = 60", "at most 8"),
    "unknown role": ("exercise.toml", '"data-scientist"', '"data-wizard"', "must be one of ml-engineer"),
    "version": ("exercise.toml", 'version = "1.0.0"', 'version = "1.0"', "does not have the form"),
    "slug unlike the folder": ("exercise.toml", 'slug = "subscription-retention"', 'slug = "other"', "must be the same"),
    "schema of another time": ("exercise.toml", "trialpiece.exercise/1", "trialpiece.exercise/9", "this product reads"),
    "dangling rubric": ("exercise.toml", '"rubric.toml"', '"rubrik.toml"', "not a file of this pack"),
    "rubric outside": ("exercise.toml", '"rubric.toml"', '"a/../../rubric.toml"', "not a file of this pack"),
    "currency": ("exercise.toml", '"EUR"', '"euros"', "does not have the form"),
    "not TOML": ("exercise.toml", 'level = "mid"', "level = mid", "Invalid value"),
    "level out of range": ("rubric.toml", "level = 5\n", "level = 6\n", "at most 5"),
    "the same level twice": ("rubric.toml", "level = 5\n", "level = 4\n", "one each of 1 to 5"),
    "anchor too short": ("rubric.toml", "anchor = \"No text apart from code and printed numbers.\"", 'anchor = "Bad."', "at least 20"),
    "anchor missing": ("rubric.toml", "anchor = \"No text apart from code and printed numbers.\"", "", "`anchor` is missing"),
    "unknown predictor": ("rubric.toml", 'predictor = "trade-offs"', 'predictor = "luck"', "must be one of"),
    "evidence that nobody finds": ("rubric.toml", 'evidence = ["explanation"]', 'evidence = ["entrails"]', "no kind of finding 'entrails'"),
    "criterion twice": ("rubric.toml", 'slug = "code-quality"', 'slug = "data-quality"', "repeats the slug"),
    "unknown planter": ("key/defects.toml", 'planter = "mixed-units"', 'planter = "gremlins"', "no planter 'gremlins'"),
    "defect twice": ("key/defects.toml", 'id = "local-dates"', 'id = "amounts-in-cents"', "repeats the id"),
    "unknown generator's size": ("dataset.toml", "customers = 6000", "customers = 6", "at least 200"),
    "unknown generator": ("dataset.toml", 'generator = "subscriptions"', 'generator = "magic"', "no generator 'magic'"),
}  # fmt: skip


def test_the_shipped_pack_is_in_order(pack):
    assert check_pack(pack.folder) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=list(MISTAKES))
def test_each_mistake_is_named_with_file_and_line(mistake, pack_copy):
    file, right, wrong, says = MISTAKES[mistake]
    text = (pack_copy / file).read_text()
    assert right in text
    (pack_copy / file).write_text(text.replace(right, wrong, 1))
    near = text[: text.index(right)].count("\n") + 1
    problems = check_pack(pack_copy)
    fitting = [each for each in problems if re.search(re.escape(says), each.says)]
    assert fitting, problems
    assert fitting[0].file == file
    if "missing" not in mistake:
        assert abs(fitting[0].line - near) <= 2 or "same level" in mistake
    with pytest.raises(BadPack, match=re.escape(file)):
        load_pack(pack_copy)


def test_all_mistakes_are_told_at_once(pack_copy):
    for file, right, wrong in [
        ("exercise.toml", "window_days = 10", "window_days = -1"),
        ("exercise.toml", 'level = "mid"', 'level = "wizard"'),
        ("rubric.toml", 'predictor = "trade-offs"', 'predictor = "luck"'),
    ]:
        path = pack_copy / file
        path.write_text(path.read_text().replace(right, wrong, 1))
    (pack_copy / "brief.md").write_text("  \n")
    assert [each.file for each in check_pack(pack_copy)] == [
        "brief.md",
        "exercise.toml",
        "exercise.toml",
        "rubric.toml",
    ]


@pytest.mark.parametrize("name", ["exercise.toml", "rubric.toml", "dataset.toml", "brief.md", "key/defects.toml"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[[[", b'a = """', b"x = 1\n"])
def test_a_broken_file_is_a_problem_and_never_a_traceback(pack_copy, name, content):
    (pack_copy / name).write_bytes(content)
    problems = check_pack(pack_copy)
    if name != "brief.md" or content in (b"", b"\xff\xfe"):
        assert name in {each.file for each in problems}


def test_an_exact_version_is_found_beside_the_latest(pack_copy):
    earlier = pack_copy.with_name(f"{pack_copy.name}@0.9.0")
    import shutil

    shutil.copytree(pack_copy, earlier)
    toml = earlier / "exercise.toml"
    toml.write_text(toml.read_text().replace('version = "1.0.0"', 'version = "0.9.0"'))
    assert load_pack(pack_copy, "0.9.0").version == "0.9.0"
    assert load_pack(pack_copy, "1.0.0").version == "1.0.0"
    with pytest.raises(BadPack, match="There is no exercise"):
        load_pack(pack_copy, "0.1.0")


def test_the_digest_changes_with_any_file_of_the_pack(pack_copy):
    before = digest_of(pack_copy)
    assert before == digest_of(pack_copy)
    (pack_copy / "brief.md").write_text((pack_copy / "brief.md").read_text() + "\n")
    assert digest_of(pack_copy) != before


def test_unknown_and_odd_names_are_refused_in_one_line():
    for name in ("nothing-like-it", "../../etc", "Über", "a b"):
        with pytest.raises(BadPack) as error:
            load_pack(name)
        assert "\n" not in str(error.value)


def test_lines_are_found_below_long_strings_and_lists(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(
        'a = """\nb = 1\n[c]\n"""\nlist = [\n  "x]", # ]\n  {b = 1},\n]\n[[t]]\nk = 1\n[[t.u]]\nk = 2\n[[t]]\n[[t.u]]\nk = 3\n'
    )
    document = read(path, shown_as="x.toml")
    assert isinstance(document, Document)
    assert document.lines == {
        ("a",): 1, ("list",): 5, ("t", 0): 9, ("t", 0, "k"): 10, ("t", 0, "u", 0): 11, ("t", 0, "u", 0, "k"): 12,
        ("t", 1): 13, ("t", 1, "u", 0): 14, ("t", 1, "u", 0, "k"): 15,
    }  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_a_document_or_a_problem(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("toml") / "x.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    read(path, shown_as="x.toml")


def test_a_criterion_takes_findings_of_its_kinds_and_families(pack):
    code = pack.rubric.criterion("code-quality")
    assert code.takes("reproducibility.hidden_state")
    assert not code.takes("leakage.overlap")
    assert not code.takes("reproducibility_of_something_else")
    assert pack.rubric.criterion("trade-offs").takes("leakage.multi_test.side_by_side")
