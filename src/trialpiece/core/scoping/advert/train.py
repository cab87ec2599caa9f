"""Train the reader: `python -m trialpiece.core.scoping.advert.train FOLDER`, where FOLDER holds adverts.parquet and labels.jsonl.

Where FOLDER also holds more.parquet (advert_id, source, title, description), its adverts teach too. They are those that
packs/roles/sources.tsv lists: advert_id as there, source "more " and a name for where it was found.

Writes packs/roles/reader.weights, and prints what leaving whole sources out says about texts from elsewhere.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from trialpiece.core.scoping.advert import learn, roles
from trialpiece.core.scoping.advert.corpus import MORE, WRITTEN_GROUP, Advert, absent, load, source_group, written
from trialpiece.core.scoping.advert.features import concepts, grams, lexicon, tokens
from trialpiece.core.scoping.advert.marks import by_sentence
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.segments import (
    BENEFITS,
    COMPANY,
    DUTIES,
    LEGAL,
    REQUIREMENTS,
    WISHES,
    sentences,
)
from trialpiece.core.scoping.advert.voices import Example, Said, stacked
from trialpiece.core.scoping.advert.weights import WEIGHTS, Weights, pack, unpack, weights

GATE_ADVERTS = 4_000
UNTITLED = 0.4  # weight of each advert's second row, without its title
UNTITLED_MARK = 2.0
# names, rows and bias of what tells duties from the rest
Gate = tuple[tuple[list[str], list[list[float]]], float]
PENALTY = {"gate": 3.0, "states": 2.0, "roles": 8.0}
TOPICS, TOPIC_ADVERTS, TOPICS_WEIGHT = 50, 5_000, 0.8
HEARD_WEIGHTS = (0.0, 2.0)  # how much what sentences say alone weighs in each of the two models
# on sources that were left out, fewer were read as researchers than there were: this much makes up for it
RARE = {"ai_researcher": 0.9}
TITLE_WEIGHT = 1.2
# a word that moves no role by more is left out of the weights: the first advert waits for each that is in them, and
# readings of sources left out are as often right without them
SILENT = {"gate": 0.1, "text": 0.04, "voice": 0.2}
BALANCE = 1.0
HEAT = 1.25  # scores are this much too sure on sources that were left out
STEPS = 70


def train_gate(adverts: list[Advert]) -> Gate:
    """What tells a duty from the rest, learned from sentences under headings that say so."""
    sections = {DUTIES, REQUIREMENTS, WISHES, COMPANY, BENEFITS, LEGAL}
    rows, truth, words = [], [], lexicon()
    for advert in sorted(adverts, key=lambda a: zlib.crc32(a.id.encode()))[:GATE_ADVERTS]:
        parts = sentences(advert.text)
        headed = {s.section for s in parts if s.headed and not s.heading}
        if not {DUTIES, REQUIREMENTS} <= headed:
            continue
        for n, part in enumerate(parts):
            if part.headed and not part.heading and part.section in sections:
                stems = tokens(part.text)
                features = roles.duty_features(stems, [*grams(stems), *concepts(stems, words)], n / len(parts))
                rows.append(dict.fromkeys(features, 1.0))
                truth.append(part.section == DUTIES)
    return _gate(rows, truth, 12, PENALTY["gate"])


def train_states(adverts: list[Advert]) -> Gate:
    """What tells a duty from the rest, learned from the sentences that readers marked or passed over."""
    rows, truth, words = [], [], lexicon()
    for advert in adverts:
        if advert.marked is None:
            continue
        advert.parts = advert.parts or sentences(advert.text)
        for n, (part, mark) in enumerate(zip(advert.parts, by_sentence(advert.parts, advert.marked), strict=False)):
            if not part.heading and part.section not in (BENEFITS, LEGAL):
                stems = tokens(part.text)
                said = [*grams(stems), *concepts(stems, words)]
                features = roles.duty_features(stems, said, n / len(advert.parts))
                rows.append(dict.fromkeys([*features, *roles.section_features(part)], 1.0))
                truth.append(mark is not None and not mark.asked)
    return _gate(rows, truth, 8, PENALTY["states"])


def _gate(rows: list[dict[str, float]], truth: list[bool], at_least: int, penalty: float) -> Gate:
    x = learn.matrix(rows, at_least=at_least)
    weight, bias = learn.two_way(x.values, np.array(truth), penalty)
    strong = np.abs(weight) > SILENT["gate"]
    kept = [name for name, keep in zip(x.names, strong, strict=True) if keep]
    return (kept, [[float(w)] for w in weight[strong]]), bias


def vectors(advert: Advert, weights: Weights) -> Example:
    """One advert as the learning sees it."""
    advert.parts = advert.parts or sentences(advert.text)
    duties = roles.weigh(advert.parts, weights)
    gates = sum(duty.gate for duty in duties)
    text = {feature: roles.strength(feature, amount, gates) for feature, amount in roles.amounts(duties).items()}
    return Example(
        id=advert.id,
        text=text,
        title=dict.fromkeys(roles.title_features(advert.title), 1.0),
        said=[Said(list(duty.features), duty.states) for duty in duties if duty.states >= roles.VOICED],
        marked=_marked(advert, duties),
        kind=advert.kind or "",
        sure=advert.weight,
        group=source_group(advert.source),
    )


def _marked(advert: Advert, duties: list[roles.Duty]) -> list[Said]:
    """The sentences that a reader marked, as duties or as what tells of the work, with what they speak for."""
    if advert.marked is None:
        return []
    marks = by_sentence([duty.sentence for duty in duties], advert.marked)
    return [
        Said(list(duty.features), duty.states, mark.speaks_for())
        for duty, mark in zip(duties, marks, strict=False)
        if mark is not None
    ]


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that are joined to others, scaled to weigh so much beside the words, with the mean that was taken off."""

    columns: learn.Floats
    scale: learn.Floats
    mean: learn.Floats

    @classmethod
    def beside(cls, words: sp.csr_matrix, columns: learn.Floats, weight: float, sizes: Sequence[int] = ()) -> Block:
        """Columns less their mean, with `weight` times the volume of the words; blocks of the given sizes share it."""
        mean = columns.mean(axis=0)
        sizes = sizes or (columns.shape[1],)
        each = np.add.reduceat(((columns - mean) ** 2).sum(axis=0), np.cumsum([0, *sizes[:-1]]))
        share = weight * words.power(2).sum() / len(sizes)
        scale = np.repeat(np.sqrt(share / np.maximum(each, 1e-9)), sizes)
        return cls((columns - mean) * scale, scale, mean)

    def like(self, columns: learn.Floats) -> learn.Floats:
        """Other rows of the same columns, scaled alike."""
        return (columns - self.mean) * self.scale


