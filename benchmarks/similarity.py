"""Similarity: how far a clone stands out from independent work, and what comparing many submissions costs.

python benchmarks/similarity.py [FOLDER] [--peer PYTHON]

FOLDER holds independent submissions to one task; without it, programs are made here. Clones are made of one of them at
several strengths: names changed, cells reordered, comments and spacing changed, statements dropped. PYTHON is an
interpreter that has copydetect installed, in an environment of its own: both then read the same 200 files in turn.
benchmarks/likeness.py does the same with real work and clones that are harder to see.
"""

from __future__ import annotations

import argparse
import builtins
import keyword
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.similarity.compare import compare, pieces_of, prints_of
from trialpiece.core.review.similarity.index import Index
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

FIXED = {*keyword.kwlist, *dir(builtins)}
CALLS = [
    "dropna",
    "fillna",
    "merge",
    "groupby",
    "agg",
    "rename",
    "astype",
    "assign",
    "query",
    "join",
    "apply",
    "map",
    "replace",
    "sort_values",
    "reset_index",
    "pivot",
    "melt",
    "sample",
    "drop",
    "clip",
]


def made(seed: int, cells: int = 20, lines: int = 12) -> Submission:
    chance = random.Random(seed)
    name = lambda: chance.choice("abcdefgh") + str(chance.randrange(9))  # noqa: E731 - a letter and a digit
    sources = []
    for _ in range(cells):
        body = []
        for _ in range(lines):
            chain = "".join(
                f".{chance.choice(CALLS)}({chance.choice(['x', '1', name()])}={chance.randrange(9)})"
                for _ in range(chance.randint(1, 2))
            )
            body.append(f"{name()} = {name()}{chain}")
        sources.append("\n".join(body))
    return submission(f"made-{seed}", sources)


def submission(name: str, sources: list[str]) -> Submission:
    cells = tuple(Cell(n, CellKind.CODE, s) for n, s in enumerate(sources))
    return Submission(name, (SourceFile("work.ipynb", FileKind.NOTEBOOK, 0, cells, language="python"),))


def clone(of: Submission, kept: float, seed: int = 1) -> Submission:
    chance = random.Random(seed)
    sources = [p.source for p in pieces_of(of)]
    chance.shuffle(sources)
    words = sorted({w for s in sources for w in re.findall(r"(?<![.\w])[a-zA-Z_]\w*(?!\w*\()", s)})
    names = {w: f"{w}_neu" for w in words if not w[0].isupper() and w not in FIXED}
    changed = []
    for source in sources:
        lines = [line for line in source.split("\n") if chance.random() < kept or not line.strip()]
        text = "\n".join(
            f"{line}  # {chance.random():.3f}" if line.strip() and not line.rstrip().endswith("\\") else line
            for line in lines
        )
        changed.append(re.sub(r"(?<![.\w'\"])([a-zA-Z_]\w*)", lambda m: names.get(m.group(), m.group()), text))
    return submission(f"clone keeping {kept:.0%}", changed)


def clones(folder: Path | None) -> None:
    originals = (
        [made(n) for n in range(30)]
        if folder is None
        else [read_submission(p, name=p.name) for p in sorted(folder.iterdir())]
    )
    alone = compare(originals, most=1)
    best = alone.pairs[0].overlap.share if alone.pairs else 0.0
    print(f"{len(originals)} independent submissions: the most alike pair shares {best:.2f}")
    for seed, kept in enumerate((1.0, 0.9, 0.75, 0.5)):
        copy = clone(originals[0], kept, seed)
        found = compare([*originals, copy], most=200)
        place, share = next(
            (
                (n, p.overlap.share)
                for n, p in enumerate(found.pairs, 1)
                if {p.one, p.other} == {copy.name, originals[0].name}
            ),
            (0, 0.0),
        )
        print(f"{copy.name}, renamed and reordered: shares {share:.2f}, place {place} of all pairs")


def cost() -> None:
    for count in (200, 1000, 5000):
        submissions = [made(n) for n in range(count)]
        start = time.process_time()
        compare(submissions, most=20)
        print(f"{count:5} submissions of 240 lines: {time.process_time() - start:6.2f} CPU s")
    index = Index()
    prints = [prints_of(pieces_of(s)) for s in submissions]
    for own in prints:
        index.add(own)
    start = time.process_time()
    for seed in range(50):
        index.like(index.add(prints_of(pieces_of(made(10_000 + seed)))))
    print(f"adding one to {len(prints)}: {(time.process_time() - start) / 50 * 1000:.1f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def beside(peer: str, count: int = 200) -> None:
    """The same files read by both, each in a process of its own, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            (Path(folder) / f"made{seed}.py").write_text("\n\n".join(p.source for p in pieces_of(made(seed))))
        ours = [sys.executable, "-c", _OURS, folder]
        theirs = [peer, str(Path(__file__).with_name("similarity_peer.py")), folder]
        for name, command in (("this", ours), ("copydetect", theirs)):
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            print(f"{count} files, {name}: {ran.stdout.strip().splitlines()[-1]}")


_OURS = """
import resource, sys, time
from pathlib import Path
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.similarity.compare import compare
start = time.process_time()
compare([read_submission(path, name=path.name) for path in sorted(Path(sys.argv[1]).iterdir())], most=50)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{time.process_time() - start:.2f} CPU s, {peak:.0f} MB")
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--peer")
    asked = parser.parse_args()
    if asked.peer:
        beside(asked.peer)
    clones(asked.folder)
    cost()
