"""Adverts made of sentences that were written to teach, so that whole texts of rare roles can be learned too.

Used in training only. Each is mostly duties of one class with some of a neighbour's. They have no titles and no source.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trialpiece.core.scoping.advert.learn import Floats
from trialpiece.core.scoping.advert.reading import CLASSES
from trialpiece.core.scoping.advert.roles import HEARD, strength
from trialpiece.core.scoping.advert.voices import Example, Said, train_voices

EACH = 40
"""Invented adverts of each class."""
GATE = 0.85  # how surely their sentences are duties
OWN, OTHERS = (5, 9), (0, 3)  # fewest and most sentences of its class and of its neighbours'
NEIGHBOURS = {
    "ml_engineer": ("mlops_engineer", "ai_researcher", "data_scientist", "llm_application_engineer", "data_engineer"),
    "data_scientist": ("data_analyst", "ml_engineer", "data_engineer"),
    "ai_researcher": ("ml_engineer", "ml_engineer", "data_scientist"),
    "mlops_engineer": ("ml_engineer", "software_engineer", "data_engineer"),
    "data_engineer": ("data_analyst", "mlops_engineer", "data_scientist"),
    "data_analyst": ("data_scientist", "data_engineer"),
    "software_engineer": ("ml_engineer", "llm_application_engineer"),
    "llm_application_engineer": ("software_engineer", "ml_engineer", "mlops_engineer"),
    "another_field": ("ai_researcher", "data_scientist", "software_engineer", "ml_engineer"),
}
"""Whose duties stand in whose adverts; twice where they do so more often."""


def halves(taught: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """The sentences in two halves, always the same."""
    mixed = random.Random(1).sample(list(taught), len(taught))  # noqa: S311 - no secret, and the same on every run
    return mixed[::2], mixed[1::2]


def invented(taught: Sequence[Said]) -> list[Example]:
    """Adverts of every class, each from one half of the sentences: its `group` is "0" or "1"."""
    if not taught:
        return []
    chance = random.Random(2)  # noqa: S311 - no secret, and the same on every run
    pools = [{kind: [one for one in half if one.role == kind] for kind in CLASSES} for half in halves(taught)]
    return [_one(kind, n % 2, pools[n % 2], chance) for kind in CLASSES for n in range(EACH)]


def _one(kind: str, half: int, pool: dict[str, list[Said]], chance: random.Random) -> Example:
    said = chance.sample(pool[kind], min(len(pool[kind]), chance.randint(*OWN)))
    strangers = [chance.choice(NEIGHBOURS[kind]) for _ in range(min(chance.randint(*OTHERS), len(said) // 2))]
    said += [chance.choice(pool[other]) for other in strangers if pool[other]]
    amounts: dict[str, float] = {}
    for one in said:
        for feature in one.features:
            amounts[feature] = amounts.get(feature, 0.0) + GATE
    text = {feature: strength(feature, amount, GATE * len(said)) for feature, amount in amounts.items()}
    return Example(f"invented {kind}", text, {}, [replace(one, gate=GATE) for one in said], kind=kind, group=str(half))


def heard_in(made: Sequence[Example], examples: Sequence[Example], taught: Sequence[Said]) -> Floats:
    """What is heard in invented adverts by voices that were not taught their sentences."""
    out = np.zeros((len(made), sum(HEARD)))
    for half, known in zip("01", reversed(halves(taught)), strict=True):
        here = [n for n, one in enumerate(made) if one.group == half]
        if here:
            out[here] = train_voices(examples, known).hear([made[n] for n in here])
    return out
