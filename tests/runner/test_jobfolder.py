"""Files go into a job's folder as copies, and only plain files come out."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trialpiece.runner.identity import Identity
from trialpiece.runner.jobfolder import TooLarge, collect, copy_in, job_folder
from trialpiece.runner.limits import Limits

NOBODY_ELSE = Identity(uid=None)
LIMITS = Limits()


@pytest.fixture(autouse=True)
def _own_jobs(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIALPIECE_JOBS", str(tmp_path / "jobs"))


def test_links_and_special_files_do_not_go_in(tmp_path):
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    (source / "sub" / "plain.txt").write_text("x")
    (source / "link").symlink_to("/etc/passwd")
    (source / "folder-link").symlink_to("/etc")
    os.mkfifo(source / "fifo")
    (source / ".git").mkdir()
    (source / ".git" / "config").write_text("x")
    with job_folder(NOBODY_ELSE) as folder:
        copy_in(folder, source, limits=LIMITS)
        assert [str(p.relative_to(folder.work)) for p in folder.work.rglob("*") if not p.is_dir()] == ["sub/plain.txt"]


def test_too_much_does_not_go_in(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    for number in range(5):
        (source / f"{number}").write_bytes(bytes(1000))
    with job_folder(NOBODY_ELSE) as folder, pytest.raises(TooLarge):
        copy_in(folder, source, limits=Limits(work_files=3))
    with job_folder(NOBODY_ELSE) as folder, pytest.raises(TooLarge):
        copy_in(folder, source, limits=Limits(work_bytes=4000))


def test_unchanged_files_are_not_collected_and_changed_ones_are(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "same").write_text("same")
    (source / "other").write_text("before")
    with job_folder(NOBODY_ELSE) as folder:
        copy_in(folder, source, limits=LIMITS)
        (folder.work / "other").write_text("after!!")
        taken, _ = collect(folder, limits=LIMITS, into=None)
    assert [file.path for file in taken] == ["other"]


def test_large_files_are_left_and_named(tmp_path):
    with job_folder(NOBODY_ELSE) as folder:
        (folder.work / "a-large").write_bytes(bytes(5000))
        (folder.work / "b-small").write_bytes(bytes(10))
        taken, refused = collect(folder, limits=Limits(collected_bytes=1000), into=tmp_path / "out")
    assert [file.path for file in taken] == ["b-small"]
    assert refused == ["a-large: too large"]


def test_names_that_look_alike_or_are_too_long_get_plain_ones(tmp_path):
    with job_folder(NOBODY_ELSE) as folder:
        for name in (b"\x01", b"\x02", b"\x01" * 250):
            (folder.work / os.fsdecode(name)).write_bytes(name)
        taken, refused = collect(folder, limits=LIMITS, into=tmp_path)
    assert [file.path for file in taken] == ["\N{REPLACEMENT CHARACTER}", "unnamed-1", "unnamed-2"]
    assert refused == []


def test_a_folder_thousands_of_levels_deep_is_collected_from_and_removed():
    with job_folder(NOBODY_ELSE) as folder:
        at = os.open(folder.work, os.O_RDONLY)
        for _ in range(2500):
            os.mkdir("d" * 20, dir_fd=at)
            below = os.open("d" * 20, os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = below
        os.close(at)
        taken, refused = collect(folder, limits=LIMITS, into=None)
    assert taken == []
    assert "too deep" in refused[0]
    assert not folder.root.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.binary(min_size=1, max_size=20).filter(lambda b: b"\0" not in b and b"/" not in b and b not in (b".", b"..")),
            st.sampled_from(["file", "link", "fifo", "folder"]),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_whatever_names_a_job_chooses_nothing_lands_outside(tmp_path, entries):
    with job_folder(NOBODY_ELSE) as folder:
        out = folder.root / "out"
        for name, kind in entries:
            path = folder.work / os.fsdecode(name)
            if os.path.lexists(path):
                continue
            if kind == "file":
                path.write_bytes(name)
            elif kind == "link":
                path.symlink_to("/etc/passwd")
            elif kind == "fifo":
                os.mkfifo(path)
            else:
                path.mkdir()
        taken, _ = collect(folder, limits=LIMITS, into=out)
        found = [p for p in out.rglob("*") if not p.is_dir()]
        assert len(taken) == len(found)
        assert all(p.is_file() and not p.is_symlink() for p in found)
        assert b"root:" not in b"".join(p.read_bytes() for p in found)
