"""Learn the weights of the conflicts: `python -m trialpiece.core.scoping.advert.flags_train FOLDER [--estimate]`.

FOLDER is that of train.py. Each advert's numbers come from a role model that never saw its source, so that the weights
meet probabilities as a new source would get them. Writes packs/roles/flags.json; prints what leaving whole sources out says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from trialpiece.core.scoping.advert import corpus, flags, learn, roles, train
from trialpiece.core.scoping.advert.reading import CLASSES, FLAGS
from trialpiece.core.scoping.advert.segments import sentences
from trialpiece.core.scoping.advert.weights import PACK, Weights

LABELS = Path(PACK, "flags.tsv")
PENALTY = {flags.OWNS: 1.0, flags.SCOPES: 1.0, flags.RESEARCHES: 1.0, flags.UNICORN: 3.0}
ARGUABLE = 0.5
SHORTENED = 0.5  # what a label counts in learning whose reader saw a shortened text
STEP = 0.25  # of the weights of examples in learning
GRID = np.round(np.arange(-3.0, 1.01, 0.1), 1)  # scores that may be thresholds
NEVER = -20.0  # score of an advert for which the conflict is out of the question


@dataclass(frozen=True, slots=True)
class Example:
    """One advert that was read for its conflicts: its numbers, how sure each conflict is, how many adverts it stands for.

    `reader` is `expert` for the folder's labels; for the package's own it says what was seen of the text.
    """

    id: str
    group: str
    cases: dict[str, flags.Case]
    truth: dict[str, float]
    stands_for: float
    reader: str


class Label(NamedTuple):
    """One of the package's own labels: how sure each conflict is, how many adverts it stands for, what its reader saw."""

    truth: dict[str, float]
    stands_for: float
    reader: str


def labels() -> dict[str, Label]:
    """The package's own labels by advert."""
    out = {}
    for line in LABELS.read_text().splitlines():
        if line and not line.startswith("#"):
            name, *cells = line.split("\t")
            out[name] = Label(dict(zip(FLAGS, map(float, cells[:4]), strict=True)), float(cells[4]), cells[5])
    return out


def example(advert: corpus.Advert, model: Weights, own: dict[str, Label]) -> Example:
    """An advert's numbers as the model, which should not know its source, sees them."""
    advert.parts = advert.parts or sentences(advert.text)
    scores = roles.score(advert.parts, advert.title, model)
    found = flags.cases(advert.title, scores.duties, scores.roles(), dict(zip(CLASSES, scores.fine, strict=True)))
    if advert.label is not None:
        label = Label({flag: float(flag in advert.label["conflicts"]) for flag in FLAGS}, 1.0, "expert")
    else:
        label = own[advert.id]
    return Example(advert.id, corpus.source_group(advert.source), found, *label)


def fit_one(flag: str, rows: list[Example]) -> flags.Scale:
    """The penalised logistic regression of one conflict; an arguable case counts half for and half against."""
    known = [row for row in rows if flag in row.cases]
    x = np.array([[row.cases[flag].numbers[name] for name in flags.NUMBERS[flag]] for row in known])
    truth = np.array([row.truth[flag] for row in known])
    counts = np.array([SHORTENED if row.reader == "shortened" else 1.0 for row in known])
    twice = sp.csr_matrix(np.vstack([x, x]))
    weight, bias = two_way(
        twice, np.repeat([True, False], len(known)), np.append(counts * truth, counts * (1 - truth)), PENALTY[flag]
    )
    return flags.Scale(
        {n: round(float(w), 3) for n, w in zip(flags.NUMBERS[flag], weight, strict=True)}, round(bias, 3), 0.0
    )


def two_way(x: sp.csr_matrix, y: np.ndarray, counts: np.ndarray, penalty: float) -> tuple[learn.Floats, float]:
    """learn.two_way with a weight for each row, in steps: a row enters so often."""
    order = np.repeat(np.arange(len(y)), np.round(counts / STEP).astype(int))
    return learn.two_way(x[order], y[order], penalty / STEP, steps=200)


def score(scale: flags.Scale, flag: str, row: Example) -> float:
    """An example's log odds, or NEVER where the conflict is out of the question."""
    return scale.score(row.cases[flag].numbers) if flag in row.cases else NEVER


Scored = dict[str, list[tuple[float, Example]]]  # by conflict: log odds and example, sources left out


def left_out(rows: list[Example]) -> Scored:
    """Each example's log odds from weights that never saw its source; arguable cases are not counted."""
    out: Scored = {flag: [] for flag in FLAGS}
    for flag in FLAGS:
        for group in sorted({row.group for row in rows}):
            scale = fit_one(flag, [row for row in rows if row.group != group])
            here = [row for row in rows if row.group == group and row.truth[flag] != ARGUABLE]
            out[flag] += [(score(scale, flag, row), row) for row in here]
    return out


