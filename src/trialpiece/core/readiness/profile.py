"""The profile: what several respondents said, per dimension and item, and where they differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialpiece.core.readiness.agreement import Agreement, rwg_j
from trialpiece.core.readiness.instrument import HIGHEST, Answers, Dimension, Instrument, Item
from trialpiece.core.results import Caveat, Estimate, Interval, mean_with_interval

AGENDA_LENGTH = 5


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What was said on one item; who said it is not kept here."""

    item: Item
    levels: tuple[int, ...]
    """Sorted, worst first."""
    unknown: int
    skipped: int

    @property
    def mean(self) -> float | None:
        """Mean level, None when nobody gave one."""
        return math.fsum(self.levels) / len(self.levels) if self.levels else None

    @property
    def spread(self) -> float:
        """Standard deviation between respondents, divisor n - 1; 0 below two answers."""
        mean, n = self.mean, len(self.levels)
        if mean is None or n < 2:
            return 0.0
        return math.sqrt(math.fsum((level - mean) ** 2 for level in self.levels) / (n - 1))

    @property
    def said(self) -> str:
        """The answers in words: levels, and how many did not know or left it out."""
        parts = [", ".join(str(level) for level in self.levels)] if self.levels else []
        parts += [f"{self.unknown} × do not know"] if self.unknown else []
        parts += [f"{self.skipped} × left out"] if self.skipped else []
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension: its mean over respondents, how far they agree, and what is missing."""

    dimension: Dimension
    estimate: Estimate | None
    """Mean of respondents' means, 0 to 4; None when nobody answered half of it."""
    respondent_means: tuple[float, ...]
    """Sorted; each is the mean of one respondent's answered items."""
    agreement: Agreement
    items: tuple[ItemResult, ...]
    bounds: Interval | None
    """The mean if every missing answer were the worst, and if it were the best."""

    @property
    def spread(self) -> float | None:
        """Standard deviation of respondents' means; None below two respondents."""
        n = len(self.respondent_means)
        if n < 2:
            return None
        mean = math.fsum(self.respondent_means) / n
        return math.sqrt(math.fsum((each - mean) ** 2 for each in self.respondent_means) / (n - 1))

    @property
    def missing(self) -> int:
        """Answers that were skipped or "I do not know"."""
        return sum(each.unknown + each.skipped for each in self.items)


@dataclass(frozen=True, slots=True)
class Topic:
    """An item to talk about, with why."""

    item: Item
    levels: tuple[int, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole result, in the instrument's order."""

    instrument: Instrument
    respondents: int
    dimensions: tuple[DimensionResult, ...]
    agenda: tuple[Topic, ...]
    caveats: tuple[Caveat, ...]

    def values(self) -> Mapping[str, float | None]:
        """Dimension id to its mean, None where it cannot be said."""
        return {each.dimension.id: each.estimate.value if each.estimate else None for each in self.dimensions}


def profile_of(instrument: Instrument, answers: Sequence[Answers]) -> Profile:
    """Score all respondents on one version of the instrument.

    A respondent counts in a dimension when they gave a level for at least half of its items.

    Raises:
        ValueError: there are no respondents.
    """
    if not answers:
        raise ValueError("a profile needs at least one respondent")
    dimensions = tuple(_dimension_result(each, answers) for each in instrument.dimensions)
    return Profile(instrument, len(answers), dimensions, _agenda(dimensions), tuple(_caveats(answers, dimensions)))


def _dimension_result(dimension: Dimension, answers: Sequence[Answers]) -> DimensionResult:
    items = tuple(_item_result(item, answers) for item in dimension.items)
    means = sorted(mean for each in answers if (mean := _respondent_mean(dimension, each)) is not None)
    estimate = mean_with_interval(means) if means else None
    if estimate and estimate.interval:
        inside = estimate.interval.within(0, HIGHEST)
        estimate = Estimate(estimate.value, inside, estimate.n, estimate.method, estimate.caveats)
    ratings = [[each.levels.get(item.key) for item in dimension.items] for each in answers]
    asked = len(answers) * len(dimension.items)
    given = sum(sum(each.levels) for each in items)
    missing = asked - sum(len(each.levels) for each in items)
    bounds = Interval(given / asked, (given + missing * HIGHEST) / asked) if missing < asked else None
    return DimensionResult(dimension, estimate, tuple(means), rwg_j(ratings, HIGHEST + 1), items, bounds)


def _item_result(item: Item, answers: Sequence[Answers]) -> ItemResult:
    levels = tuple(sorted(each.levels[item.key] for each in answers if item.key in each.levels))
    unknown = sum(item.key in each.unknown for each in answers)
    return ItemResult(item, levels, unknown, len(answers) - len(levels) - unknown)


def _respondent_mean(dimension: Dimension, answers: Answers) -> float | None:
    """Mean of the answered items, None when less than half were answered."""
    given = [answers.levels[item.key] for item in dimension.items if item.key in answers.levels]
    return math.fsum(given) / len(given) if 2 * len(given) >= len(dimension.items) else None


def _agenda(dimensions: Sequence[DimensionResult]) -> tuple[Topic, ...]:
    """Items on which answers lie two or more levels apart, widest first; then those that few know."""
    results = [each for dimension in dimensions for each in dimension.items]
    differ = [each for each in results if each.levels and each.levels[-1] - each.levels[0] >= 2]
    differ.sort(key=lambda each: (-each.spread, each.item.key))
    topics = [
        Topic(
            each.item, each.levels, f"{each.item.title}: answers reach from {each.levels[0]} to {each.levels[-1]} of 4."
        )
        for each in differ[:AGENDA_LENGTH]
    ]
    taken = {topic.item.key for topic in topics}
    for each in results:
        asked = len(each.levels) + each.unknown + each.skipped
        if each.item.key not in taken and each.unknown * 2 >= asked and each.unknown:
            topics.append(Topic(each.item, each.levels, f"{each.item.title}: {each.unknown} of {asked} do not know."))
    return tuple(topics)


def _caveats(answers: Sequence[Answers], dimensions: Sequence[DimensionResult]) -> list[Caveat]:
    caveats = []
    if len(answers) < 3:
        says = f"{len(answers)} answered: no interval can be given; ask at least three, from different departments."
        caveats.append(Caveat("few-respondents", says))
    for each in dimensions:
        left_out = len(answers) - len(each.respondent_means)
        if left_out:
            says = f"{each.dimension.title}: {left_out} of {len(answers)} answered less than half of it and {'is' if left_out == 1 else 'are'} left out there."
            if each.bounds:
                says += f" Over everybody, missing answers the worst or the best, the mean would be {each.bounds.low:.1f} or {each.bounds.high:.1f}."
            caveats.append(Caveat("left-out", says))
        elif each.missing and each.bounds:
            asked = len(answers) * len(each.items)
            says = (
                f"{each.dimension.title}: {each.missing} of {asked} answers {'is' if each.missing == 1 else 'are'} missing or unknown; were they all the worst "
                f"or all the best level, the mean would be {each.bounds.low:.1f} or {each.bounds.high:.1f}."
            )
            caveats.append(Caveat("missing-answers", says))
    if len({each.work for each in answers if each.work}) > 1:
        caveats.append(Caveat("different-work", "Respondents had different pieces of work in mind."))
    return caveats
