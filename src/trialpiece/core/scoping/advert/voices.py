"""Learns what one sentence says about a role, from the sentences that readers marked.

Used in training only. A tenth class, behind those of adverts, is what any role could be asked for ("mentor juniors"):
such a sentence speaks for none. What the sentences of an advert say is then heard by the model of whole texts, each
advert by voices that knew no advert of its source (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from trialpiece.core.scoping.advert import learn
from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.roles import HEARD, apart, heard, sharpness

Floats = learn.Floats
PENALTY = 2.0
AT_LEAST = 5
STEPS = 45
BALANCE = 0.5  # sentences of rare roles weigh more: with 1, all roles would weigh the same


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: what it says, how surely it is a duty, and how far it speaks for each class if a reader marked it."""

    features: list[str]
    gate: float = 1.0
    speaks_for: Floats | None = None


@dataclass(slots=True)
class Example:
    """One advert as training sees it: text and title features, likely duties, marked sentences, its class if read, its source."""

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
    """Weights (features, classes and any role) and bias of the model of single sentences."""

    names: list[str]
    table: Floats
    bias: Floats

    def hear(self, examples: Sequence[Example]) -> Floats:
        """What the duties of each advert say together, as `roles.heard` has it."""
        said = [one for example in examples for one in example.said]
        spoken = learn.soft(np.asarray(sentence_rows(said, self.names).values @ self.table + self.bias)).tolist()
        out, at = np.zeros((len(examples), sum(HEARD))), 0
        for n, example in enumerate(examples):
            after = at + len(example.said)
            out[n] = heard([apart(one.gate, voice) for one, voice in zip(example.said, spoken[at:after], strict=True)])
            at = after
        return out


def sentence_rows(said: Sequence[Said], names: list[str] | None = None) -> learn.Matrix:
    """A row a sentence; what it says weighs less the more it says."""
    rows = [dict.fromkeys(one.features, sharpness(len(one.features))) for one in said]
    return learn.matrix(rows, AT_LEAST, names)


def train_voices(examples: Iterable[Example]) -> Voices:
    """A softmax regression over the marked sentences, those of rare roles weighing more."""
    said = [one for example in examples for one in example.marked if one.speaks_for is not None]
    x = sentence_rows(said)
    truth = np.array([one.speaks_for for one in said]).reshape(len(said), len(CLASSES) + 1)
    told = truth.sum(axis=0)
    each = truth @ (told.mean() / np.maximum(told, 1)) ** BALANCE
    table, bias = learn.soft_targets(x.values, truth, each, PENALTY, STEPS)
    return Voices(x.names, table, bias)


def stacked(examples: Sequence[Example]) -> tuple[Voices, Floats]:
    """Voices of all adverts, and what is heard in each by voices that knew no advert of its source.

    Leaving out sources rather than single adverts tells the model of whole texts how far voices can be trusted on texts
    from elsewhere.
    """
    out = np.zeros((len(examples), sum(HEARD)))
    for group in sorted({example.group for example in examples}):
        here = [n for n, example in enumerate(examples) if example.group == group]
        known = [example for example in examples if example.group != group]
        if known:
            out[here] = train_voices(known).hear([examples[n] for n in here])
    return train_voices(examples), out
