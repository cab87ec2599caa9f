"""What the run says of findings about rows, on the shipped take-home's submissions with known flaws; and what watching costs.

python benchmarks/confirming.py [--quarter] [--cost 3] [--only NAME ...]

--quarter takes a quarter of the customers, which is quicker and finds the same. --cost N runs the middling and the strong
worked example N times each with and without watching, in turn, and compares the CPU seconds of the sandbox; 0 leaves it out.
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from trialpiece.core.exercises.examples import worked_examples
from trialpiece.core.exercises.flawed import Tally, flawed_submissions
from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.variant import make_variant
from trialpiece.core.review.confirm.judge import JUDGES
from trialpiece.core.review.confirm.watching import places_to_watch
from trialpiece.core.review.engine import report_on
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.runner.submission import run_submission
from trialpiece.runner.witness import POSTAMBLE, preamble

PACK = load_pack("subscription-retention")
SEED = 202


def main():
    """Review, print, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quarter", action="store_true")
    parser.add_argument("--cost", type=int, default=3)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trialpiece-confirming-") as scratch:
        data = lay_out(Path(scratch) / str(SEED), SEED, quarter=given.quarter)
        flaws(data, given.only)
        for example in worked_examples(PACK) if given.cost else ():
            if example.name != "weak":
                cost(example, lay_out(Path(scratch) / example.name, example.seed, quarter=False), given.cost)


def lay_out(folder, seed, *, quarter):
    """The exercise's data as candidates get them."""
    (folder / "data").mkdir(parents=True)
    for name, table in make_variant(PACK, seed).data.tables.items():
        head, *rows = csv.reader(io.StringIO(table.to_csv().decode()))
        own = head.index("customer_id")
        kept = [row for row in rows if not quarter or sum(map(ord, row[own])) % 4 == 0]
        with (folder / "data" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *kept])
    return folder


def flaws(data, only):
    """One line a finding, and the tally."""
    tally, reviewed = Tally(), 0
    facts = {"known_after": make_variant(PACK, SEED).known_after}
    for known in flawed_submissions(PACK):
        if only and known.name not in only:
            continue
        reviewed += 1
        reading = Reading(read_submission(known.folder), exercise=facts)
        watch = preamble(places_to_watch(reading))
        run = run_submission(known.folder, data_dir=data, preamble=watch, postamble=POSTAMBLE)
        found = [each for each in report_on(replace(reading, run=run)).findings if each.kind in JUDGES]
        tally.add(known, found)
        print(f"{known.name}  ({len(known.flaws)} flaws, {len(known.baits)} baits; run: {run.status.value})")
        for each in found:
            true = any(flaw.is_found_by(each) for flaw in known.flaws)
            said = each.confirmation
            print(f"    {'flaw' if true else 'no flaw':8}{each.kind:40}{said.status.value if said else 'not asked'}")
            if said:
                print(
                    f"            {said.sentence} {said.effect.sentence if said.effect else said.unmeasured}".rstrip()
                )
    print()
    print(f"{reviewed} submissions, {tally.known} known flaws, missed: {tally.missed or 'none'}")
    columns = ("confirmed", "cleared", "not_confirmed", "not asked")
    print(f"{'findings that are':20}" + "".join(f"{each.replace('_', ' '):>15}" for each in columns))
    for name, side in (("flaws", tally.true), ("no flaws", tally.false)):
        print(f"{name:20}" + "".join(f"{side.get(each, 0):>15}" for each in columns))
    print(f"with a measured effect: {tally.effects}")


TELL_CPU = """
import json, time
with open("/tmp/observations.jsonl", "a") as file:
    file.write(json.dumps({"event": "cpu", "seconds": time.process_time()}) + "\\n")
"""


def cost(example, data, times):
    """CPU seconds of the candidate's process, imports and all, unwatched, watched, and with measuring, in turn."""
    watch = preamble(places_to_watch(Reading(read_submission(example.folder))))
    ways = {"unwatched": ("pass", ""), "watched": (watch, ""), "measured": (watch, POSTAMBLE)}
    taken = {name: [] for name in ways}
    for _ in range(times):
        for name, (before, after) in ways.items():
            run = run_submission(example.folder, data_dir=data, preamble=before, postamble=after + TELL_CPU)
            taken[name] += [each["seconds"] for each in run.observations if each.get("event") == "cpu"]
    one, other, both = (statistics.median(each) for each in taken.values())
    print(
        f"{example.name}: {one:.2f} CPU s unwatched, {other:.2f} watched (ratio {other / one:.2f}), "
        f"{both:.2f} with measuring afterwards; median of {times}"
    )


if __name__ == "__main__":
    main()
