"""The outcome: is it recorded, how is it spread, and does another column give it away?"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table, usable, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight, counted

_LABEL_NAMES = (
    "target",
    "label",
    "outcome",
    "y",
    "class",
    "churn",
    "churned",
    "default",
    "survived",
    "fraud",
    "is_fraud",
    "diagnosis",
)
_CLASSES = 20
_FEW_EVENTS = 100
_ROWS = 20_000
"""Rows of the sample on which giveaways are judged; more would not change the second digit."""
_SURE = 0.98
_NEARLY = 0.95


def choose_label(table: Table, wanted: str | None) -> str | None:
    """The column named by the user, or one that is called like an outcome and has few values."""
    names = {each.name: each for each in table.columns}
    if wanted:
        return wanted if wanted in names else None
    for name, column in names.items():
        if name.lower() in _LABEL_NAMES and column.filled and 2 <= column.distinct <= _CLASSES:
            return name
    return None


def balance(table: Table) -> Iterator[Observation]:
    """Missing outcomes, and how many cases the rarest has."""
    column = _label(table)
    if column is None:
        return
    gap = column.missing
    if gap.hits:
        says = f"The outcome {column.name} is not recorded in {gap.hits:,} of {gap.n:,} rows."
        because = "Cases without outcome are rarely a random part; ask which ones they are before leaving them out."
        yield table.observe("label-missing", Weight.SERIOUS, column.name, gap, says, because)
    if column.distinct > _CLASSES:
        says = f"The outcome {column.name} is a quantity: {column.low} to {column.high}, mean {column.mean or math.nan:.4g}."
        because = "A quantity needs its unit and its measuring error in the brief."
        yield table.observe("label-spread", Weight.NOTE, column.name, None, says, because)
    else:
        yield _rarest(table, column)


def _rarest(table: Table, column: Column) -> Observation:
    """How many cases the rarest outcome has."""
    name = quoted(column.name)
    classes = table.ask(
        f"SELECT {name}::VARCHAR, count(*) FROM {table.relation.sql} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2, 1"
    )
    if len(classes) < 2:
        says = f"The outcome {column.name} has one value only."
        return table.observe(
            "label-balance", Weight.SERIOUS, column.name, None, says, "There is nothing to learn from it."
        )
    rarest, n = classes[0]
    share = counted(int(n), column.filled)
    says = f"The rarest outcome of {column.name}, {rarest!r}, has {n:,} of {column.filled:,} cases ({share.value:.1%})."
    if n < _FEW_EVENTS:
        weight = Weight.SERIOUS if n < _FEW_EVENTS / 2 else Weight.LOOK
        because = f"With fewer than {_FEW_EVENTS} cases a model and its test are mostly luck."
    elif share.value < 0.05:
        weight = Weight.LOOK
        because = "Accuracy says little when one outcome is rare: name the cost of a miss and of a false alarm instead."
    else:
        weight, because = Weight.NOTE, "Enough cases of each outcome to learn from and to test on."
    return table.observe("label-balance", weight, column.name, share, says, because)


def giveaways(table: Table) -> Iterator[Observation]:
    """Columns that alone tell the outcome nearly for sure, judged on the sample."""
    label = _label(table)
    if label is None or table.sampled < 50:
        return
    outcomes = [row[0] for row in table.ask(f"SELECT {quoted(label.name)}::VARCHAR {_some_rows(table)}")]
    is_quantity = label.kind is Kind.NUMBER and label.distinct > _CLASSES
    for column in table.columns:
        if column.name == label.name or not column.filled or column.kind is Kind.OTHER:
            continue
        values = _values(table, column)
        strength = _quantity_strength(values, outcomes) if is_quantity else _class_strength(values, outcomes)
        if strength is None or strength < _NEARLY:
            yield from _named_after(table, column, label)
            continue
        weight = Weight.SERIOUS if strength >= _SURE else Weight.LOOK
        how = "rank correlation" if is_quantity else "area under the ROC curve, out of fold"
        says = f"{column.name} alone tells {label.name} nearly for sure ({how} {strength:.3f}, n = {len(values):,})."
        because = "Ask when it is written: a column filled after the outcome is not there when the model has to decide."
        yield table.observe("gives-outcome-away", weight, column.name, None, says, because)


def _named_after(table: Table, column: Column, label: Column) -> Iterator[Observation]:
    shared = {
        each for each in words_of(column.name) & words_of(label.name) if len(each) > 3 and each not in ("class", "date")
    }
    if shared:
        says = f"{column.name} is named after the outcome {label.name}."
        because = "Columns about the outcome (its reason, its date) are usually filled once it is known."
        yield table.observe("gives-outcome-away", Weight.LOOK, column.name, None, says, because)


def _label(table: Table) -> Column | None:
    return next((each for each in table.columns if each.name == table.label), None)


def _some_rows(table: Table) -> str:
    """The same rows of the sample for each column, in the same order."""
    every = -(-table.sampled // _ROWS)
    return f"FROM {table.sample} WHERE hash(rowid) % {max(1, every)} = 0 ORDER BY rowid"


def _values(table: Table, column: Column) -> list[float | str | None]:
    """The sample's values in row order: numbers and times as numbers, the rest as text."""
    name = usable(column.name, column.stored_as)
    wanted = {Kind.NUMBER: f"{name}::DOUBLE", Kind.TIME: f"epoch({name}::TIMESTAMP)"}.get(
        column.kind, f"{name}::VARCHAR"
    )
    return [row[0] for row in table.ask(f"SELECT {wanted} {_some_rows(table)}")]


