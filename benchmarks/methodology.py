"""How exact the reading of methodology is, beside a naive pass, and how fast: one run, one table each.

python benchmarks/methodology.py [--files FOLDER --labels LABELS.jsonl] [--misses]

FOLDER holds the labelled files under the paths that LABELS names. Without them, only speed and growth are measured, on
notebooks made here. Each group of tasks is a line of its own: knowledge was written from general practice, and a group
shows how it does on that group alone.
"""

from __future__ import annotations

import argparse
import collections
import gc
import json
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from naive_review import naive_kinds

from trialpiece.core.review.provenance.interpret import trace_of
from trialpiece.core.review.reader import read_submission
from trialpiece.core.review.reading import Reading
from trialpiece.core.review.registry import registered
from trialpiece.core.review.submission import Cell, CellKind, FileKind, SourceFile, Submission

KINDS = {
    "preproc": "leakage.preprocessing",
    "overlap": "leakage.overlap",
    "multi": "leakage.multi_test",
    "cv_leak": "leakage.cross_validation",
    "cv_full": "leakage.cv_all_rows",
    "test_tuned": "leakage.test_tuned",
    "target": "leakage.target",
    "no_holdout": "evaluation.no_holdout",
    "rows_misaligned": "correctness.rows_misaligned",
    "wrong_model_scored": "correctness.wrong_model_scored",
}
NAIVE = ("preproc", "overlap", "multi")
HAND = {"relax", "ultimate", "telecomx2"}
OURS = ("leakage", "correctness", "data_quality", "evaluation")
Found = dict[str, set[int]]


def methodology(reading: Reading) -> Found:
    """Kind → cells of its findings, notes left out."""
    found: Found = {}
    for entry in registered():
        if entry.kinds[0].split(".")[0] in OURS:
            for item in entry.function(reading):
                name = item.kind or entry.kinds[0]
                for kind, prefix in KINDS.items():
                    if item.strength.value != "note" and (name == prefix or name.startswith(prefix + ".")):
                        found.setdefault(kind, set()).add(item.location.cell)
    return found


def truth(case: dict, kind: str) -> tuple[bool | None, set[int]]:
    """What a label says, and in which cells; None where it does not count."""
    label = case["labels"].get(kind)
    if (case.get("contested") or {}).get(kind):
        return None, set()
    if case["group"] in HAND:
        strong = [x for x in label or [] if x["strength"] == "strong"]
        if (label is None and kind not in case.get("judged", KINDS)) or (label and not strong):
            return None, set()
        return bool(strong), {x["cell"] for x in strong}
    if label is None or (case["group"] == "authors_e1" and kind != "preproc"):
        return None, set()
    return bool(label), set()


def ratio(hits: int, of: int) -> str:
    return f"{hits / of:.2f}" if of else "  - "


def accuracy(folder: Path, labels: Path, *, misses: bool) -> list[float]:
    cases = [json.loads(line) for line in labels.read_text().splitlines()]
    table: dict[tuple[str, str, str], collections.Counter] = collections.defaultdict(collections.Counter)
    seconds: list[float] = []
    wrong = []
    for case in cases:
        path = folder / case["file"]
        if not path.is_file():
            continue
        start = time.process_time()
        found = methodology(Reading(read_submission(path)))
        seconds.append(time.process_time() - start)
        naive = naive_kinds(path)
        groups = [case["group"]] + (["all take-homes"] if case["group"] in HAND else [])
        for kind in KINDS:
            said, cells = truth(case, kind)
            if said is None:
                continue
            for group in groups:
                engine, simple = table[kind, group, "engine"], table[kind, group, "naive"]
                engine["tp" if said and kind in found else "fp" if kind in found else "fn" if said else "tn"] += 1
                simple["tp" if said and kind in naive else "fp" if kind in naive else "fn" if said else "tn"] += 1
                if said and kind in found and cells:
                    engine["placed"] += bool(found[kind] & cells)
                    engine["placeable"] += 1
            if (kind in found) != said:
                wrong.append((kind, "missed" if said else "false alarm", case["file"]))
    print(
        f"{'finding':19}{'group':17}{'n':>4}{'pos':>5}   {'engine P':>8} {'R':>5} {'cell':>5}   {'naive P':>8} {'R':>5}"
    )
    for kind, group in sorted({(k, g) for k, g, _ in table}):
        e, s = table[kind, group, "engine"], table[kind, group, "naive"]
        positives = e["tp"] + e["fn"]
        if not positives and not e["fp"]:
            continue
        n = sum(e[k] for k in ("tp", "fp", "fn", "tn"))
        left = f"{ratio(e['tp'], e['tp'] + e['fp']):>8} {ratio(e['tp'], positives):>5} {ratio(e['placed'], e['placeable']):>5}"
        right = f"{ratio(s['tp'], s['tp'] + s['fp']):>8} {ratio(s['tp'], positives):>5}" if kind in NAIVE else ""
        print(f"{kind:19}{group:17}{n:4}{positives:5}   {left}   {right}")
    if misses:
        print(*(" ".join(row) for row in sorted(wrong)), sep="\n")
    return seconds


CELL = """scaled_{n} = scaler.fit_transform(df[["a", "b"]].fillna(df[["a", "b"]].median()))
part_{n} = pd.concat([df, pd.DataFrame(scaled_{n}, columns=["a", "b"])], axis=1)
X_train_{n}, X_test_{n}, y_train_{n}, y_test_{n} = train_test_split(part_{n}.drop(columns="y"), part_{n}["y"], random_state={n})
for name_{n}, model_{n} in {{"a": LogisticRegression(), "b": RandomForestClassifier()}}.items():
    model_{n}.fit(X_train_{n}, y_train_{n})
    print(name_{n}, accuracy_score(y_test_{n}, model_{n}.predict(X_test_{n})))
"""


def made(cells: int) -> Submission:
    first = "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('a.csv')\nscaler = StandardScaler()\n"
    sources = [first, *(CELL.format(n=n) for n in range(cells - 1))]
    held = tuple(Cell(n, CellKind.CODE, source) for n, source in enumerate(sources))
    return Submission("made", (SourceFile("made.ipynb", FileKind.NOTEBOOK, 0, held, language="python"),))


def growth() -> None:
    print(f"\n{'cells':>6}{'CPU ms':>9}{'ms a cell':>11}")
    for cells in (10, 100, 1000):
        gc.collect()
        reading = Reading(made(cells))
        _ = reading.code
        start = time.process_time()
        trace = reading.once(trace_of)
        methodology(reading)
        spent = (time.process_time() - start) * 1000
        print(f"{cells:6}{spent:9.1f}{spent / cells:11.2f}{'  stopped at its bound' if trace.bounded else ''}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--misses", action="store_true", help="list every disagreement")
    args = parser.parse_args()
    methodology(Reading(made(5)))  # imports and tables, once
    if args.files and args.labels:
        seconds = sorted(accuracy(args.files, args.labels, misses=args.misses))
        ms = [s * 1000 for s in seconds]
        print(
            f"\n{len(ms)} files: median {statistics.median(ms):.1f} ms, 95th percentile {ms[int(0.95 * (len(ms) - 1))]:.1f} ms, largest {ms[-1]:.1f} ms of CPU, reading included; {sum(seconds):.1f} s in all"
        )
    growth()
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