def thresholds(scored: Scored) -> dict[str, float]:
    """For each conflict the score whose probability is half of the best F1: where F1 is best if scores are honest.

    Steadier than the best place among few cases (Lipton, Elkan & Naryanaswamy 2014). Shortened readings do not count.
    """
    out = {}
    for flag, pairs in scored.items():
        sure = [(value, row) for value, row in pairs if row.reader != "shortened"]
        counts = [sum((_outcome(flag, row, said=value >= at) for value, row in sure), np.zeros(3)) for at in GRID]
        half = max(hit / max(1e-9, 2 * hit + false + missed) for hit, false, missed in counts)
        half = min(max(half, 0.05), 0.5)
        out[flag] = round(float(np.log(half / (1 - half))), 2)
    return out


def _outcome(flag: str, row: Example, *, said: bool, weight: float = 1.0) -> np.ndarray:
    yes = row.truth[flag] == 1
    return np.array([yes and said, said and not yes, yes and not said]) * weight


def fit(rows: list[Example]) -> flags.Scales:
    """Weights and thresholds from all examples given."""
    least = thresholds(left_out(rows))
    return {flag: fit_one(flag, rows)._replace(least=least[flag]) for flag in FLAGS}


def models(adverts: list[corpus.Advert]) -> dict[str, Weights]:
    """For each group of sources that was read for conflicts, a role model that never saw it."""
    groups = {corpus.source_group(advert.source) for advert in _read(adverts, labels())}
    return dict(train.unseen(adverts, train.shipped_gate(), groups))


def examples(adverts: list[corpus.Advert], unseen: dict[str, Weights]) -> list[Example]:
    """Every advert that was read for its conflicts, seen by the model that never saw its source."""
    own = labels()
    return [example(advert, unseen[corpus.source_group(advert.source)], own) for advert in _read(adverts, own)]


def _read(adverts: list[corpus.Advert], own: dict[str, Label]) -> list[corpus.Advert]:
    return [advert for advert in adverts if advert.label is not None or advert.id in own]


def estimate(rows: list[Example]) -> None:
    """Print precision and recall on sources that neither weights nor thresholds saw."""
    said: dict[str, set[str]] = {flag: set() for flag in FLAGS}
    for group in sorted({row.group for row in rows}):
        found = fit([row for row in rows if row.group != group])
        for row in rows:
            if row.group == group:
                for flag in FLAGS:
                    if score(found[flag], flag, row) >= found[flag].least:
                        said[flag].add(row.id)
    for name, reader, weighed in (
        ("expert labels", "expert", False),
        ("read in full", "full", False),
        ("to common rates", "full", True),
    ):
        subset = [row for row in rows if row.reader == reader]
        totals = np.zeros(4)
        for flag in FLAGS:
            counts = tally(flag, subset, said[flag], weighed=weighed)
            totals += counts
            print(f"{name:15} {flag:40} {figures(counts)}")  # noqa: T201 - a script that prints
        print(f"{name:15} {'all four':40} {figures(totals)}")  # noqa: T201 - a script that prints


def tally(flag: str, rows: Iterable[Example], said: set[str], *, weighed: bool) -> np.ndarray:
    """Found, false, missed; and arguable cases that were found, which are none of these."""
    total = np.zeros(4)
    for row in rows:
        weight = row.stands_for if weighed else 1.0
        if row.truth[flag] == ARGUABLE:
            total[3] += weight * (row.id in said)
        else:
            total[:3] += _outcome(flag, row, said=row.id in said, weight=weight)
    return total


def figures(counts: np.ndarray) -> str:
    """Precision and recall in words; of what was found arguable, half counts as right in the precision in brackets."""
    hit, false, missed, arguable = counts
    precision, recall = hit / max(1e-9, hit + false), hit / max(1e-9, hit + missed)
    lenient = (hit + arguable / 2) / max(1e-9, hit + false + arguable)
    return (
        f"precision {precision:.2f} ({lenient:.2f})  recall {recall:.2f}  "
        f"({hit:.0f} found, {false:.0f} false, {missed:.0f} missed, {arguable:.0f} arguable)"
    )


def main(arguments: list[str] | None = None) -> int:
    """Learn from the folder; print the estimates; write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--estimate", action="store_true", help="also leave out each source in turn and print the figures"
    )
    parser.add_argument("--out", type=Path, default=flags.WEIGHTS)
    options = parser.parse_args(arguments)
    if not (options.folder / "adverts.parquet").is_file():
        sys.stderr.write(f"{options.folder / 'adverts.parquet'}: not there\n")
        return 2
    adverts = corpus.load(options.folder)
    rows = examples(adverts, models(adverts))
    if options.estimate:
        estimate(rows)
    found = {name: {"weights": s.weights, "bias": s.bias, "least": s.least} for name, s in fit(rows).items()}
    options.out.write_text(json.dumps({"schema": "trialpiece.flags/1", "flags": found}, indent=1) + "\n")
    print(f"{len(rows)} adverts read for conflicts -> {options.out}")  # noqa: T201 - a script that prints
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