def train_roles(examples: list[Example], topics: learn.Topics) -> dict[str, Any]:
    """The mean of two softmax regressions: on words, topics and titles; and on these with what sentences say alone.

    The second errs on other texts than the first, so that their mean is better than either.
    """
    text = learn.matrix([example.text for example in examples], at_least=5)
    title = learn.matrix([example.title for example in examples], at_least=3)
    speakers, heard_here = stacked(examples)
    places = Block.beside(text.values, topics.place([example.text for example in examples]), TOPICS_WEIGHT)
    truth = np.array([CLASSES.index(example.kind) for example in examples])
    sure = np.array([example.sure for example in examples])
    said: dict[str, learn.Floats] = dict.fromkeys([*topics.names, *text.names], np.zeros(len(CLASSES)))
    hears, claimed = np.zeros((heard_here.shape[1], len(CLASSES))), np.zeros((len(title.names), len(CLASSES)))
    untitled = np.zeros(len(CLASSES))
    bias = np.array([RARE.get(kind, 0.0) for kind in CLASSES])
    for weight in HEARD_WEIGHTS:
        heard = Block.beside(text.values, heard_here, weight, roles.HEARD)
        whole = sp.hstack([text.values, places.columns, heard.columns])
        table, start = _fit(Rows(whole, truth, sure), title.values)
        cuts = np.cumsum([len(text.names), places.columns.shape[1], heard_here.shape[1]])
        words, spread, says, claims = np.split(table[:-1] / len(HEARD_WEIGHTS), cuts)
        spread, says = places.scale[:, None] * spread, heard.scale[:, None] * says
        # what a topic says about a role is handed back to its words, so that the reader knows words only
        for names, rows in ((topics.names, topics.values @ spread), (text.names, words)):
            said.update((name, said[name] + row) for name, row in zip(names, rows, strict=True))
        start = start / len(HEARD_WEIGHTS) - (topics.mean + places.mean) @ spread - heard.mean @ says
        hears, claimed, bias = hears + says, claimed + TITLE_WEIGHT * claims, bias + start
        untitled = untitled + UNTITLED_MARK * table[-1] / len(HEARD_WEIGHTS)
    return {
        "text": _loud(said, SILENT["text"]),
        "voice": _loud(dict(zip(speakers.names, speakers.table, strict=True)), SILENT["voice"]),
        "title": (title.names, claimed.tolist()),
        "voice_bias": speakers.bias.tolist(),
        "heard": hears.tolist(),
        "bias": bias.tolist(),
        "bias_without_title": (bias + untitled).tolist(),
    }


