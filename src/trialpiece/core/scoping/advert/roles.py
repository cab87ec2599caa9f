"""Which role a text describes: every sentence weighed by how surely it states a duty, then read for the role it speaks for.

The score of a role is a sum over sentences (and the title as one more witness), so that each share can be shown as the
sentences that it is made of.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from trialpiece.core.scoping.advert.features import Lexicon, concepts, grams, lexicon, tokens
from trialpiece.core.scoping.advert.reading import CLASSES, ROLES
from trialpiece.core.scoping.advert.segments import (
    BENEFITS,
    COMPANY,
    DUTIES,
    INTRO,
    LEGAL,
    REQUIREMENTS,
    WISHES,
    Sentence,
)
from trialpiece.core.scoping.advert.weights import Weights

# How far a section's name decides whether its sentences are duties: a floor, and how much the sentence itself counts.
SECTION = {
    DUTIES: (0.45, 0.55), INTRO: (0.0, 0.9), REQUIREMENTS: (0.0, 0.45), WISHES: (0.0, 0.15),
    COMPANY: (0.0, 0.35), BENEFITS: (0.0, 0.15), LEGAL: (0.0, 0.1),
}  # fmt: skip
NEGLIGIBLE = 0.05
_ADDRESS = frozenset(("you", "your", "we", "our", "us", "will", "must", "should", "is", "are", "they", "their"))


@dataclass(slots=True)
class Duty:
    """A sentence with how surely it states a duty (0 to 1) and how much it adds to each class."""

    sentence: Sentence
    stems: list[str]
    features: list[str]
    gate: float
    adds: list[float]


def duty_features(stems: list[str], words: list[str], ideas: list[str], place: float) -> list[str]:
    """What tells a duty from a wish or a boast: words, the opening verb, whom it addresses, where it stands."""
    out = ["w:" + word for word in words] + ["c:" + idea for idea in ideas]
    out += ["first:" + " ".join(stems[:1]), "first2:" + " ".join(stems[:2])]
    out += [f"pos:{int(place * 6)}", f"len:{min(6, len(stems) // 5)}"]
    out += ["s:" + word for word in stems if word in _ADDRESS]
    return out


def weigh(sentences: list[Sentence], weights: Weights, words: Lexicon | None = None) -> list[Duty]:
    """Each sentence's stems, features and gate; headings have none."""
    words = words or lexicon()
    table, bias = weights.tables["duty"], float(weights.numbers["duty_bias"])
    out = []
    for n, sentence in enumerate(sentences):
        if sentence.heading:
            continue
        stems = tokens(sentence.text)
        pairs, ideas = grams(stems), concepts(stems, words)
        floor, reach = SECTION[sentence.section]
        odds = bias
        for feature in set(duty_features(stems, pairs, ideas, n / len(sentences))):
            row = table.row(feature)
            if row is not None:
                odds += row[0]
        gate = floor + reach / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        out.append(Duty(sentence, stems, list(set(pairs) | set(ideas)), gate if gate >= NEGLIGIBLE else 0.0, []))
    return out


def amounts(duties: list[Duty]) -> dict[str, float]:
    """How often each feature is said, each time counted by the gate of its sentence."""
    total: dict[str, float] = {}
    for duty in duties:
        if duty.gate:
            for feature in duty.features:
                total[feature] = total.get(feature, 0.0) + duty.gate
    return total


def strength(amount: float, gates: float) -> float:
    """A feature's value: once said is enough, and a long list dilutes."""
    return 3 * math.sqrt(min(1.0, amount)) / math.sqrt(gates + 3)


def title_features(title: str) -> list[str]:
    """Stems of the title and pairs of neighbours."""
    stems = tokens(title)
    return sorted({"t:" + one for one in stems} | {f"t:{one} {two}" for one, two in pairwise(stems)})


@dataclass(frozen=True, slots=True)
class Scores:
    """Probability of each class for the text, the sentences behind it, and what the title alone added."""

    fine: list[float]
    duties: list[Duty]
    title: list[float]
    gates: float

    def roles(self) -> dict[str, float]:
        """Probability of each of the five roles."""
        return fold(self.fine)


def fold(fine: list[float]) -> dict[str, float]:
    """Nine classes to five: what is told apart inside "other" is added up."""
    out = dict(zip(ROLES[:4], fine[:4], strict=True))
    out["other"] = sum(fine[4:])
    return out


def softmax(scores: list[float]) -> list[float]:
    """Probabilities from scores."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def score(sentences: list[Sentence], title: str, weights: Weights) -> Scores:
    """Read the sentences and the title."""
    duties = weigh(sentences, weights)
    total = amounts(duties)
    gates = sum(duty.gate for duty in duties)
    table = weights.tables["text"]
    per_say: dict[str, tuple[float, ...]] = {}
    for feature, amount in total.items():
        row = table.row(feature)
        if row is not None:
            share = strength(amount, gates) / amount
            per_say[feature] = tuple(share * cell for cell in row)
    text = [0.0] * len(CLASSES)
    for duty in duties:
        rows = [per_say[feature] for feature in duty.features if feature in per_say] if duty.gate else []
        duty.adds = [duty.gate * sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(CLASSES)
        text = [a + b for a, b in zip(text, duty.adds, strict=True)]
    said = [row for feature in title_features(title) if (row := weights.tables["title"].row(feature)) is not None]
    heading = [sum(column) for column in zip(*said, strict=True)] if said else [0.0] * len(CLASSES)
    kind = "bias" if title else "bias_without_title"
    bias = weights.numbers[kind]
    heat = float(weights.numbers["heat"])
    total_scores = [(a + b + c) / heat for a, b, c in zip(bias, text, heading, strict=True)]
    return Scores(softmax(total_scores), duties, heading, gates)
