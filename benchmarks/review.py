"""How long it takes to read a submission without running it.

python benchmarks/review.py PATH... [--json]

Each PATH is a submission. Times are CPU time of one process; the linter's share is measured apart, because one start of
it serves many submissions.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from pathlib import Path

from trialpiece.core.review.engine import report_on
from trialpiece.core.review.lint import lint_together, lints
from trialpiece.core.review.reader import BadSubmission, read_submission
from trialpiece.core.review.reading import Reading

CHUNK = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    seconds, unread = [], 0
    report_on(Reading(read_submission(args.paths[0])))  # imports and tables, once
    for path in args.paths:
        start = time.process_time()
        try:
            reading = Reading(read_submission(path))
        except BadSubmission:
            unread += 1
            continue
        reading.known(lints, ())
        report_on(reading)
        seconds.append(time.process_time() - start)
    readings = [Reading(read_submission(path)) for path in args.paths[: 4 * CHUNK]]
    for reading in readings:
        list(reading.python_cells())  # so that parsing is not counted twice
    start = time.perf_counter()
    for at in range(0, len(readings), CHUNK):
        lint_together(readings[at : at + CHUNK])
    linted = (time.perf_counter() - start) / len(readings)
    seconds.sort()
    result = {
        "python": platform.python_version(),
        "submissions": len(seconds),
        "unread": unread,
        "median_ms": round(statistics.median(seconds) * 1000, 1),
        "p95_ms": round(seconds[int(0.95 * (len(seconds) - 1))] * 1000, 1),
        "max_ms": round(seconds[-1] * 1000, 1),
        "lint_ms_each": round(linted * 1000, 1),
        "reviews_per_minute": round(60 / (statistics.mean(seconds) + linted)),
    }
    print(json.dumps(result) if args.json else "\n".join(f"{name:20} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
