"""Train the reader: `python -m trialpiece.core.scoping.advert.train FOLDER`, where FOLDER holds adverts.parquet and labels.jsonl.

Writes packs/roles/reader.weights, and prints what leaving whole sources out says about texts from elsewhere.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import scipy.sparse as sp

from trialpiece.core.scoping.advert import learn, roles
from trialpiece.core.scoping.advert.features import concepts, grams, lexicon, tokens
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.segments import (
    BENEFITS,
    COMPANY,
    DUTIES,
    LEGAL,
    REQUIREMENTS,
    WISHES,
    Sentence,
    sentences,
)
from trialpiece.core.scoping.advert.weights import PACK, WEIGHTS, Weights, pack, unpack

LABELS = PACK / "labels.tsv"
CERTAINTY = {"high": 1.0, "medium": 0.8, "low": 0.5}
GATE_ADVERTS = 4_000
UNTITLED = 0.4  # weight of each advert's second row, without its title
# the text's and the title's features of one advert; names, rows and bias of the duty gate
Pair = tuple[dict[str, float], dict[str, float]]
Gate = tuple[tuple[list[str], list[list[float]]], float]
PENALTY = {"gate": 3.0, "roles": 2.2}
TOPICS, TOPIC_ADVERTS, TOPICS_WEIGHT = 50, 5_000, 0.8
TITLE_WEIGHT = 1.2
SILENT = 0.004  # a word that moves no role by more is left out of the weights
BALANCE = 1.1
HEAT = 1.0


@dataclass(slots=True)
class Advert:
    """One advert of the folder; `kind` is None where nobody read it."""

    id: str
    source: str
    title: str
    text: str
    kind: str | None = None
    weight: float = 1.0
    label: dict[str, Any] | None = None
    parts: list[Sentence] = field(default_factory=list)


def load(folder: Path) -> list[Advert]:
    """Every advert, with its label where it was read by hand: the folder's labels first, then the package's own."""
    query = "select advert_id, source, title, description from read_parquet(?) order by advert_id"
    with duckdb.connect() as base:
        rows = base.execute(query, [str(folder / "adverts.parquet")]).fetchall()
    adverts = {row[0]: Advert(row[0], row[1], row[2] or "", row[3] or "") for row in rows}
    for line in LABELS.read_text().splitlines():
        if line and not line.startswith("#"):
            name, kind, sure = line.split("\t")
            if name in adverts:
                adverts[name].kind, adverts[name].weight = kind, float(sure)
    for line in (folder / "labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        advert = adverts.get(label["advert_id"])
        if advert is not None:
            advert.kind, advert.weight, advert.label = class_of(label), CERTAINTY[label["confidence"]], label
    return list(adverts.values())


def class_of(label: dict[str, Any]) -> str:
    """The reader's class for a label: its role, or what is nearest inside "other"."""
    if label["primary"] != "other":
        return str(label["primary"])
    return label["adjacent"] if label["adjacent"] in CLASSES else "another_field"


def source_group(source: str) -> str:
    """The group that is left out together: the small and old sources make one."""
    return (
        source if source in ("remotewlb_2024", "linkedin_us_aiml_2024", "linkedin_us_ml_2025") else "older and smaller"
    )


def train_gate(adverts: list[Advert]) -> Gate:
    """What tells a duty from the rest, learned from sentences under headings that say so."""
    sections = {DUTIES, REQUIREMENTS, WISHES, COMPANY, BENEFITS, LEGAL}
    rows, truth = [], []
    for advert in sorted(adverts, key=lambda a: zlib.crc32(a.id.encode()))[:GATE_ADVERTS]:
        parts = sentences(advert.text)
        headed = {s.section for s in parts if s.headed and not s.heading}
        if not {DUTIES, REQUIREMENTS} <= headed:
            continue
        for n, part in enumerate(parts):
            if part.headed and not part.heading and part.section in sections:
                stems = tokens(part.text)
                features = roles.duty_features(stems, grams(stems), concepts(stems, lexicon()), n / len(parts))
                rows.append(dict.fromkeys(features, 1.0))
                truth.append(part.section == DUTIES)
    x = learn.matrix(rows, at_least=12)
    weight, bias = learn.two_way(x.values, np.array(truth), PENALTY["gate"])
    strong = np.abs(weight) > 0.05
    kept = [name for name, keep in zip(x.names, strong, strict=True) if keep]
    return (kept, [[float(w)] for w in weight[strong]]), bias


def vectors(advert: Advert, weights: Weights) -> Pair:
    """The text's and the title's features of one advert."""
    advert.parts = advert.parts or sentences(advert.text)
    duties = roles.weigh(advert.parts, weights)
    gates = sum(duty.gate for duty in duties)
    text = {feature: roles.strength(feature, amount, gates) for feature, amount in roles.amounts(duties).items()}
    return text, dict.fromkeys(roles.title_features(advert.title), 1.0)


UNTITLED_MARK = "untitled"