class Rows(NamedTuple):
    """Adverts that were read: everything but their titles, class, certainty."""

    whole: sp.csr_matrix
    truth: NDArray[np.int64]
    sure: learn.Floats


def _fit(read: Rows, title: sp.csr_matrix) -> tuple[learn.Floats, learn.Floats]:
    """Every advert counts once with its title and once, for less, without."""
    n = read.whole.shape[0]
    claims = sp.vstack([TITLE_WEIGHT * title, sp.csr_matrix(title.shape)])
    untitled = sp.csr_matrix(np.repeat([[0.0], [UNTITLED_MARK]], n, axis=0))
    x = sp.hstack([sp.vstack([read.whole, read.whole]), claims, untitled]).tocsr()
    y = np.concatenate([read.truth, read.truth])
    weight = learn.balanced(y, np.concatenate([read.sure, UNTITLED * read.sure]), BALANCE)
    return learn.soft_targets(x, np.eye(len(CLASSES))[y], weight, PENALTY["roles"], STEPS)


def _loud(said: dict[str, learn.Floats], least: float) -> tuple[list[str], list[list[float]]]:
    """Features that move a role enough to be kept."""
    loud = {name: row for name, row in said.items() if np.abs(row).max() > least}
    return list(loud), [row.tolist() for row in loud.values()]


Unread = list[tuple[str, dict[str, float]]]  # group of sources and words of a text


def unread(adverts: list[Advert], weights: Weights) -> Unread:
    """The words of a sample of the folder's texts, most of which nobody read."""
    chosen = sorted(adverts, key=lambda a: zlib.crc32(a.id.encode()))[:TOPIC_ADVERTS]
    rows = [(source_group(a.source), vectors(a, weights).text) for a in chosen]
    return [
        (group, {name: value for name, value in row.items() if ":" not in name and ">" not in name})
        for group, row in rows
    ]


def topics_of(sample: Unread, without: str = "") -> learn.Topics:
    """Topics of the sample, optionally without one group of sources."""
    return learn.topics([row for group, row in sample if group != without], TOPICS, at_least=20)


TABLES = ("text", "voice", "title")


class Gates(NamedTuple):
    """What lets through the words that tell of the work, and what tells the duties that a reader would mark."""

    duty: Gate
    states: Gate


