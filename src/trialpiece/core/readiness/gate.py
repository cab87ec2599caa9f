"""The gate: ordered rules from a profile to what follows, with reasons, a plan, and what would change it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from trialpiece.core.documents import BadDocument, packaged, problem_at, read_checked
from trialpiece.core.exercises.located import Document, Problem
from trialpiece.core.readiness.instrument import Item
from trialpiece.core.readiness.permission import Permission, in_force, permissions_of, told
from trialpiece.core.readiness.profile import DimensionResult, Profile
from trialpiece.core.results import Caveat, Interval

DIMENSIONS = ("data", "process", "technology", "leadership")


class Standing(StrEnum):
    """How a dimension stands against the thresholds."""

    LOW = "low"
    JUST_SUFFICIENT = "just sufficient"
    STRONG = "strong"


Standings = Mapping[str, Standing]

_MEANS = {
    "low": {Standing.LOW},
    "not-low": {Standing.JUST_SUFFICIENT, Standing.STRONG},
    "strong": {Standing.STRONG},
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which mean on (0 to 4) a dimension is sufficient, and strong."""

    sufficient: float
    strong: float

    def standing(self, value: float) -> Standing:
        """Where a mean stands; a mean on a threshold has reached it."""
        if value < self.sufficient - 1e-9:
            return Standing.LOW
        return Standing.STRONG if value >= self.strong - 1e-9 else Standing.JUST_SUFFICIENT


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the gate's table."""

    id: str
    when: Mapping[str, str]
    """Dimension to `low`, `not-low` or `strong`; a dimension that is absent may be anything."""
    lows: int
    """At least so many dimensions must be low."""
    outcome: str
    because: str

    def fits(self, standings: Standings) -> bool:
        """Whether this row applies to a profile."""
        if sum(standing is Standing.LOW for standing in standings.values()) < self.lows:
            return False
        return all(standings[dim] in _MEANS[state] for dim, state in self.when.items())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a 90-day plan."""

    weeks: str
    do: str
    who: str
    done: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows: whether an opening may be opened, what to do first, whom to hire, the next 90 days."""

    id: str
    title: str
    go: bool
    do_first: str
    hire: str
    not_yet: str
    plan: tuple[Step, ...]
    permits: tuple[Permission, ...] = ()
    """Posts that may be opened first although this is no go: those that build what is missing."""
    posts: int = 0
    """How many of them at most, until there is another verdict."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The table: thresholds, rules in order, outcomes by id, and the roles that outcomes speak of."""

    version: int
    thresholds: Thresholds
    rules: tuple[Rule, ...]
    outcomes: Mapping[str, Outcome]
    also: Mapping[str, str]
    roles: Mapping[str, str]

    def rule_for(self, standings: Standings) -> Rule:
        """The first rule that fits.

        Raises:
            LookupError: none does, which the check of the file rules out.
        """
        for rule in self.rules:
            if rule.fits(standings):
                return rule
        raise LookupError(f"no rule fits {dict(standings)}")


@dataclass(frozen=True, slots=True)
class Reason:
    """An item that carries the verdict, with the step that would move it."""

    item: Item
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another verdict, and what would lead there."""

    outcome: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says. `rule` and `outcome` are None when too little was answered to say anything."""

    headline: str
    go: bool
    because: str
    rule: Rule | None
    outcome: Outcome | None
    standings: Standings
    carried_by: tuple[Reason, ...]
    also: tuple[str, ...]
    order: tuple[str, ...]
    """Titles of the low dimensions, weakest first."""
    permits: tuple[Permission, ...]
    """Posts that may be opened first although it is no go; empty where none, and where it is a go."""
    would_change: tuple[Alternative, ...]
    within_intervals: tuple[Alternative, ...]
    """Other verdicts that the intervals and the missing answers leave open."""
    sensitivity: str
    caveats: tuple[Caveat, ...]

    @property
    def permits_says(self) -> str:
        """Which posts it permits first, in a sentence; empty where it is a go or says nothing."""
        return told(self.permits, posts=self.outcome.posts) if self.outcome and not self.go else ""


def all_standings() -> list[dict[str, Standing]]:
    """All 81 profiles at three standings per dimension."""
    return [dict(zip(DIMENSIONS, each, strict=True)) for each in itertools.product(Standing, repeat=len(DIMENSIONS))]


