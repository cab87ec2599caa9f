"""Numbers that cannot be: stand-ins for "nothing", impossible values, two units in one column."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from trialpiece.core.readiness.audit.source import quoted
from trialpiece.core.readiness.audit.table import Table, as_number, usable, words_of
from trialpiece.core.readiness.audit.values import Column, Kind, Observation, Weight, counted

_STAND_INS = frozenset({-1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0, -32768.0})
_FACTORS = {
    1000: "grams and kilograms, metres and kilometres, or a thousands separator lost",
    100: "centimetres and metres, cents and euros, or percent and shares",
    60: "seconds and minutes, or minutes and hours",
    3600: "seconds and hours",
    1_000_000: "units and millions",
}
_DATES = {
    "1900-01-01",
    "1970-01-01",
    "9999-12-31",
    "2099-12-31",
    "1899-12-30",
    "0001-01-01",
    "2999-12-31",
    "1800-01-01",
    "9999-01-01",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a column may hold, judged by a word in its name."""

    words: frozenset[str]
    low: float
    high: float
    says: str


_LIMITS = (
    Limits(frozenset({"age", "alter"}), 0, 120, "an age"),
    Limits(frozenset({"lat", "latitude"}), -90, 90, "a latitude"),
    Limits(frozenset({"lon", "lng", "longitude"}), -180, 180, "a longitude"),
    Limits(frozenset({"percent", "percentage", "pct"}), -100, 100, "a percentage"),
    Limits(frozenset({"probability", "prob"}), 0, 1, "a probability"),
    Limits(frozenset({"month"}), 0, 12, "a month"),
    Limits(frozenset({"weekday", "dow"}), 0, 7, "a weekday"),
    Limits(frozenset({"hour"}), 0, 24, "an hour"),
    Limits(frozenset({"minute"}), 0, 60, "a minute"),
    Limits(frozenset({"ph"}), 0, 14, "a pH value"),
    Limits(
        frozenset(
            {
                "quantity",
                "qty",
                "count",
                "duration",
                "distance",
                "weight",
                "height",
                "length",
                "width",
                "price",
                "size",
                "salary",
                "population",
                "tenure",
            }
        ),
        0,
        math.inf,
        "such a quantity",
    ),
)


def sentinels(table: Table) -> Iterator[Observation]:
    """A mass of equal values at the end of the range that stands apart from all the others."""
    for column in table.of_kind(Kind.NUMBER):
        if column.distinct >= 8:
            found = [*_at_end(table, column, "min"), *_at_end(table, column, "max")]
            yield from found or _among_the_others(table, column)
    for column in table.of_kind(Kind.TIME):
        for end in (column.low, column.high):
            if end and end[:10] in _DATES and column.distinct > 1:
                yield from _stand_in_date(table, column, end[:10])


def _stand_in_date(table: Table, column: Column, end: str) -> Iterator[Observation]:
    """A date that systems write for unknown, further from the other dates than these are from each other."""
    name = f"{quoted(column.name)}::DATE"
    hits, apart, spread = table.one(
        f"SELECT count(*) FILTER ({name} = DATE '{end}'), "
        f"min(abs({name} - DATE '{end}')) FILTER ({name} <> DATE '{end}'), "
        f"(max({name}) FILTER ({name} <> DATE '{end}')) - (min({name}) FILTER ({name} <> DATE '{end}')) "
        f"FROM {table.relation.sql}"
    )
    if apart is not None and apart > spread:
        share = counted(int(hits), column.filled)
        says = f"{column.name} is {end} in {hits:,} of {column.filled:,} filled rows."
        because = "That date usually means unknown or never; spans and ages computed from it are nonsense."
        yield table.observe("sentinel", Weight.SERIOUS, column.name, share, says, because)