def packed(gates: Gates, model: dict[str, Any] | None) -> bytes:
    """The file of weights."""
    tables = {"duty": gates.duty[0], "states": gates.states[0]} | {name: model[name] for name in TABLES if model}
    numbers = {
        "duty_bias": gates.duty[1],
        "states_bias": gates.states[1],
        "heat": HEAT,
        "classes": list(CLASSES),
        "lexicon": lexicon().stems(),
    }
    numbers |= {name: value for name, value in (model or {}).items() if name not in TABLES}
    return pack(tables, numbers)


def assemble(gates: Gates, model: dict[str, Any] | None) -> Weights:
    """Weights as the reader loads them, rounding included."""
    return unpack(packed(gates, model))


def main(arguments: list[str] | None = None) -> int:
    """Train on the folder; print the estimates; write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--estimate", action="store_true", help="also leave out each source in turn and print the figures"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    for needed in ("adverts.parquet", "labels.jsonl"):
        if not (options.folder / needed).is_file():
            needs = f"{options.folder / needed}: not there; the folder needs adverts.parquet and labels.jsonl"
            sys.stderr.write(needs + "\n")
            return 2
    adverts = load(options.folder)
    if lacking := absent(adverts):
        where = f"sources.tsv says where those of {MORE} are"
        sys.stderr.write(f"{options.folder}: {lacking} adverts that have labels are not there; {where}\n")
    gate = train_gate(adverts)
    if options.estimate:
        estimate(adverts, gate)
    known = [advert for advert in [*adverts, *written()] if advert.kind]
    gates = Gates(gate, train_states(known))
    bare = assemble(gates, None)
    examples = [vectors(advert, bare) for advert in known]
    data = packed(gates, train_roles(examples, topics_of(unread(adverts, bare))))
    options.out.write_bytes(data)
    print(f"{len(examples)} adverts that were read, {len(data) / 1e6:.2f} MB -> {options.out}")  # noqa: T201 - a script that prints
    return 0


def unseen(adverts: list[Advert], gate: Gate, groups: set[str] | None = None) -> Iterator[tuple[str, Weights]]:
    """Each group of sources (or those given) with weights that saw neither its labels, nor its marks, nor its unread texts."""
    known = [advert for advert in [*adverts, *written()] if advert.kind]
    groups = groups or {source_group(advert.source) for advert in known} - {WRITTEN_GROUP}
    sample: Unread = []
    for left_out in sorted(groups):
        kept = [advert for advert in known if source_group(advert.source) != left_out]
        gates = Gates(gate, train_states(kept))
        bare = assemble(gates, None)
        sample = sample or unread(adverts, bare)
        examples = [vectors(advert, bare) for advert in kept]
        yield left_out, assemble(gates, train_roles(examples, topics_of(sample, left_out)))


def shipped_gate() -> Gate:
    """What tells a duty from the rest, as the package's weights have it."""
    model = weights()
    names = [*model.tables["duty"].features()]
    return (names, [[*model.parts["duty"][name]] for name in names]), float(model.numbers["duty_bias"])


def estimate(adverts: list[Advert], gate: Gate) -> None:
    """Print accuracy on each source from weights that never saw it: on the folder's labels, and on the package's own."""
    for left_out, model in unseen(adverts, gate):
        hits, read = Counter[bool](), Counter[bool]()
        for advert in adverts:
            if advert.kind and source_group(advert.source) == left_out:
                said = roles.score(advert.parts or sentences(advert.text), advert.title, model).roles()
                truth = advert.kind if advert.kind in said else "other"
                read[advert.label is not None] += 1
                hits[advert.label is not None] += max(ROLES, key=said.__getitem__) == truth
        figures = [
            f"{name} {hits[folders]}/{read[folders]} = {hits[folders] / max(1, read[folders]):.3f}"
            for name, folders in _WHOSE
        ]
        print(f"left out {left_out:24} {'  '.join(figures)}")  # noqa: T201 - a script that prints


_WHOSE = (("folder's labels", True), ("package's", False))


if __name__ == "__main__":
    raise SystemExit(main())
