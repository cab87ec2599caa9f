"""Ordinary uploads, as people's own programs make them: everything arrives, unchanged."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trialpiece.core.review.intake import Kind, Limits, receive, unpack

FILES = {
    "README.md": b"# Work\n",
    "src/features.py": b"def features():\n    return 1\n",
    "notebooks/01 exploration.ipynb": b'{"nbformat": 4, "metadata": {}, "cells": []}',
    "rapport d'étude.md": "déjà vu\n".encode(),
    "data/sample.csv": b"a,b\n" + b"1,2\n" * 5000,
    "empty.txt": b"",
}


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "made" / "takehome"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "an empty folder").mkdir()
    return folder


def arrived(folder):
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("layout", ["zip", "tar", "gztar"])
@pytest.mark.parametrize("around", [True, False], ids=["one folder around", "files at the top"])
def test_archives_of_a_folder(work, tmp_path, layout, around):
    root = work.parent if around else work
    made = Path(shutil.make_archive(tmp_path / "upload", layout, root_dir=root, base_dir="takehome" if around else "."))
    taken = unpack(made, name=made.name, into=tmp_path / "in")
    assert taken.notes == ()
    assert arrived(tmp_path / "in") == FILES
    assert {each.name: each.size for each in taken.files} == {name: len(content) for name, content in FILES.items()}


def test_a_zip_that_was_streamed_and_one_in_the_large_format(work, tmp_path):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise io.UnsupportedOperation

        def seek(self, *args):
            raise io.UnsupportedOperation

    streamed = Pipe()
    with zipfile.ZipFile(streamed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(content)
    unpack(streamed.getvalue(), name="w.zip", into=tmp_path / "in")
    assert arrived(tmp_path / "in") == FILES


def committed(work):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(work.parent),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "Nadia" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=work, env=environment, check=True, capture_output=True)

    git("init", "-q", "-b", "nadias-branch")
    git("add", ".")
    git("commit", "-qm", "Nadia's first")
    (work / "README.md").write_bytes(b"# Work, second version\n")
    git("commit", "-qam", "Nadia's second")
    git("bundle", "create", "-q", "../work.bundle", "--all")
    return work.parent / "work.bundle"


def test_a_git_bundle_gives_the_latest_files_and_no_author(work, tmp_path):
    taken = unpack(committed(work), name="nadia.bundle", into=tmp_path / "in")
    assert taken.kind is Kind.GIT_BUNDLE
    assert arrived(tmp_path / "in") == FILES | {"README.md": b"# Work, second version\n"}
    assert "nadia" not in repr(taken).lower()
    assert not (tmp_path / "in" / ".git").exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_damaged_git_bundle_is_refused_or_whole(tmp_path_factory, at, value, cut):
    folder = tmp_path_factory.mktemp("bundle")
    work = folder / "made" / "takehome"
    work.mkdir(parents=True)
    (work / "README.md").write_bytes(b"1")
    (work / "a.py").write_bytes(b"print(1)\n" * 30)
    content = bytearray(committed(work).read_bytes())
    content[at % len(content)] = value
    (place := folder / "place").mkdir()
    answer = receive(
        bytes(content[: len(content) - cut]), name="w.bundle", into=place / "in", limits=Limits(seconds=20)
    )
    if answer.refused:
        assert list(place.iterdir()) == []
        assert answer.refused.isprintable()
    else:
        assert {each.name for each in answer.files} <= {"README.md", "a.py"}