def _at_end(table: Table, column: Column, at_end: str) -> Iterator[Observation]:
    name = usable(column.name, column.stored_as)
    end = as_number(column.low if at_end == "min" else column.high)
    if not math.isfinite(end) or not (end in _STAND_INS or end == 0 or _repeated(table, column, end)):
        return
    beyond = f"min({name}) FILTER ({name} > {end!r})" if at_end == "min" else f"max({name}) FILTER ({name} < {end!r})"
    rest = f"FILTER ({name} <> {end!r})"
    hits, following, low, high, different = table.one(
        f"SELECT count(*) FILTER ({name} = {end!r}), {beyond}, quantile_cont({name}::DOUBLE, 0.25) {rest}, "
        f"quantile_cont({name}::DOUBLE, 0.75) {rest}, approx_count_distinct({name}) {rest} FROM {table.sample}"
    )
    if following is None or not different or different < 6 or (hits == 0 and end not in _STAND_INS):
        return
    gap, usual = abs(float(following) - end), max(float(high) - float(low), 1e-12)
    known = end in _STAND_INS and (end != -1 or float(following) >= 0)
    enough = hits >= max(3, 0.001 * table.sampled)
    apart = gap > 1.5 * usual if not known else gap > 0.5 * usual or (end < 0 <= float(following))
    if not apart or not (known or enough) or (end == 0 and not (enough and at_end == "min")):
        return
    exact = table.count(f"{name} = {end!r}")
    if exact < 2 and not (known and abs(end) >= 99):
        return
    share = counted(exact, column.filled)
    says = f"{column.name} is {end:g} in {exact:,} of {column.filled:,} filled rows; the next value is {float(following):g}."
    because = "It looks like a stand-in for unknown: averages are wrong, and a model learns the stand-in."
    yield table.observe("sentinel", Weight.SERIOUS if known else Weight.LOOK, column.name, share, says, because)


def _among_the_others(table: Table, column: Column) -> Iterator[Observation]:
    """A usual stand-in inside the range that is far more frequent than any other value."""
    values = table.values(column)
    if column.distinct < 50 or len(values) < 50:
        return
    (first, n), (_, runner_up) = values[:2]
    value = as_number(first)
    if value in _STAND_INS and abs(value) >= 99 and n >= max(5, 5 * runner_up):
        exact = table.count(f"{usable(column.name, column.stored_as)} = {value!r}")
        share = counted(exact, column.filled)
        says = f"{column.name} is {value:g} in {exact:,} of {column.filled:,} filled rows, far more often than any other value."
        because = "It looks like a stand-in for unknown: averages are wrong, and a model learns the stand-in."
        yield table.observe("sentinel", Weight.SERIOUS, column.name, share, says, because)


def _repeated(table: Table, column: Column, end: float) -> bool:
    """Whether the end of the range is among the most frequent values."""
    return any(as_number(value) == end for value, _ in table.values(column)[:5])


def out_of_range(table: Table) -> Iterator[Observation]:
    """Values that the column's name does not allow, infinities, and single values far from all others."""
    for column in table.of_kind(Kind.NUMBER):
        low, high = as_number(column.low), as_number(column.high)
        limits = next((each for each in _LIMITS if each.words & words_of(column.name)), None)
        name = usable(column.name, column.stored_as)
        if limits and (low < limits.low or high > limits.high):
            known = f" AND {name} NOT IN ({', '.join(map(repr, sorted(_STAND_INS)))})"
            hits = table.count(
                f"({name} < {limits.low!r}"
                + (f" OR {name} > {limits.high!r})" if math.isfinite(limits.high) else ")")
                + known
            )
            if hits:
                share = counted(hits, column.filled)
                says = f"{column.name} lies outside what {limits.says} can be in {hits:,} of {column.filled:,} filled rows ({low:g} to {high:g})."
                because = (
                    "Impossible values come from units, typing errors or joins gone wrong; each has another repair."
                )
                yield table.observe("out-of-range", Weight.SERIOUS, column.name, share, says, because)
        elif math.isinf(low) or math.isinf(high):
            says = f"{column.name} holds infinite values."
            yield table.observe(
                "out-of-range", Weight.SERIOUS, column.name, None, says, "Something was divided by zero."
            )
        else:
            yield from _few_negatives(table, column) if low < 0 < high else ()
            yield from _far_out(table, column)


