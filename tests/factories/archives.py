"""Archives made to do harm, or merely odd, as bytes; each is built here, none is kept as a file."""

from __future__ import annotations

import gzip
import io
import os
import struct
import subprocess
import tarfile
import zipfile


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def zipped_as_is(name, content=b"print(1)\n", *, mode=0, beside=True):
    """A zip whose name is written exactly so, whatever zipfile would make of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename, info.external_attr, info.create_system = name, mode << 16, 3
        archive.writestr(info, content)
        if beside:
            archive.writestr("work.py", "print(2)\n")
    return out.getvalue()


def tarred(*members, mode="w:gz", layout=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=layout) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def tar_member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def special(kind, link=""):
    return tarred((tar_member("odd", kind, link), b""), (tar_member("work.py"), b"print(1)\n"))


def bomb(size=200_000_000):
    return zipped(("zeros.csv", bytes(size)), ("work.py", "print(1)"))


def bomb_that_claims_to_be_small():
    """The central directory and the local header both say 10 bytes; the stream holds 200 million."""
    whole = bytearray(zipped(("zeros.csv", bytes(200_000_000))))
    struct.pack_into("<I", whole, 22, 10)
    struct.pack_into("<I", whole, whole.rindex(b"PK\x01\x02") + 24, 10)
    return bytes(whole)


def overlapping_bomb(copies=400):
    """Many entries in the table of contents point to one and the same compressed file (Fifield 2019)."""
    whole = zipped(("a.csv", bytes(4_000_000)))
    start = whole.rindex(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    directory = whole[start:end] * copies
    eocd = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, copies, copies, len(directory), start, 0)
    return whole[:start] + directory + eocd


def quine_like():
    """A zip that holds a zip that holds a zip: left packed, never followed."""
    inner = zipped(("again.zip", bytes(1000)))
    for _ in range(6):
        inner = zipped(("again.zip", inner), compression=zipfile.ZIP_STORED)
    return inner


def encrypted():
    whole = bytearray(zipped(("work.py", "print(1)")))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def huge_directory():
    """A table of contents of 60 MB, in an upload that is otherwise in order."""
    name = b"x" * 60_000
    entry = (
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    )
    directory = entry * 400
    eocd = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 400, 400, len(directory), 0, 0)
    return b"PK\x03\x04" + b"\0" * 26 + directory + eocd


def tar_with_huge_header():
    """A pax header that claims 3 GB and inflates from next to nothing."""
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 3_000_000_000
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as stream:
        stream.write(info.tobuf(tarfile.USTAR_FORMAT))
        stream.write(bytes(20_000_000))
    return out.getvalue()


def tar_bomb():
    return tarred((tar_member("zeros.csv"), bytes(60_000_000)))


def nested_gzip_tar_claiming_terabytes():
    info = tarfile.TarInfo("big.csv")
    info.size = 5 * 10**12
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))


def git(folder, *arguments, stdin=None):
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "Nadia Candidate", "GIT_AUTHOR_EMAIL": "nadia@example.org",
        "GIT_COMMITTER_NAME": "Nadia Candidate", "GIT_COMMITTER_EMAIL": "nadia@example.org",
    }  # fmt: skip
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, input=stdin, env=environment
    )
    return done.stdout.decode().strip()


def tree_of(folder, *lines):
    return git(folder, "mktree", "--missing", stdin="\n".join(lines).encode())


def bundle_of_tree(folder, tree):
    commit = git(folder, "commit-tree", tree, "-m", "work by Nadia")
    git(folder, "update-ref", "refs/heads/main", commit)
    git(folder, "bundle", "create", "-q", "work.bundle", "main")
    return (folder / "work.bundle").read_bytes()


def blob(folder, content):
    return git(folder, "hash-object", "-w", "--stdin", stdin=content)


def git_bundle(folder, *, bait=False):
    git(folder, "init", "-q", ".")
    work, link = blob(folder, b"print('work')\n"), blob(folder, b"/etc/passwd")
    lines = [f"100644 blob {work}\twork.py", f"120000 blob {link}\tlink.py"]
    if bait:
        attributes = blob(folder, b"* filter=evil ident\n")
        modules = blob(folder, b'[submodule "x"]\n path = x\n url = ext::sh -c "touch /tmp/owned"\n')
        lines += [
            f"100644 blob {attributes}\t.gitattributes",
            f"100644 blob {modules}\t.gitmodules",
            f"160000 commit {'1' * 40}\tx",
        ]
    return bundle_of_tree(folder, tree_of(folder, *lines))


def git_bomb(folder):
    """Ten trees of ten trees of ... : 10 ** 9 files in a bundle of some hundred bytes."""
    git(folder, "init", "-q", ".")
    content = blob(folder, b"x")
    tree = tree_of(folder, *[f"100644 blob {content}\tf{each}" for each in range(10)])
    for _ in range(8):
        tree = tree_of(folder, *[f"040000 tree {tree}\td{each}" for each in range(10)])
    return bundle_of_tree(folder, tree)


def git_blob_bomb(folder):
    git(folder, "init", "-q", ".")
    return bundle_of_tree(folder, tree_of(folder, f"100644 blob {blob(folder, bytes(60_000_000))}\tzeros.csv"))


def git_partial(folder):
    git(folder, "init", "-q", ".")
    tree = tree_of(folder, f"100644 blob {blob(folder, b'1')}\twork.py")
    first = git(folder, "commit-tree", tree, "-m", "1")
    second = git(folder, "commit-tree", tree, "-p", first, "-m", "2")
    git(folder, "update-ref", "refs/heads/main", second)
    git(folder, "bundle", "create", "-q", "work.bundle", f"{first}..main")
    return (folder / "work.bundle").read_bytes()


def git_traversal(folder):
    """A tree with a folder called `..`, which git itself would not write: the object is made by hand."""
    git(folder, "init", "-q", ".")
    content = bytes.fromhex(blob(folder, b"owned"))
    inner = git(folder, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=b"100644 a.py\0" + content)
    raw = b"40000 ..\0" + bytes.fromhex(inner)
    outer = git(folder, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    return bundle_of_tree(folder, outer)
