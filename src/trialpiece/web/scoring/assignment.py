"""Choosing raters so that work is even and every pair of raters meets over time."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoring.enums import ScorecardState
from trialpiece.web.scoring.models import Scorecard
from trialpiece.web.sittings.models import Sitting


def pick_raters(sitting: Sitting, *, already: set[str]) -> list[Membership]:
    """As many of the opening's interviewers as the stage still wants.

    Least loaded first; among equals the pair that has met least often, so that raters form a
    connected design and severity can be told apart from the candidates' quality (Linacre 1989, ch. 8).
    Ties fall by key, so that the choice can be explained and repeated.
    """
    wanted = max(0, sitting.stage.min_raters - len(already))
    free = [
        rater
        for rater in sitting.application.opening.interviewers.filter(is_active=True).select_related("user")
        if rater.pk not in already
    ]
    cards = (
        Scorecard.objects.filter(sitting__application__opening=sitting.application.opening)
        .exclude(state=ScorecardState.RELEASED)
        .values_list("sitting_id", "rater_id")
    )
    load, met = _history(list(cards))
    chosen: list[Membership] = []
    while free and len(chosen) < wanted:
        beside = already | {rater.pk for rater in chosen}
        best = min(
            free,
            key=lambda rater: (load[rater.pk], sum(met[frozenset((rater.pk, other))] for other in beside), rater.pk),
        )
        chosen.append(best)
        free.remove(best)
    return chosen


def _history(cards: list[tuple[str, str]]) -> tuple[Counter[str], Counter[frozenset[str]]]:
    """Cards by rater, and sittings that each pair of raters shared."""
    load: Counter[str] = Counter(rater for _, rater in cards)
    by_sitting: dict[str, list[str]] = {}
    for sitting, rater in cards:
        by_sitting.setdefault(sitting, []).append(rater)
    met: Counter[frozenset[str]] = Counter(
        frozenset(pair) for raters in by_sitting.values() for pair in combinations(raters, 2)
    )
    return load, met