def load_gate(path: Path) -> Gate:
    """A gate from its file.

    Raises:
        BadDocument: the file has errors, a rule leads nowhere, or a profile has no rule.
    """
    document = read_checked(path, "readiness-gate")
    data = document.data
    problems = _strange_roles(document)
    if problems:
        raise BadDocument(problems)
    outcomes = {each["id"]: _outcome(each, data["roles"]) for each in data["outcome"]}
    rules = tuple(
        Rule(each["id"], each.get("when", {}), each.get("lows", 0), each["outcome"], each["because"])
        for each in data["rule"]
    )
    problems += [
        problem_at(document, ("rule", index, "outcome"), f"There is no outcome {rule.outcome!r}.")
        for index, rule in enumerate(rules)
        if rule.outcome not in outcomes
    ]
    for standings in all_standings():
        if not any(rule.fits(standings) for rule in rules):
            profile = ", ".join(f"{dimension} {standing}" for dimension, standing in standings.items())
            problems.append(problem_at(document, ("rule", 0), f"No rule fits the profile {profile}."))
    if problems:
        raise BadDocument(problems)
    return Gate(data["version"], Thresholds(**data["thresholds"]), rules, outcomes, data["also"], data["roles"])


def _outcome(row: Mapping[str, Any], roles: Mapping[str, str]) -> Outcome:
    steps = tuple(Step(**step) for step in row["plan"])
    return Outcome(**{**row, "plan": steps, "permits": permissions_of(row.get("permits", ()), roles)})


def _strange_roles(document: Document) -> list[Problem]:
    """A line for each permission of a role that the table of roles does not have."""
    known = document.data["roles"]
    return [
        problem_at(document, ("outcome", index, "permits", number, "roles"), f"There is no role {role!r} in [roles].")
        for index, outcome in enumerate(document.data["outcome"])
        for number, row in enumerate(outcome.get("permits", ()))
        for role in row["roles"]
        if role not in known
    ]


@cache
def shipped_gate() -> Gate:
    """The gate that comes with the product."""
    return load_gate(packaged("readiness", "gate.toml"))


def decide(profile: Profile, gate: Gate | None = None) -> Verdict:
    """Put a profile through the gate."""
    gate = gate or shipped_gate()
    unsaid = [each.dimension.title for each in profile.dimensions if each.estimate is None]
    if unsaid:
        return _cannot_say(profile, unsaid)
    results = {each.dimension.id: each for each in profile.dimensions}
    values = {dim: each.estimate.value for dim, each in results.items() if each.estimate}
    standings = {dim: gate.thresholds.standing(value) for dim, value in values.items()}
    rule = gate.rule_for(standings)
    outcome = gate.outcomes[rule.outcome]
    low = sorted((dim for dim in standings if standings[dim] is Standing.LOW), key=lambda dim: values[dim])
    named = {dim for dim, state in rule.when.items() if state == "low"} or set(low)
    weak = [dim for dim in standings if standings[dim] is Standing.JUST_SUFFICIENT]
    would_change = _would_change(gate, results, values, rule)
    within = _within_intervals(gate, results, standings, rule)
    return Verdict(
        headline=_headline(outcome, results, weak),
        go=outcome.go,
        because=rule.because,
        rule=rule,
        outcome=outcome,
        standings=standings,
        carried_by=_carried_by(results, sorted(named, key=lambda dim: values[dim]) or weak, gate.thresholds),
        also=tuple(gate.also[dim] for dim in low if dim not in named),
        order=tuple(results[dim].dimension.title for dim in low),
        permits=in_force(outcome.permits, low[0]) if low else (),
        would_change=would_change,
        within_intervals=within,
        sensitivity=_sensitivity_line(profile, would_change, within),
        caveats=profile.caveats,
    )


def _headline(outcome: Outcome, results: Mapping[str, DimensionResult], weak: list[str]) -> str:
    """The verdict in a line; a go says how many dimensions are only just sufficient, and which."""
    if not outcome.go:
        return f"{outcome.title}."
    if not weak:
        return "Go."
    names = _listed([results[dim].dimension.title for dim in weak])
    count = {1: "one caveat", 2: "two caveats", 3: "three caveats", 4: "four caveats"}[len(weak)]
    return f"Go, with {count}: {names} {'is' if len(weak) == 1 else 'are'} only just sufficient."


def _carried_by(results: Mapping[str, DimensionResult], dimensions: list[str], at: Thresholds) -> tuple[Reason, ...]:
    """The up to three lowest items of each dimension that made the rule fire, below `strong`."""
    reasons = []
    for dim in dimensions:
        scored = [(each.mean, each) for each in results[dim].items if each.mean is not None and each.mean < at.strong]
        scored.sort(key=lambda pair: (pair[0], pair[1].item.key))
        reasons += [Reason(each.item, mean, len(each.levels)) for mean, each in scored[:3]]
    return tuple(reasons)


