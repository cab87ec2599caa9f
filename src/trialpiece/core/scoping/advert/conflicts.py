"""Duties that one post should not join: four conflicts, each with the sentences that carry it.

A data scientist who owns production; an ML engineer who scopes the business; original research beside production; three
or more jobs in one. What a sentence says is in evidence.py and jobs.py; what it takes together is weighed in flags.py;
docs/science/roles.md says how often that is right.
"""

from __future__ import annotations

from typing import NamedTuple

from trialpiece.core.scoping.advert.flags import Scales, cases, scales
from trialpiece.core.scoping.advert.reading import FLAGS
from trialpiece.core.scoping.advert.roles import Duty

PRODUCTION, SCOPING, RESEARCH, UNICORN = FLAGS
SPEAKS = 0.2  # a sentence that speaks for a conflict less than this is not marked, where another does


class Conflict(NamedTuple):
    """A conflict with the duties that carry it, strongest first."""

    name: str
    carriers: tuple[Duty, ...]


def find(
    title: str, duties: list[Duty], roles: dict[str, float], fine: dict[str, float], weights: Scales | None = None
) -> list[Conflict]:
    """The conflicts that the text carries.

    Args:
        title: what the post is called; empty where the text has to say it.
        duties: the sentences with how surely each is a duty.
        roles: probability of each of the five roles.
        fine: probability of each of the nine classes.
        weights: other than the package's.
    """
    weights = weights or scales()
    out = []
    for name, case in cases(title, duties, roles, fine).items():
        scale = weights[name]
        if case.carriers and scale.score(case.numbers) >= scale.least:
            first = case.carriers[0][1]
            out.append(Conflict(name, tuple(d for value, d in case.carriers if value >= SPEAKS or d is first)))
    return out