def _few_negatives(table: Table, column: Column) -> Iterator[Observation]:
    """At most one in two hundred below zero where nearly all are well above."""
    name = usable(column.name, column.stored_as)
    known = ", ".join(map(repr, sorted(_STAND_INS)))
    below, fifth, middle = table.one(
        f"SELECT count(*) FILTER ({name} < 0 AND {name} NOT IN ({known})), quantile_cont({name}::DOUBLE, 0.05), "
        f"median({name}::DOUBLE) FROM {table.relation.sql if table.rows < 2_000_000 else table.sample}"
    )
    if below and fifth and fifth > 0.1 * middle > 0 and below <= 0.005 * table.rows:
        share = counted(table.count(f"{name} < 0 AND {name} NOT IN ({known})"), column.filled)
        says = f"{column.name} is negative in {share.hits:,} of {share.n:,} filled rows, where nearly all are well above zero."
        because = "A cancelled booking or a wrong sign looks like that; somebody must say which."
        yield table.observe("out-of-range", Weight.LOOK, column.name, share, says, because)


def _far_out(table: Table, column: Column) -> Iterator[Observation]:
    """At most one in a thousand values, more than twenty quartile ranges away on the scale that fits."""
    if column.distinct < 20 or table.rows < 100:
        return
    name = usable(column.name, column.stored_as)
    first, middle, third, low, high = table.one(
        f"SELECT quantile_cont({name}::DOUBLE, 0.25), median({name}::DOUBLE), quantile_cont({name}::DOUBLE, 0.75), "
        f"min({name}), max({name}) FROM {table.sample} WHERE {name} IS NOT NULL AND {name}::VARCHAR NOT IN ('-999', '-9999')"
    )
    if first is None or third <= first:
        return
    reach = 20 * (third - first)
    if first > 0:  # positive: amounts and the like are judged by their ratio to the quartiles
        reach = max(reach, third * (third / first) ** 3)
    low, high = min(float(low), as_number(column.low)), max(float(high), as_number(column.high))
    if low >= middle - reach and high <= middle + reach:
        return
    hits = table.count(
        f"({name} > {middle + reach!r} OR {name} < {middle - reach!r}) AND {name} NOT IN ({', '.join(map(repr, sorted(_STAND_INS)))})"
    )
    if 0 < hits <= max(3, 0.001 * table.rows):
        share = counted(hits, column.filled)
        says = f"{column.name} has {hits:,} value(s) far from all others (half lie within {first:g} to {third:g}; range {low:g} to {high:g})."
        because = "A lost decimal point looks like that, and so does the one customer who matters; somebody must look."
        yield table.observe("far-out", Weight.LOOK, column.name, share, says, because)


def unit_mixtures(table: Table) -> Iterator[Observation]:
    """Positive numbers in two groups, far apart, whose middles differ by the factor of two usual units."""
    for column in table.of_kind(Kind.NUMBER):
        if column.distinct < 30 or words_of(column.name) & {"id", "key", "code"}:
            continue
        name = usable(column.name, column.stored_as)
        logs = [
            float(row[0])
            for row in table.ask(
                f"SELECT log10({name}::DOUBLE) FROM {table.sample} "
                f"WHERE {name} > 0 AND isfinite({name}::DOUBLE) ORDER BY 1"
            )
        ]
        found = _two_groups(logs)
        if found is None:
            continue
        below, factor, first, second = found
        share = table.share(below, len(logs))
        says = (
            f"{column.name} falls into two groups, {share.hits:,} of {share.n:,} around {10**first:.3g} "
            f"and the rest around {10**second:.3g}: a factor of about {factor:,}."
        )
        because = f"Two units in one column look like that: {_FACTORS[factor]}."
        yield table.observe("unit-mixture", Weight.SERIOUS, column.name, share, says, because)


def _two_groups(logs: list[float]) -> tuple[int, int, float, float] | None:
    """Where sorted logarithms split at a gap, with the unit factor between the groups' middles."""
    n = len(logs)
    if n < 50:
        return None
    least = max(5, n // 200)
    gaps = ((logs[at] - logs[at - 1], at) for at in range(least, n - least + 1))
    gap, at = max(gaps)
    first, second = logs[at // 2], logs[at + (n - at) // 2]
    widest = max(logs[at - 1] - logs[0], logs[-1] - logs[at])
    if gap < 0.3 or gap < 0.6 * widest or len(set(logs[:at])) < 5 or len(set(logs[at:])) < 5:
        return None
    for factor in _FACTORS:
        if abs((second - first) - math.log10(factor)) < 0.12:
            return at, factor, first, second
    return None
