"""Learns what one sentence says about a role, from the adverts that it stands in and the phrases that readers marked.

Used in training only. An advert's label is a weak label of its sentences; phrases that readers marked as telling are
strong ones. What the sentences of an advert say is then heard by the model of whole texts; for adverts that the voices
were learned from, each is heard by voices that did not know it (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialpiece.core.scoping.advert import learn
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.roles import HEARD, heard, sharpness

Floats = learn.Floats
PENALTY = 1.0
MARKED = 0.5  # weight of a phrase that a reader marked; all sentences of one advert together weigh about 4
TAUGHT = 0.5  # weight of a sentence that was written to teach
AT_LEAST = 5
STEPS = 45


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: what it says, how many things (known or not), how surely it is a duty, and its role if marked."""

    features: list[str]
    size: int
    gate: float = 1.0
    role: str = ""


@dataclass(slots=True)
class Example:
    """One advert as training sees it: text and title features, sentences, marked phrases, its class if read, its source."""

    id: str
    text: dict[str, float]
    title: dict[str, float]
    said: list[Said]
    marked: list[Said] = field(default_factory=list)
    kind: str = ""
    sure: float = 1.0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Voices:
    """Weights (features, classes) and bias of the model of single sentences."""

    names: list[str]
    table: Floats
    bias: Floats

    def hear(self, examples: Sequence[Example]) -> Floats:
        """What the duties of each advert say together, as `roles.heard` has it."""
        said = [one for example in examples for one in example.said]
        spoken = learn.soft(np.asarray(sentence_rows(said, self.names).values @ self.table + self.bias))
        out, at = np.zeros((len(examples), sum(HEARD))), 0
        for n, example in enumerate(examples):
            after = at + len(example.said)
            pairs = zip([one.gate for one in example.said], spoken[at:after].tolist(), strict=True)
            out[n], at = heard(list(pairs)), after
        return out


def sentence_rows(said: Sequence[Said], names: list[str] | None = None) -> learn.Matrix:
    """A row a sentence; what it says weighs less the more it says."""
    rows = [dict.fromkeys(one.features, sharpness(one.size)) for one in said]
    return learn.matrix(rows, AT_LEAST, names)


def train_voices(examples: Sequence[Example], taught: Sequence[Said] = ()) -> Voices:
    """A softmax regression over sentences: each advert's sentences share its weight, by how surely they are duties.

    `taught` are sentences that stand in no advert, each with the class that it speaks for.
    """
    y = np.array([CLASSES.index(example.kind) for example in examples])
    each = learn.balanced(y, np.array([example.sure for example in examples]), 1.0)
    said, truth, weight = [], [], []
    for example, kind, share in zip(examples, y, each, strict=True):
        gates = sum(one.gate for one in example.said)
        for one in example.said:
            said.append(one)
            truth.append(np.eye(len(CLASSES))[kind])
            weight.append(share * 4 * one.gate / (gates + 2))
        for one in example.marked:
            said.append(one)
            truth.append(_marked(one.role, example.kind))
            weight.append(MARKED)
    for one in taught:
        said.append(one)
        truth.append(np.eye(len(CLASSES))[CLASSES.index(one.role)])
        weight.append(TAUGHT)
    x = sentence_rows(said)
    table, bias = learn.soft_targets(x.values, np.array(truth), np.array(weight), PENALTY, STEPS)
    return Voices(x.names, table, bias)


def _marked(role: str, kind: str) -> NDArray[np.float64]:
    """A marked phrase's class; "other" is what its advert is inside other, or any of them alike."""
    out = np.zeros(len(CLASSES))
    if role != "other":
        out[ROLES.index(role)] = 1
    elif CLASSES.index(kind) >= len(ROLES) - 1:
        out[CLASSES.index(kind)] = 1
    else:
        out[len(ROLES) - 1 :] = 1 / (len(CLASSES) - len(ROLES) + 1)
    return out


def stacked(examples: Sequence[Example], taught: Sequence[Said] = ()) -> tuple[Voices, Floats]:
    """Voices of all adverts, and what is heard in each by voices that knew no advert of its source.

    Leaving out sources rather than single adverts tells the model of whole texts how far voices can be trusted on texts
    from elsewhere.
    """
    out = np.zeros((len(examples), sum(HEARD)))
    for group in sorted({example.group for example in examples}):
        here = [n for n, example in enumerate(examples) if example.group == group]
        known = [example for example in examples if example.group != group]
        if known:
            out[here] = train_voices(known, taught).hear([examples[n] for n in here])
    return train_voices(examples, taught), out