def train_roles(rows: list[Pair], kinds: list[str], sure: list[float], topics: learn.Topics) -> dict[str, Any]:
    """Softmax regression on texts, their topics and titles; each advert also counts once without its title."""
    text = learn.matrix([row[0] for row in rows], at_least=5)
    title = learn.matrix([row[1] for row in rows], at_least=3)
    places = topics.place([row[0] for row in rows])
    volume = TOPICS_WEIGHT * text.values.power(2).sum() / (places**2).sum()
    places = np.sqrt(volume) * places
    claims = TITLE_WEIGHT * title.values
    whole = sp.hstack([text.values, places])
    x = sp.hstack(
        [
            sp.vstack([whole, whole]),
            sp.vstack([claims, sp.csr_matrix(claims.shape)]),
            sp.csr_matrix(np.repeat([[0.0], [2.0]], len(rows), axis=0)),
        ]
    ).tocsr()
    y = np.array([CLASSES.index(kind) for kind in kinds] * 2)
    weight = np.concatenate([np.array(sure), UNTITLED * np.array(sure)])
    table, bias = learn.many_way(x, y, learn.balanced(y, weight, BALANCE), len(CLASSES), PENALTY["roles"])
    words, after = len(text.names), len(text.names) + places.shape[1]
    # what a topic says about a role is handed back to its words, so that the reader knows words only
    spread = np.sqrt(volume) * table[words:after]
    said = dict(zip(topics.names, topics.values @ spread, strict=True))
    for name, row in zip(text.names, table[:words], strict=True):
        said[name] = said.get(name, 0.0) + row
    bias = bias - topics.mean @ spread
    loud = {name: row for name, row in said.items() if np.abs(row).max() > SILENT}
    return {
        "text": (list(loud), [row.tolist() for row in loud.values()]),
        "title": (title.names, (TITLE_WEIGHT * table[after:-1]).tolist()),
        "bias": bias.tolist(),
        "bias_without_title": (bias + 2 * table[-1]).tolist(),
    }


Unread = list[tuple[str, dict[str, float]]]  # group of sources and words of a text


def unread(adverts: list[Advert], weights: Weights) -> Unread:
    """The words of a sample of the folder's texts, most of which nobody read."""
    chosen = sorted(adverts, key=lambda a: zlib.crc32(a.id.encode()))[:TOPIC_ADVERTS]
    rows = [(source_group(a.source), vectors(a, weights)[0]) for a in chosen]
    return [
        (group, {name: value for name, value in row.items() if ":" not in name and ">" not in name})
        for group, row in rows
    ]


def topics_of(sample: Unread, without: str = "") -> learn.Topics:
    """Topics of the sample, optionally without one group of sources."""
    return learn.topics([row for group, row in sample if group != without], TOPICS, at_least=20)


def assemble(gate: Gate, model: dict[str, Any] | None) -> Weights:
    """Weights as the reader loads them, rounding included."""
    tables = {"duty": gate[0]} | ({name: model[name] for name in ("text", "title")} if model else {})
    numbers = {"duty_bias": gate[1], "heat": HEAT, "classes": list(CLASSES)}
    numbers |= {name: model[name] for name in ("bias", "bias_without_title")} if model else {}
    return unpack(pack(tables, numbers))


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
    gate = train_gate(adverts)
    bare = assemble(gate, None)
    read = [advert for advert in adverts if advert.kind]
    rows = [vectors(advert, bare) for advert in read]
    kinds, sure = [str(advert.kind) for advert in read], [advert.weight for advert in read]
    sample = unread(adverts, bare)
    if options.estimate:
        estimate(adverts, rows, gate, sample)
    model = train_roles(rows, kinds, sure, topics_of(sample))
    tables = {"duty": gate[0], "text": model["text"], "title": model["title"]}
    numbers = {
        "duty_bias": gate[1],
        "heat": HEAT,
        "classes": list(CLASSES),
        "bias": model["bias"],
        "bias_without_title": model["bias_without_title"],
    }
    data = pack(tables, numbers)
    options.out.write_bytes(data)
    print(f"{len(read)} adverts read by hand, {len(data) / 1e6:.2f} MB -> {options.out}")  # noqa: T201 - a script that prints
    return 0


def estimate(adverts: list[Advert], rows: list[Pair], gate: Gate, sample: Unread) -> None:
    """Print accuracy on each source from weights that never saw it."""
    read = [advert for advert in adverts if advert.kind]
    right: dict[str, list[bool]] = {}
    for left_out in sorted({source_group(advert.source) for advert in read}):
        kept = [n for n, advert in enumerate(read) if source_group(advert.source) != left_out]
        model = train_roles(
            [rows[n] for n in kept],
            [str(read[n].kind) for n in kept],
            [read[n].weight for n in kept],
            topics_of(sample, left_out),
        )
        weights = assemble(gate, model)
        for advert in read:
            if source_group(advert.source) == left_out and advert.label:
                said = roles.score(advert.parts, advert.title, weights).roles()
                right.setdefault(left_out, []).append(max(ROLES, key=said.__getitem__) == advert.label["primary"])
    for name, hits in right.items():
        print(f"left out {name:24} {sum(hits)}/{len(hits)} = {sum(hits) / len(hits):.3f}")  # noqa: T201 - a script that prints


if __name__ == "__main__":
    raise SystemExit(main())
