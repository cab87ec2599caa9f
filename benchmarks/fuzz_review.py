"""Mixtures of working programs, cut and shuffled, through the whole review for some seconds: make fuzz SECONDS=60

Prints each seed whose mixture was not followed, took over two seconds of CPU, or left a finding out; exit 1 if there is any.
`tests/core/review/test_fuzz_styles.py` runs the first seeds with every run of the tests.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.core.review.test_fuzz_styles import mixed

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.lint import lints
from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

SLOW = 2.0


def main(seconds: float) -> int:
    end, seed, bad = time.monotonic() + seconds, 1_000, 0
    while time.monotonic() < end:
        seed += 1
        cells = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(mixed(seed)))
        reading = Reading(
            Submission("mixed", (SourceFile("work.ipynb", FileKind.NOTEBOOK, 1, cells, language="python"),))
        )
        reading.known(lints, ())
        start = time.process_time()
        incomplete, failures = report_on(reading).incomplete, reading.once(trace_of).failures
        spent = time.process_time() - start
        if incomplete or failures or spent > SLOW:
            bad += 1
            print(f"seed {seed}: {spent:.1f} s {incomplete} {failures[:3]}")
    print(f"{seed - 1_000} mixtures in {seconds:.0f} s, {bad} of them not followed or slow")
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