def _would_change(
    gate: Gate, results: Mapping[str, DimensionResult], values: Mapping[str, float], rule: Rule
) -> tuple[Alternative, ...]:
    """For each dimension, how far it would have to move alone to bring another verdict; nearest first."""
    found: dict[tuple[str, str], tuple[float, Alternative]] = {}
    for (dim, value), edge in itertools.product(values.items(), (gate.thresholds.sufficient, gate.thresholds.strong)):
        is_below = value < edge - 1e-9
        moved = {**values, dim: edge if is_below else edge - 1e-6}
        outcome = gate.rule_for({each: gate.thresholds.standing(mean) for each, mean in moved.items()}).outcome
        gap = abs(value - edge)
        if outcome != rule.outcome and gap < found.get((dim, outcome), (math.inf,))[0]:
            title = gate.outcomes[outcome].title
            how_far = _in_answers(results[dim], gap, is_below=is_below)
            says = (
                f"{results[dim].dimension.title} {'at' if is_below else 'below'} {edge:g} instead of {value:.2f} "
                f"({how_far}) would say: {title}."
            )
            found[dim, outcome] = gap, Alternative(outcome, title, says)
    return tuple(each for _, each in sorted(found.values(), key=lambda pair: pair[0]))


def _in_answers(result: DimensionResult, gap: float, *, is_below: bool) -> str:
    """About how many answers one level higher, or lower, would move the mean over the gap."""
    answers = sum(len(each.levels) for each in result.items)
    way = "higher" if is_below else "lower"
    needed = max(1, math.ceil(round(gap * answers, 9)) + (0 if is_below or gap * answers % 1 else 1))
    if needed > answers:
        return f"every answer more than one level {way}"
    return f"about {needed} of {answers} answers one level {way}"


def _within_intervals(
    gate: Gate, results: Mapping[str, DimensionResult], standings: Standings, rule: Rule
) -> tuple[Alternative, ...]:
    """Other verdicts that are open when each dimension may lie anywhere in its interval or its bounds."""
    found: dict[str, Alternative] = {}
    intervals = {dim: each.estimate.interval if each.estimate else None for dim, each in results.items()}
    bounds = {dim: each.bounds if each.missing else None for dim, each in results.items()}
    for source, ends in (("the intervals over respondents", intervals), ("the missing answers", bounds)):
        choices = [sorted(_touched(gate.thresholds, ends[dim], standings[dim])) for dim in standings]
        for chosen in itertools.product(*choices):
            other = gate.rule_for(dict(zip(standings, chosen, strict=True))).outcome
            if other != rule.outcome and other not in found:
                title = gate.outcomes[other].title
                found[other] = Alternative(other, title, f"Within {source} it could also be: {title}.")
    return tuple(found.values())


def _touched(at: Thresholds, ends: Interval | None, standing: Standing) -> set[Standing]:
    """Every standing that an interval reaches."""
    if ends is None:
        return {standing}
    reached = {standing, at.standing(ends.low), at.standing(ends.high)}
    if reached >= {Standing.LOW, Standing.STRONG}:
        reached.add(Standing.JUST_SUFFICIENT)
    return reached


def _sensitivity_line(profile: Profile, changes: tuple[Alternative, ...], within: tuple[Alternative, ...]) -> str:
    """What would change the verdict, in one or two sentences."""
    nearest = (
        f"Nearest to another verdict: {changes[0].says}" if changes else "No single dimension changes the verdict."
    )
    if within:
        titles = "; ".join(each.title for each in within)
        return f"{nearest} The verdict is not firm: intervals or missing answers leave open: {titles}."
    if all(each.estimate and each.estimate.interval for each in profile.dimensions):
        return f"{nearest} Within the intervals the verdict stays the same."
    return f"{nearest} How firm it is cannot be said: not every dimension has an interval."


def _listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), names[-1]])


def _cannot_say(profile: Profile, unsaid: list[str]) -> Verdict:
    names = _listed(unsaid)
    return Verdict(
        headline=f"This cannot be said yet: nobody answered half of {names}.",
        go=False,
        because="A verdict needs at least one respondent who answered half of each dimension.",
        rule=None,
        outcome=None,
        standings={},
        carried_by=(),
        also=(),
        order=(),
        permits=(),
        would_change=(),
        within_intervals=(),
        sensitivity="Ask somebody who knows these dimensions.",
        caveats=profile.caveats,
    )
