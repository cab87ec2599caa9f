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

import numpy as np
import scipy.sparse as sp

from trialpiece.core.scoping.advert import flags, learn, roles, train
from trialpiece.core.scoping.advert.reading import CLASSES, FLAGS
from trialpiece.core.scoping.advert.segments import sentences
from trialpiece.core.scoping.advert.weights import PACK, Weights, weights

LABELS = PACK / "flags.tsv"
PENALTY = {flags.OWNS: 1.0, flags.SCOPES: 1.0, flags.RESEARCHES: 3.0, flags.UNICORN: 3.0}
AIM = (0.65, 0.70)  # precision, recall
ARGUABLE = 0.5
NEVER = -20.0  # score of an advert for which the conflict is out of the question


@dataclass(frozen=True, slots=True)
class Example:
    """One advert that was read for its conflicts: its numbers, how sure each conflict is, how many adverts it stands for."""

    id: str
    group: str
    cases: dict[str, flags.Case]
    truth: dict[str, float]
    stands_for: float
    blind: bool


def labels() -> dict[str, tuple[dict[str, float], float]]:
    """The package's own labels: how sure each conflict is, and how many adverts each stands for."""
    out = {}
    for line in LABELS.read_text().splitlines():
        if line and not line.startswith("#"):
            name, *cells = line.split("\t")
            out[name] = dict(zip(FLAGS, map(float, cells[:4]), strict=True)), float(cells[4])
    return out


def example(advert: train.Advert, model: Weights, own: dict[str, tuple[dict[str, float], float]]) -> Example:
    """An advert's numbers as the model, which should not know its source, sees them."""
    advert.parts = advert.parts or sentences(advert.text)
    scores = roles.score(advert.parts, advert.title, model)
    found = flags.cases(advert.title, scores.duties, scores.roles(), dict(zip(CLASSES, scores.fine, strict=True)))
    if advert.label is not None:
        truth, stands_for = {flag: float(flag in advert.label["conflicts"]) for flag in FLAGS}, 1.0
    else:
        truth, stands_for = own[advert.id]
    return Example(advert.id, train.source_group(advert.source), found, truth, stands_for, advert.label is not None)


def fit_one(flag: str, rows: list[Example]) -> flags.Scale:
    """The penalised logistic regression of one conflict; an arguable case counts half for and half against."""
    known = [row for row in rows if flag in row.cases]
    x = np.array([[row.cases[flag].numbers[name] for name in flags.NUMBERS[flag]] for row in known])
    truth = np.array([row.truth[flag] for row in known])
    twice = sp.csr_matrix(np.vstack([x, x]))
    weight, bias = two_way(twice, np.repeat([True, False], len(known)), np.append(truth, 1 - truth), PENALTY[flag])
    return flags.Scale(
        {n: round(float(w), 3) for n, w in zip(flags.NUMBERS[flag], weight, strict=True)}, round(bias, 3), 0.0
    )


def two_way(x: sp.csr_matrix, y: np.ndarray, counts: np.ndarray, penalty: float) -> tuple[learn.Floats, float]:
    """learn.two_way with a weight for each row: rows enter by the root of their weight in repeated halves."""
    keep = counts > 0
    times = np.round(counts[keep] / ARGUABLE).astype(int)
    order = np.repeat(np.flatnonzero(keep), times)
    return learn.two_way(x[order], y[order], penalty / ARGUABLE, steps=200)


def score(scale: flags.Scale, flag: str, row: Example) -> float:
    """An example's log odds, or NEVER where the conflict is out of the question."""
    return scale.score(row.cases[flag].numbers) if flag in row.cases else NEVER


