"""Bytes that a coverage-guided fuzzer chooses, through the whole review: make fuzz SECONDS=60

Begins with the suite's programs, as scripts and as notebooks. Ends with exit 1 at the first input that makes the review
raise, leaves a finding out, or takes over five seconds of CPU (the tracing of branches makes all about three times
slower), and says where that input was written. Needs atheris (`uv sync --group fuzz`), which is to be had on Linux.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import atheris

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["trialpiece.core.review"]):
    from tests.core.review.findings.test_styles import STYLES

    from trialpiece.core.review.engine import report_on
    from trialpiece.core.review.lint import lints
    from trialpiece.core.review.notebooks import UnreadableNotebook, read_notebook
    from trialpiece.core.review.provenance.interpret import trace_of
    from trialpiece.core.review.reading import Reading
    from trialpiece.core.review.registry import registered
    from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

    registered()  # loads every finding, so that their branches are seen too

SLOW = 5.0
CELL = "\n# %%\n"  # parts the cells of what is not a notebook's JSON


def review(data: bytes) -> None:
    """One input: JSON is a notebook, anything else cells of one."""
    text = data.decode("utf-8", "replace")
    start = time.process_time()
    cells, language, facts = (
        tuple(Cell(n, CellKind.CODE, one) for n, one in enumerate(text.split(CELL))),
        "python",
        None,
    )
    if text.startswith("{"):
        try:
            cells, language, facts = read_notebook(text)
        except UnreadableNotebook:
            return
    file = SourceFile("work.ipynb", FileKind.NOTEBOOK, 1, cells, language=language, notebook=facts)
    reading = Reading(Submission("work", (file,)))
    reading.known(lints, ())
    report = report_on(reading)
    json.dumps(report.to_json(), allow_nan=False).encode()
    if report.incomplete or reading.once(trace_of).failures:
        raise AssertionError(f"not followed: {report.incomplete} {reading.once(trace_of).failures[:3]}")
    if (spent := time.process_time() - start) > SLOW:
        raise AssertionError(f"{spent:.1f} s of CPU")


def seeds(folder: Path) -> None:
    """The suite's programs, as cells and as notebooks."""
    folder.mkdir()
    for n, style in enumerate(STYLES):
        sources = [source for _, source in style.files]
        (folder / f"{n}.py").write_text(CELL.join(sources))
        cells = [{"cell_type": "code", "source": source, "outputs": [], "execution_count": 1} for source in sources]
        (folder / f"{n}.ipynb").write_text(
            json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
        )


LINES = [line for style in STYLES for _, source in style.files for line in source.splitlines() if line.strip()]
_NAME = re.compile(r"[A-Za-z_]\w*")


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Half of the time bytes change; otherwise whole lines or names, which keeps most of a program a program."""
    dice = random.Random(seed)
    text = data.decode("utf-8", "replace")
    if dice.random() < 0.5 or text.startswith("{"):
        return bytes(atheris.Mutate(data, most))
    lines, names = text.split("\n"), _NAME.findall(text) or ["x"]
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                lines.insert(at, dice.choice(LINES))
            case 1:
                lines.insert(dice.randrange(len(lines)), lines.pop(at))
            case 2:
                lines[at] = CELL.strip("\n")
            case _:
                lines[at] = _NAME.sub(lambda found: dice.choice((found[0], found[0], dice.choice(names))), lines[at])
    return "\n".join(lines).encode()[:most]


def words(path: Path) -> None:
    """What the knowledge base knows by name, so that the fuzzer need not guess it."""
    known = {word for style in STYLES for _, source in style.files for word in source.replace("(", " ( ").split()}
    plain = sorted(word for word in known if word.isascii() and word.isprintable() and len(word) < 40)
    path.write_text("".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"\n' for word in plain))


def main() -> None:
    seconds = int(float(sys.argv[1])) if len(sys.argv) > 1 else 60
    work = Path(tempfile.mkdtemp(prefix="trialpiece-fuzz-"))
    seeds(work / "seeds")
    (work / "found").mkdir()
    words(work / "words")
    options = [
        f"-max_total_time={seconds}",
        "-max_len=6000",
        "-timeout=30",
        "-rss_limit_mb=2000",
        f"-dict={work / 'words'}",
    ]
    os.chdir(work)
    atheris.Setup([sys.argv[0], *options, str(work / "found"), str(work / "seeds")], review, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
