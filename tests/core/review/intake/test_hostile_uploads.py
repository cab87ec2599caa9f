"""Uploads made to do harm, or merely broken: each gets one clear line, and none leaves anything behind."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.archives import (
    bomb,
    bomb_that_claims_to_be_small,
    encrypted,
    git_blob_bomb,
    git_bomb,
    git_bundle,
    git_partial,
    git_traversal,
    huge_directory,
    nested_gzip_tar_claiming_terabytes,
    overlapping_bomb,
    quine_like,
    special,
    tar_bomb,
    tar_member,
    tar_with_huge_header,
    tarred,
    zipped,
    zipped_as_is,
)

from trialpiece.core.review.intake import Kind, Limits, Refused, fingerprint, receive, unpack

REPOSITORY = Path(__file__).parents[4]
SMALL = Limits(upload=30_000_000, total=8_000_000, file=5_000_000, files=500, ratio_from=1_000_000, ratio=100)
NOTEBOOK = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}).encode()


REFUSED = {
    "empty file": ("w.zip", lambda _: b"", "empty"),
    "zip without files": ("w.zip", lambda _: zipped(), "no file"),
    "zip bomb, 200 MB of zeros": ("w.zip", lambda _: bomb(), "times its size|larger than"),
    "zip bomb whose headers claim 10 bytes": ("w.zip", lambda _: bomb_that_claims_to_be_small(), "damaged|larger|times"),
    "zip bomb of overlapping entries": ("w.zip", lambda _: overlapping_bomb(), "overlap"),
    "zip with a table of contents of 24 MB": ("w.zip", lambda _: huge_directory(), "table of contents|damaged"),
    "10,000 tiny files": ("w.zip", lambda _: zipped(*((f"d/{i}.py", "1") for i in range(10_000))), "500 files"),
    "path with ..": ("w.zip", lambda _: zipped_as_is("../../etc/cron.d/x"), "leads outside"),
    "path with .. and backslashes": ("w.zip", lambda _: zipped_as_is("..\\..\\x.py"), "leads outside"),
    "path with .. within": ("w.zip", lambda _: zipped_as_is("a/../../x.py"), "leads outside"),
    "absolute path": ("w.zip", lambda _: zipped_as_is("/etc/passwd"), "absolute"),
    "drive letter": ("w.zip", lambda _: zipped_as_is("C:\\Windows\\x.py"), "absolute"),
    "network share": ("w.zip", lambda _: zipped_as_is("\\\\host\\share\\x.py"), "absolute"),
    "NUL in a name": ("w.zip", lambda _: zipped(("a~b.py", "1")).replace(b"a~b.py", b"a\0b.py"), "zero character"),
    "name of 10,000 characters": ("w.zip", lambda _: zipped_as_is("x" * 10_000), "10,000 characters"),
    "name of 300 characters": ("w.zip", lambda _: zipped_as_is("x" * 300 + ".py"), "too long"),
    "name of 400 bytes in 100 characters": ("w.zip", lambda _: zipped_as_is("\U0001f40d" * 100), "too long"),
    "60 folders deep": ("w.zip", lambda _: zipped_as_is("a/" * 60 + "x.py"), "folders deep"),
    "password": ("w.zip", lambda _: encrypted(), "password"),
    "bzip2 inside a zip": ("w.zip", lambda _: zipped(("a.py", "1"), compression=zipfile.ZIP_BZIP2), "unusual compression"),
    "lzma inside a zip": ("w.zip", lambda _: zipped(("a.py", "1"), compression=zipfile.ZIP_LZMA), "unusual compression"),
    "zip cut in half": ("w.zip", lambda _: (z := zipped(("a.py", os.urandom(5000))))[: len(z) // 2], "damaged"),
    "zip with a changed byte": ("w.zip", lambda _: zipped(("a.py", b"x" * 50), compression=0).replace(b"xxxx", b"xxxy", 1), "damaged"),
    "only folders that are skipped": ("w.zip", lambda _: zipped(("__MACOSX/._a", "1"), (".git/config", "1")), "no file"),
    "text called .zip": ("w.zip", lambda _: b"this is no zip", "damaged"),
    "7z": ("w.7z", lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z archive"),
    "RAR": ("w.rar", lambda _: b"Rar!\x1a\x07\x01\x00", "RAR archive"),
    "program": ("w.exe", lambda _: b"MZ" + bytes(100), "not read here"),
    "binary called .py": ("w.py", lambda _: b"\x7fELF\0\0\0", "not read here"),
    "Word report alone": ("w.docx", lambda _: zipped(("word/document.xml", "<w/>")), "report alone"),
    "tar bomb": ("w.tar.gz", lambda _: tar_bomb(), "larger|times|too large"),
    "tar whose header claims 5 TB": ("w.tar.gz", lambda _: nested_gzip_tar_claiming_terabytes(), "too large|damaged|larger"),
    "tar with a header of 3 GB": ("w.tar.gz", lambda _: tar_with_huge_header(), "table of contents|damaged|too large"),
    "tar with ..": ("w.tgz", lambda _: tarred((tar_member("../x.py"), b"1")), "leads outside"),
    "tar with an absolute path": ("w.tgz", lambda _: tarred((tar_member("/tmp/x.py"), b"1")), "absolute"),
    "tar of links only": ("w.tgz", lambda _: tarred((tar_member("a", tarfile.SYMTYPE, "/etc/passwd"), b"")), "no file"),
    "tar cut in half": ("w.tgz", lambda _: (t := tarred((tar_member("a.py"), os.urandom(9000))))[: len(t) // 2], "damaged"),
    "gzip that is no tar": ("w.gz", lambda _: gzip.compress(b"hello" * 400), "damaged"),
    "10,000 tiny files in a tar": ("w.tgz", lambda _: tarred(*((tar_member(f"{i}.py"), b"1") for i in range(10_000))), "500 files"),
    "notebook cut in half": ("w.ipynb", lambda _: NOTEBOOK[: len(NOTEBOOK) // 2], "breaks off at line 1"),
    "notebook that is a list": ("w.ipynb", lambda _: b"[1, 2]", "no cells"),
    "notebook nested 100,000 deep": ("w.ipynb", lambda _: b"[" * 100_000, "cannot|can be read|breaks off"),
    "notebook of a million lists": ("w.ipynb", lambda _: b"[" + b"[]," * 1_000_000 + b"[]]", "does not look like"),
    "notebook with merge conflicts": ("w.ipynb", lambda _: b"{\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n}", "merge conflict"),
    "notebook of random bytes": ("w.ipynb", lambda _: b"\xff\xfe" + os.urandom(501), "notebook"),
    "git bundle cut in half": ("w.bundle", lambda f: (b := git_bundle(f))[: len(b) - 60], "git bundle is damaged"),
    "git bundle of a header alone": ("w.bundle", lambda _: b"# v2 git bundle\n\n", "no branch"),
    "git bundle without its first commits": ("w.bundle", git_partial, "lacks earlier commits"),
    "git bundle of a thousand million files": ("w.bundle", git_bomb, "too many files"),
    "git bundle with 60 MB of zeros": ("w.bundle", git_blob_bomb, "larger|times"),
    "git bundle with a folder called ..": ("w.bundle", git_traversal, "leads outside|damaged"),
    "git bundle that is partial by filter": ("w.bundle", lambda _: b"# v3 git bundle\n@filter=blob:none\n\n", "earlier commits"),
}  # fmt: skip

TAKEN = {
    "link in a zip": (lambda _: zipped_as_is("link", b"/etc/passwd", mode=0o120777), ["work.py"], "links are not followed"),
    "device in a zip": (lambda _: zipped_as_is("dev", b"", mode=0o020666), ["work.py"], "devices and pipes"),
    "symbolic link in a tar": (lambda _: special(tarfile.SYMTYPE, "/etc/passwd"), ["work.py"], "links are not followed"),
    "hard link in a tar": (lambda _: special(tarfile.LNKTYPE, "/etc/passwd"), ["work.py"], "links are not followed"),
    "character device in a tar": (lambda _: special(tarfile.CHRTYPE), ["work.py"], "devices and pipes"),
    "pipe in a tar": (lambda _: special(tarfile.FIFOTYPE), ["work.py"], "devices and pipes"),
    "right-to-left override": (lambda _: zipped_as_is("cod\u202efdp.py"), ["cod_fdp.py", "work.py"], "cannot be seen"),
    "control characters": (lambda _: zipped_as_is("a\x1b[31m\nb.py"), ["a_[31m_b.py", "work.py"], "cannot be seen"),
    "reserved Windows name": (lambda _: zipped_as_is("CON.py"), ["_CON.py", "work.py"], "renamed"),
    "trailing dots and blanks": (lambda _: zipped_as_is("a.py . ."), ["a.py", "work.py"], "renamed"),
    "name like an option": (lambda _: zipped_as_is("-rf.py"), ["_rf.py", "work.py"], "renamed"),
    "names that differ in case": (lambda _: zipped(("a.py", "1"), ("A.py", "2")), ["A-2.py", "a.py"], "two files called"),
    "the same name twice": (lambda _: zipped(("a.py", "1"), ("b.py", "2")).replace(b"b.py", b"a.py"), ["a-2.py", "a.py"], "two files called"),
    "a file and a folder of one name": (lambda _: zipped(("a", "1"), ("a/b.py", "2")), ["a", "a-folder/b.py"], ""),
    "UTF-8 name without saying so": (lambda _: zipped(("übung.py", "1"), ("b.py", "1")).replace(b"\x08\0\0", b"\0\0\0"), None, ""),
    "Latin-1 name in a tar": (lambda _: tarred((tar_member("caf\udce9.py"), b"1"), (tar_member("w.py"), b"1"), layout=tarfile.GNU_FORMAT), ["café.py", "w.py"], ""),
    "macOS, git and checkpoints": (lambda _: zipped(("t/w.py", "1"), ("t/.git/config", "author"), ("__MACOSX/t/._w.py", "1"), ("t/.ipynb_checkpoints/w-checkpoint.ipynb", "1")), ["w.py"], "git bundle"),
    "zip in a zip in a zip": (lambda _: quine_like(), ["again.zip"], "left packed"),
    "broken notebook among others": (lambda _: zipped(("a.ipynb", "{"), ("b.py", "1")), ["a.ipynb", "b.py"], "not a whole notebook"),
    "notebook of format 3": (lambda _: zipped(("a.ipynb", '{"nbformat": 3, "worksheets": []}')), ["a.ipynb"], "older notebook format 3"),
    "git bundle with filters, submodule and link": (lambda f: git_bundle(f, bait=True), [".gitattributes", ".gitmodules", "work.py"], "links are not followed"),
    "plain tar": (lambda _: tarred((tar_member("w.py"), b"1"), mode="w"), ["w.py"], ""),
}  # fmt: skip


def test_administrators_can_read_the_list():
    listed = (REPOSITORY / "docs" / "administrator" / "intake.md").read_text()
    for case in (*REFUSED, *TAKEN):
        assert f"| {case} |" in listed, f"docs/administrator/intake.md does not list: {case}"


def nothing_left(folder):
    return [each.name for each in folder.iterdir()] == []


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
def test_refused_with_one_clear_line_and_nothing_left(case, tmp_path):
    name, build, says = REFUSED[case]
    (making := tmp_path / "making").mkdir()
    (place := tmp_path / "place").mkdir()
    upload = tmp_path / "upload"
    upload.write_bytes(build(making))
    before = fingerprint(upload)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Refused, match=says) as refusal:
        unpack(upload, name=name, into=place / "work", limits=SMALL)
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert nothing_left(place)
    assert "\n" not in refusal.value.reason
    assert len(refusal.value.reason) < 250
    assert refusal.value.reason.isprintable()
    assert peak < 30_000_000, f"{peak / 1e6:.0f} MB"
    assert took < 10
    assert fingerprint(upload) == before


@pytest.mark.parametrize("case", TAKEN, ids=list(TAKEN))
def test_taken_without_what_could_harm(case, tmp_path):
    build, expected, says = TAKEN[case]
    (making := tmp_path / "making").mkdir()
    (place := tmp_path / "place").mkdir()
    taken = unpack(build(making), name="Nadia Candidate.zip", into=place / "work", limits=SMALL)
    if expected is not None:
        assert [each.name for each in taken.files] == expected
    assert says in " ".join(taken.notes)
    assert "Nadia" not in repr(taken)
    on_disk = [each for each in (place / "work").rglob("*") if not each.is_dir()]
    assert sorted(each.relative_to(place / "work").as_posix() for each in on_disk) == [
        each.name for each in taken.files
    ]
    assert all(each.is_file() and not each.is_symlink() for each in on_disk)
    assert [each.name for each in place.iterdir()] == ["work"]


def test_the_candidates_name_is_kept_out_of_file_names(tmp_path):
    archive = zipped(("Nadia_Candidate_takehome/nadia_model.py", "1"), ("Nadia_Candidate_takehome/report.md", "1"))
    taken = unpack(archive, name="w.zip", into=tmp_path / "work", hide=("Nadia", "Candidate"))
    assert [each.name for each in taken.files] == ["candidate_model.py", "report.md"]
    assert "nadia" not in repr(taken).lower()


def test_a_single_file_gets_a_neutral_name(tmp_path):
    taken = unpack(NOTEBOOK, name="Nadia Candidate.ipynb", into=tmp_path / "work")
    assert taken.kind is Kind.NOTEBOOK
    assert [each.name for each in taken.files] == ["submission.ipynb"]


def test_receive_answers_with_the_reason_and_the_fingerprint(tmp_path):
    answer = receive(b"nothing", name="w.zip", into=tmp_path / "work")
    assert answer.refused is not None
    assert answer.sha256 == fingerprint(b"nothing")
    assert nothing_left(tmp_path)


def test_bytes_come_out_as_they_went_in(tmp_path):
    content = os.urandom(300_000)
    unpack(zipped(("data.bin", content), ("w.py", "1")), name="w.zip", into=tmp_path / "work")
    assert (tmp_path / "work" / "data.bin").read_bytes() == content


def test_an_existing_folder_is_never_touched(tmp_path):
    (tmp_path / "work").mkdir()
    with pytest.raises(FileExistsError):
        unpack(NOTEBOOK, name="w.ipynb", into=tmp_path / "work")


def test_unpacking_stops_when_its_time_is_up(tmp_path):
    with pytest.raises(Refused, match="too long"):
        unpack(zipped(("a.csv", os.urandom(200_000))), name="w.zip", into=tmp_path / "w", limits=Limits(seconds=0))


GOOD = zipped(("a/b.py", "print(1)\n" * 50), ("a/c.ipynb", NOTEBOOK), ("a/d.csv", bytes(3000)))
GOOD_TAR = tarred((tar_member("a/b.py"), b"print(1)\n" * 50), (tar_member("a/d.csv"), bytes(3000)))
GOOD_PLAIN_TAR = gzip.decompress(GOOD_TAR)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    original=st.sampled_from([GOOD, GOOD_TAR, GOOD_PLAIN_TAR, NOTEBOOK]),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    keep=st.integers(0, 10**6),
    cut=st.booleans(),
)
def test_whatever_is_broken_the_answer_is_files_or_one_line(tmp_path_factory, original, flips, keep, cut):
    whole = bytearray(original)
    for position, value in flips:
        whole[position % len(whole)] = value
    content = bytes(whole[: keep % len(whole)] if cut else whole)
    place = tmp_path_factory.mktemp("fuzz")
    name = "w.ipynb" if original is NOTEBOOK else "w.zip"
    answer = receive(content, name=name, into=place / "work", limits=SMALL)
    if answer.refused:
        assert nothing_left(place)
        assert answer.refused.isprintable()
    else:
        for each in (place / "work").rglob("*"):
            assert each.resolve().is_relative_to(place / "work")
        assert len(answer.files) <= SMALL.files


@settings(max_examples=100, deadline=None)
@given(name=st.text(min_size=1, max_size=60))
def test_any_name_stays_inside_or_is_refused(tmp_path_factory, name):
    try:
        archive = zipped_as_is(name)
    except (UnicodeEncodeError, zipfile.BadZipFile, zlib.error):
        return
    place = tmp_path_factory.mktemp("names")
    receive(archive, name="w.zip", into=place / "work", limits=SMALL)
    for each in place.rglob("*"):
        assert each.resolve().is_relative_to(place / "work")
        assert each.relative_to(place).as_posix().isprintable()