def threshold(flag: str, rows: list[Example]) -> float:
    """The score that comes nearest to the aim for precision and recall, on sources left out in turn."""
    pairs: list[tuple[float, Example]] = []
    for group in sorted({row.group for row in rows}):
        scale = fit_one(flag, [row for row in rows if row.group != group])
        pairs += [(score(scale, flag, row), row) for row in rows if row.group == group]
    pairs = [(s, row) for s, row in pairs if row.truth[flag] != ARGUABLE]
    pairs.sort(key=lambda pair: -pair[0])
    everyone = sum(row.stands_for for _, row in pairs if row.truth[flag] == 1)
    best, at, hit, false = 0.0, 0.0, 0.0, 0.0
    for (value, row), after in zip(pairs, [*[p[0] for p in pairs[1:]], NEVER], strict=True):
        hit, false = hit + row.stands_for * row.truth[flag], false + row.stands_for * (1 - row.truth[flag])
        worth = min(hit / (hit + false) / AIM[0], hit / everyone / AIM[1])
        if worth > best and value > NEVER:
            best, at = worth, (value + max(after, value - 0.2)) / 2
    return round(at, 3)


def fit(rows: list[Example]) -> flags.Scales:
    """Weights and thresholds from all examples given."""
    out = {}
    for flag in FLAGS:
        scale = fit_one(flag, rows)
        out[flag] = flags.Scale(scale.weights, scale.bias, threshold(flag, rows))
    return out


def models(adverts: list[train.Advert]) -> dict[str, Weights]:
    """For each group of sources, a role model that never saw it."""
    bare = Weights({"duty": weights().tables["duty"]}, weights().numbers)
    duty = bare.tables["duty"]
    gate = ([*duty.place], [[duty.single()[name]] for name in duty.place]), float(bare.numbers["duty_bias"])
    known = [advert for advert in adverts if advert.kind]
    rows = {advert.id: train.vectors(advert, bare) for advert in known}
    sample = train.unread(adverts, bare)
    out = {}
    for group in sorted({train.source_group(advert.source) for advert in adverts}):
        rest = [advert for advert in known if train.source_group(advert.source) != group]
        kinds, sure = [str(advert.kind) for advert in rest], [advert.weight for advert in rest]
        model = train.train_roles([rows[advert.id] for advert in rest], kinds, sure, train.topics_of(sample, group))
        out[group] = train.assemble(gate, model)
    return out


def examples(adverts: list[train.Advert], unseen: dict[str, Weights]) -> list[Example]:
    """Every advert that was read for its conflicts, seen by the model that never saw its source."""
    own = labels()
    wanted = [advert for advert in adverts if advert.label is not None or advert.id in own]
    return [example(advert, unseen[train.source_group(advert.source)], own) for advert in wanted]


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
    for name, subset in (
        ("blind labels", [r for r in rows if r.blind]),
        ("own labels", [r for r in rows if not r.blind]),
    ):
        totals = np.zeros(3)
        for flag in FLAGS:
            counts = tally(flag, subset, said[flag])
            totals += counts
            print(f"{name:14} {flag:40} {figures(counts)}")  # noqa: T201 - a script that prints
        print(f"{name:14} {'all four':40} {figures(totals)}")  # noqa: T201 - a script that prints


def tally(flag: str, rows: Iterable[Example], said: set[str]) -> np.ndarray:
    """Found, false and missed, arguable cases left out; weighed by what each advert stands for."""
    out = np.zeros(3)
    for row in rows:
        if row.truth[flag] == ARGUABLE:
            continue
        yes, on = row.truth[flag] == 1, row.id in said
        out += np.array([yes and on, on and not yes, yes and not on]) * row.stands_for
    return out


def figures(counts: np.ndarray) -> str:
    """Precision and recall in words."""
    hit, false, missed = counts
    return f"precision {hit / max(1e-9, hit + false):.2f}  recall {hit / max(1e-9, hit + missed):.2f}  ({hit:.1f} found, {false:.1f} false, {missed:.1f} missed)"


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
    adverts = train.load(options.folder)
    rows = examples(adverts, models(adverts))
    if options.estimate:
        estimate(rows)
    found = {name: {"weights": s.weights, "bias": s.bias, "least": s.least} for name, s in fit(rows).items()}
    options.out.write_text(json.dumps({"schema": "trialpiece.flags/1", "flags": found}, indent=1) + "\n")
    print(f"{len(rows)} adverts read for conflicts -> {options.out}")  # noqa: T201 - a script that prints
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