def _class_strength(values: Sequence[float | str | None], outcomes: Sequence[str | None]) -> float | None:
    """Best area under the ROC curve over the classes, each against the rest; None with under 10 cases of all."""
    known = [(value, outcome) for value, outcome in zip(values, outcomes, strict=True) if outcome is not None]
    classes = Counter(outcome for _, outcome in known)
    best: float | None = None
    for each, n in classes.most_common(_CLASSES):
        if min(n, len(known) - n) < 10:
            continue
        hits = [outcome == each for _, outcome in known]
        area = _area(_scores([value for value, _ in known], hits), hits)
        best = max(best or 0.0, area, 1 - area)
        if len(classes) == 2:
            break
    if best is None or len(classes) == 2:
        return best
    return _purity(known, classes) if best >= _NEARLY else best


def _purity(known: Sequence[tuple[float | str | None, str]], classes: Counter[str]) -> float:
    """With several classes one easy one is no giveaway: the share of the error that knowing the value removes."""
    cells: dict[object, Counter[str]] = defaultdict(Counter)
    for value, outcome in known[::2]:
        cells[value][outcome] += 1
    rest = known[1::2]
    right = sum(bool(cells[value]) and cells[value].most_common(1)[0][0] == outcome for value, outcome in rest)
    base = classes.most_common(1)[0][1] / len(known)
    return max(0.0, (right / max(1, len(rest)) - base) / (1 - base))


def _scores(values: Sequence[float | str | None], hits: Sequence[bool]) -> list[float]:
    """A score per row: numbers as they are (empty lowest), categories by the share of hits in the other fold."""
    if all(value is None or isinstance(value, float) for value in values):
        return [-math.inf if value is None or not isinstance(value, float) else value for value in values]
    tallies: list[dict[object, list[int]]] = [defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])]
    for row, (value, hit) in enumerate(zip(values, hits, strict=True)):
        cell = tallies[row % 2][value]
        cell[0] += hit
        cell[1] += 1
    prior = sum(hits) / len(hits)
    scores = []
    for row, value in enumerate(values):
        seen, n = tallies[1 - row % 2].get(value, (0, 0))
        scores.append((seen + prior) / (n + 1))
    return scores


def _area(scores: Sequence[float], hits: Sequence[bool]) -> float:
    """Area under the ROC curve by ranks, ties counted half (Mann-Whitney)."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    positive, rank_sum, at = sum(hits), 0.0, 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        rank_sum += (at + end + 1) / 2 * sum(hits[row] for row in order[at:end])
        at = end
    return (rank_sum - positive * (positive + 1) / 2) / (positive * (len(hits) - positive))


def _quantity_strength(values: Sequence[float | str | None], outcomes: Sequence[str | None]) -> float | None:
    """Absolute rank correlation with a numeric outcome; None for texts or under 50 pairs."""
    pairs = [
        (value, float(outcome))
        for value, outcome in zip(values, outcomes, strict=True)
        if isinstance(value, float) and outcome is not None
    ]
    if len(pairs) < 50:
        return None
    first, second = _ranks([a for a, _ in pairs]), _ranks([b for _, b in pairs])
    mean = (len(pairs) + 1) / 2
    products = math.fsum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    spread = math.sqrt(math.fsum((a - mean) ** 2 for a in first) * math.fsum((b - mean) ** 2 for b in second))
    return abs(products / spread) if spread else None


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, ties sharing their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for row in order[at:end]:
            ranks[row] = (at + end + 1) / 2
        at = end
    return ranks
